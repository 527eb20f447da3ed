from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "kortreist.apps.desk"
    label = "desk"
