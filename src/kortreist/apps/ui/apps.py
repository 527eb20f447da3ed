from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "kortreist.apps.ui"
    label = "ui"
