"""Links out of the house, and the signed one by which a receiver chooses without signing in."""

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core import signing
from django.urls import reverse

from kortreist.apps.messages.models import Message

SALT: Final = "kortreist.messages.choices"
# A mail is acted on for a season; then its link has to come from a newer one.
VALID_S: Final = 180 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Choosing:
    """Whose preferences a signed link opens, and what kind of news it came with."""

    hub_id: int
    unit_id: int | None
    organisation_id: int | None
    person_id: int | None
    kind: str


def absolute(path: str) -> str:
    """Return the address of a page of the site; empty where the site does not know its own."""
    site: str = settings.SITE_ADDRESS
    return f"{site}{path}" if site and path.startswith("/") else ""


def choices_link(message: Message) -> str:
    """Return where a message's receiver chooses what to be told; empty where nobody chooses."""
    token = choosing_token(message)
    return absolute(reverse("messages:choices", kwargs={"token": token})) if token else ""


def unsubscribe_link(message: Message) -> str:
    """Return where one press turns this kind of news off."""
    token = choosing_token(message)
    return absolute(reverse("messages:unsubscribe", kwargs={"token": token})) if token else ""


def choosing_token(message: Message) -> str:
    """Return a signed token for a message's receiver; empty where it is for no party."""
    if message.unit_id is None and message.organisation_id is None:
        return ""
    return signing.dumps(
        [
            message.hub_id,
            message.unit_id,
            message.organisation_id,
            message.person_id,
            message.kind,
        ],
        salt=SALT,
    )


def read_token(token: str) -> Choosing | None:
    """Return what a token opens, or None where it is none of ours or too old."""
    try:
        return Choosing(*signing.loads(token, salt=SALT, max_age=VALID_S))
    except (signing.BadSignature, TypeError, ValueError):
        return None
