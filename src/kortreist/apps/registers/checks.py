from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from kortreist.apps.registers.roads.engine import EMBEDDED, ENGINES


@register
def check_road_engine(**_: object) -> list[CheckMessage]:
    """Find a road engine that is not known, or whose address cannot be one."""
    if settings.ROADS == EMBEDDED:
        return []
    known = ", ".join((EMBEDDED, *ENGINES))
    if settings.ROADS not in ENGINES:
        return [
            Error(
                f"KORTREIST_ROADS is {settings.ROADS!r}.", hint=f"Use {known}.", id="kortreist.E020"
            )
        ]
    address = urlsplit(settings.ROADS_URL)
    if address.scheme in {"http", "https"} and address.hostname:
        return []
    return [
        Error(
            "KORTREIST_ROADS needs the engine's address in KORTREIST_ROADS_URL.",
            hint="As in http://127.0.0.1:8002.",
            id="kortreist.E021",
        )
    ]
