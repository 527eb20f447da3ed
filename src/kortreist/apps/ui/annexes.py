"""What rooms above have to say on a page of a room below: registered, never imported.

A room registers its writer in ``AppConfig.ready``; the page asks by a name of its own, and with
nobody registered the place stays empty.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest

# Takes the page's request and the thing it shows; returns HTML, empty when there is nothing.
Writer = Callable[[HttpRequest, object], str]

_writers: Final[defaultdict[str, list[Writer]]] = defaultdict(list)


def register(place: str, writer: Writer) -> None:
    """Let ``writer`` add to a place; registering the same one again changes nothing."""
    if writer not in _writers[place]:
        _writers[place].append(writer)


def annexes_of(place: str, request: HttpRequest, thing: object) -> list[str]:
    """Return what the rooms above have to say of a thing."""
    return [text for writer in _writers[place] if (text := writer(request, thing))]
