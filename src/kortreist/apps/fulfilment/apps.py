from django.apps import AppConfig


class FulfilmentConfig(AppConfig):
    name = "kortreist.apps.fulfilment"
    label = "fulfilment"
