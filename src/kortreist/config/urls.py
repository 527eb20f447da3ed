"""Every address of the site, room by room."""

from django.urls import include, path

from kortreist.config.health import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("accounts/", include("allauth.urls")),
    path("language/", include("django.conf.urls.i18n")),
    path("", include("kortreist.apps.ui.web.urls")),
    path("", include("kortreist.apps.billing.web.urls")),
    path("", include("kortreist.apps.catalogue.web.urls")),
    path("", include("kortreist.apps.trading.web.urls")),
    path("", include("kortreist.apps.fulfilment.web.urls")),
    path("", include("kortreist.apps.desk.web.urls")),
]

handler400 = "kortreist.apps.ui.web.errors.bad_request"
handler403 = "kortreist.apps.ui.web.errors.permission_denied"
handler404 = "kortreist.apps.ui.web.errors.page_not_found"
handler500 = "kortreist.apps.ui.web.errors.server_error"
