from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "kortreist.apps.planning"
    label = "planning"
