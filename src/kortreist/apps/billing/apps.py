from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "kortreist.apps.billing"
    label = "billing"
