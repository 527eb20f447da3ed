"""The few places a reader can always go to, and who they are here; told by the rooms above.

A room registers its teller in ``AppConfig.ready``; this room knows none of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.utils.functional import Promise

MOST_PLACES: Final = 5


class TooManyPlacesError(AssertionError):
    """A reader would see more places than fit in a head, or in a row on a phone."""


@dataclass(frozen=True, slots=True)
class Place:
    """A page that is always one press away.

    Parameters
    ----------
    url
        Where it is.
    label
        One word, two at most.
    icon
        Name of a pictogram in `icons.py`.
    is_current
        Whether the reader is there, or in something that is reached from it.
    """

    url: str
    label: str | Promise
    icon: str
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the reader is, and for whom they act: shown in the header.

    ``links`` are (url, label) pairs for the menu, such as choosing another unit.
    """

    name: str
    acts_for: str = ""
    links: tuple[tuple[str, str | Promise], ...] = ()


PlacesTeller = Callable[[HttpRequest], list[Place]]
IdentityTeller = Callable[[HttpRequest], Identity | None]

_places: Final[list[PlacesTeller]] = []
_identities: Final[list[IdentityTeller]] = []


def register(teller: PlacesTeller) -> None:
    """Let ``teller`` name places; registering the same one again changes nothing."""
    if teller not in _places:
        _places.append(teller)


def register_identity(teller: IdentityTeller) -> None:
    """Let ``teller`` say who a reader is; the first that knows is believed."""
    if teller not in _identities:
        _identities.append(teller)


def places_for(request: HttpRequest) -> list[Place]:
    """Return the reader's places, at most five.

    Raises
    ------
    TooManyPlacesError
        When the rooms together name more.
    """
    places = [place for teller in _places for place in teller(request)]
    if len(places) > MOST_PLACES:
        names = ", ".join(str(place.label) for place in places)
        msg = f"at most {MOST_PLACES} places, not {len(places)}: {names}"
        raise TooManyPlacesError(msg)
    return places


def identity_for(request: HttpRequest) -> Identity | None:
    """Return who the reader is, or None for someone who is not signed in."""
    for teller in _identities:
        identity = teller(request)
        if identity is not None:
            return identity
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    return Identity(name=user.get_username())
