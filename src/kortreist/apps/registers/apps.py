from django.apps import AppConfig
from django.db.backends.signals import connection_created

from kortreist.apps.registers.collation import add_to_connection


class RegistersConfig(AppConfig):
    name = "kortreist.apps.registers"
    label = "registers"

    def ready(self) -> None:
        import kortreist.apps.registers.checks  # noqa: F401, PLC0415 - registers the system checks

        connection_created.connect(add_to_connection, dispatch_uid="registers.collation")
