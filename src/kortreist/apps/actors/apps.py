from django.apps import AppConfig


class ActorsConfig(AppConfig):
    name = "kortreist.apps.actors"
    label = "actors"
