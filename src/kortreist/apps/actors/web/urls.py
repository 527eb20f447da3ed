"""Addresses of the demonstration's door, and of tablets."""

from django.urls import path

from kortreist.apps.actors.web import calendars, demonstration, devices

app_name = "actors"

UNIT = "hubs/<uuid:hub>/units/<uuid:unit>/"

urlpatterns = [
    path("demo/", demonstration.personas, name="personas"),
    path("demo/sign-in/<uuid:person>/", demonstration.sign_in_as, name="sign-in-as"),
    path("pair/", devices.pair, name="pair"),
    path(f"{UNIT}calendar/", calendars.unit_calendar, name="unit-calendar"),
    path(f"{UNIT}calendar/weekdays/", calendars.unit_weekdays, name="unit-weekdays"),
    path(f"{UNIT}calendar/open/", calendars.unit_open, name="unit-open"),
    path(
        "hubs/<uuid:hub>/producers/<uuid:producer>/closing/",
        calendars.producer_closing,
        name="producer-closing",
    ),
    path(f"{UNIT}devices/", devices.device_list, name="device-list"),
    path(f"{UNIT}devices/<uuid:device>/revoke/", devices.device_revoke, name="device-revoke"),
]
