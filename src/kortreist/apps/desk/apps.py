from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "kortreist.apps.desk"
    label = "desk"

    def ready(self) -> None:
        from kortreist.apps.desk.web import places  # noqa: PLC0415 - needs the models loaded
        from kortreist.apps.ui import navigation  # noqa: PLC0415 - likewise

        navigation.register(places.places)
        navigation.register_identity(places.identity)
