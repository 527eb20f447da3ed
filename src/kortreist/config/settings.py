"""Every setting of kortreist, from the environment; described in `docs/reference/settings.md`."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from kortreist.config import databases, logs
from kortreist.config.env import read_flag, read_int, read_list, read_text

PACKAGE = Path(__file__).resolve().parent.parent

HOME = Path(read_text("HOME", "var")).resolve()
DEBUG = read_flag("DEBUG")
# One click signs in as a persona: only for a demonstration, and only on this machine.
DEMO = read_flag("DEMO")

SECRET_KEY = read_text("SECRET_KEY", "only-for-development" if DEBUG or DEMO else "")
if not SECRET_KEY:
    message = "KORTREIST_SECRET_KEY must be set (or KORTREIST_SECRET_KEY_FILE)"
    raise ImproperlyConfigured(message)

ALLOWED_HOSTS = read_list("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = read_list("TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "kortreist.apps.registers",
    "kortreist.apps.jobs",
    "kortreist.apps.ui",
    "kortreist.apps.actors",
    "kortreist.apps.messages",
    "kortreist.apps.catalogue",
    "kortreist.apps.trading",
    "kortreist.apps.fulfilment",
    "kortreist.apps.billing",
    "kortreist.apps.planning",
    "kortreist.apps.desk",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "kortreist.config.request_log.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kortreist.apps.actors.web.middleware.ActorMiddleware",
    "kortreist.apps.actors.web.doorkeeper.DoorkeeperMiddleware",
    "kortreist.apps.ui.middleware.DomainErrorMiddleware",
    "kortreist.config.post_limit.PostLimitMiddleware",
]

ROOT_URLCONF = "kortreist.config.urls"
WSGI_APPLICATION = "kortreist.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kortreist.apps.ui.context_processors.frame",
            ],
        },
    },
]

DATABASE_URL = read_text("DATABASE_URL")
DATABASE_POOL = read_int("DATABASE_POOL", 8)
# Seconds that a transaction waits for a row, or for the whole of SQLite, before it is refused.
LOCK_WAIT_S = read_int("LOCK_WAIT_S", 20)
DATABASES = {
    "default": databases.from_url(DATABASE_URL, pool_size=DATABASE_POOL, lock_wait_s=LOCK_WAIT_S)
    if DATABASE_URL
    else databases.sqlite(HOME / "kortreist.sqlite3", lock_wait_s=LOCK_WAIT_S),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    # In the database, so that rate limits hold across processes.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "jobs_cache",
        "KEY_FUNCTION": "kortreist.config.cache_keys.hash_key",
        # Full, it would forget rate limits at random; `jobs.prune` keeps it small.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}

AUTH_USER_MODEL = "actors.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "kortreist.apps.actors.web.sign_in.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""

LANGUAGE_CODE = "nb"
LANGUAGES = [("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Oslo"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
MEDIA_ROOT = HOME / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}

EMAIL_BACKEND = read_text(
    "EMAIL_BACKEND",
    "django.core.mail.backends.filebased.EmailBackend",
)
EMAIL_FILE_PATH = HOME / "outbox"
EMAIL_HOST = read_text("EMAIL_HOST", "localhost")
EMAIL_PORT = read_int("EMAIL_PORT", 587)
EMAIL_HOST_USER = read_text("EMAIL_USER")
EMAIL_HOST_PASSWORD = read_text("EMAIL_PASSWORD")
EMAIL_USE_TLS = read_flag("EMAIL_TLS", default=True)
# Seconds to wait for the mail server, each time it is waited for.
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = read_text("EMAIL_FROM", "kortreist@localhost")
# Where the site is found, without a slash at the end; messages carry no links without it.
SITE_ADDRESS = read_text("SITE_ADDRESS").rstrip("/")
# Where text messages are handed over; without an address they are written to files where nobody
# is in earnest, and otherwise there are none.
SMS_URL = read_text("SMS_URL")
SMS_SECRET = read_text("SMS_SECRET")
SMS_SENDER = read_text("SMS_SENDER", "kortreist")
SMS_GATEWAY = read_text(
    "SMS_GATEWAY",
    "kortreist.apps.messages.sms.HttpGateway"
    if SMS_URL
    else "kortreist.apps.messages.sms.FileGateway"
    if DEBUG or DEMO
    else "",
)

# Who says how far it is to drive: "embedded", or "valhalla" or "osrm" at the address below.
ROADS = read_text("ROADS", "embedded")
ROADS_URL = read_text("ROADS_URL").rstrip("/")
# Seconds to wait for one answer of the road engine.
ROADS_TIMEOUT_S = read_int("ROADS_TIMEOUT_S", 20)

# Behind a proxy that ends TLS; off where the site is only on this machine.
HTTPS = read_flag("HTTPS", default=not (DEBUG or DEMO))
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "kortreist.apps.ui.web.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "style-src": [SELF],
        "script-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

# How many proxies in front are believed when they say whom a request comes from.
ALLAUTH_TRUSTED_PROXY_COUNT = read_int("TRUSTED_PROXIES", 0)
# Of one person, or of one address where nobody is signed in; 0 sets no limit.
POSTS_PER_MINUTE = read_int("POSTS_PER_MINUTE", 120)

LOGGING = logs.configure(
    level=read_text("LOG_LEVEL", "INFO"), as_json=read_flag("LOG_JSON", default=not DEBUG)
)
