from django.apps import AppConfig


class TradingConfig(AppConfig):
    name = "kortreist.apps.trading"
    label = "trading"
