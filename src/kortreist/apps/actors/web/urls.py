"""Addresses of the demonstration's door, and of tablets."""

from django.urls import path

from kortreist.apps.actors.web import demonstration, devices

app_name = "actors"

UNIT = "hubs/<uuid:hub>/units/<uuid:unit>/"

urlpatterns = [
    path("demo/", demonstration.personas, name="personas"),
    path("demo/sign-in/<uuid:person>/", demonstration.sign_in_as, name="sign-in-as"),
    path("pair/", devices.pair, name="pair"),
    path(f"{UNIT}devices/", devices.device_list, name="device-list"),
    path(f"{UNIT}devices/<uuid:device>/revoke/", devices.device_revoke, name="device-revoke"),
]
