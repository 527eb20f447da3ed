"""What has changed between two declarations, said plainly, worst first."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from kortreist.apps.catalogue.declared import Content
from kortreist.apps.catalogue.words import ALLERGEN, CEREAL, NOT_FOR, NUT

Words = Mapping[str, str | Promise]
# What is told of a list: when a code has come, and when it has gone.
Told = tuple[str, Words, Callable[[str], str], Callable[[str], str]]

LISTS: Final[tuple[Told, ...]] = (
    (
        "allergens",
        ALLERGEN,
        lambda word: _("Now with %(what)s") % {"what": word},
        lambda word: _("No longer with %(what)s") % {"what": word},
    ),
    (
        "cereals",
        CEREAL,
        lambda word: _("Now with %(what)s") % {"what": word},
        lambda word: _("No longer with %(what)s") % {"what": word},
    ),
    (
        "nuts",
        NUT,
        lambda word: _("Now with %(what)s") % {"what": word},
        lambda word: _("No longer with %(what)s") % {"what": word},
    ),
    (
        "traces",
        ALLERGEN,
        lambda word: _("May now contain traces of %(what)s") % {"what": word},
        lambda word: _("No longer traces of %(what)s") % {"what": word},
    ),
    (
        "not_for",
        NOT_FOR,
        lambda word: _("Now made with %(what)s") % {"what": word},
        lambda word: _("No longer made with %(what)s") % {"what": word},
    ),
)


def sentences(before: Content, after: Content) -> list[str]:
    """Return what kitchens must know that has changed, in the reader's language.

    What has come stands before what has gone: it is what somebody can fall ill of.
    """
    come = [
        say(str(words[code]).lower())
        for name, words, say, _gone in LISTS
        for code in _new(after, before, name)
    ]
    gone = [
        say(str(words[code]).lower())
        for name, words, _come, say in LISTS
        for code in _new(before, after, name)
    ]
    if before.get("allergens_stated") and not after.get("allergens_stated"):
        come.insert(0, _("It is no longer stated which allergens are in it"))
    if after.get("allergens_stated") and not before.get("allergens_stated"):
        gone.append(_("It is now stated which allergens are in it"))
    if before.get("ingredients") != after.get("ingredients"):
        gone.append(_("The ingredients have changed"))
    return [*come, *gone]


def _new(here: Content, there: Content, name: str) -> list[str]:
    return [code for code in _codes(here, name) if code not in _codes(there, name)]


def _codes(content: Content, name: str) -> list[str]:
    codes = content.get(name)
    return [str(code) for code in codes] if isinstance(codes, Iterable) else []
