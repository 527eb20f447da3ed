"""Every address of the site, room by room."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from kortreist.apps.actors.web.language import set_language
from kortreist.apps.actors.web.sign_in import no_such_page
from kortreist.config.health import healthz, readyz

urlpatterns = [
    path("healthz", login_not_required(healthz), name="healthz"),
    path("readyz", login_not_required(readyz), name="readyz"),
    # Before allauth's own page, where people could claim an address that is not theirs.
    path("accounts/email/", no_such_page, name="account_email"),
    path("accounts/", include("allauth.urls")),
    path("language/", set_language, name="set_language"),
    path("", include("kortreist.apps.ui.web.urls")),
    path("", include("kortreist.apps.actors.web.urls")),
    path("", include("kortreist.apps.messages.web.urls")),
    path("", include("kortreist.apps.billing.web.urls")),
    path("", include("kortreist.apps.catalogue.web.urls")),
    path("", include("kortreist.apps.trading.web.urls")),
    path("", include("kortreist.apps.fulfilment.web.urls")),
    path("", include("kortreist.apps.planning.web.urls")),
    path("", include("kortreist.apps.desk.web.urls")),
]

handler400 = "kortreist.apps.ui.web.errors.bad_request"
handler403 = "kortreist.apps.ui.web.errors.permission_denied"
handler404 = "kortreist.apps.ui.web.errors.page_not_found"
handler500 = "kortreist.apps.ui.web.errors.server_error"
