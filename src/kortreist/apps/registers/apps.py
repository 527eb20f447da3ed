from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "kortreist.apps.registers"
    label = "registers"
