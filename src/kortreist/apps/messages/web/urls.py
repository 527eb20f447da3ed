"""Addresses of the log and of the choices."""

from django.urls import path

from kortreist.apps.messages.web import choices, links, log

app_name = "messages"

HUB = "hubs/<uuid:hub>/"
LOG = f"{HUB}messages/"
MESSAGE = f"{LOG}<uuid:message>/"

urlpatterns = [
    path(LOG, log.message_list, name="message-list"),
    path(MESSAGE, log.message_detail, name="message-detail"),
    path(f"{MESSAGE}resend/", log.resend, name="resend"),
    path(f"{MESSAGE}mend/", log.mend, name="mend"),
    path(f"{HUB}units/<uuid:unit>/messages/", choices.unit_choices, name="unit-choices"),
    path(
        f"{HUB}producers/<uuid:producer>/messages/",
        choices.producer_choices,
        name="producer-choices",
    ),
    path("choices/<str:token>/", links.choices, name="choices"),
    path("choices/<str:token>/stop/", links.unsubscribe, name="unsubscribe"),
]
