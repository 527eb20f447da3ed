from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "kortreist.apps.messages"
    label = "kortreist_messages"
