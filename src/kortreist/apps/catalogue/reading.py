"""A declaration put into words, from the product as it is or from a frozen copy."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kortreist.apps.catalogue.models import NUTRIENTS
from kortreist.apps.catalogue.words import (
    ALLERGEN,
    NOT_FOR,
    NUTRIENT,
    SPECIES,
    STORAGE,
    TREATMENT,
    allergen_words,
)
from kortreist.apps.ui import figures
from kortreist.apps.ui.content import Chosen, choose, marked
from kortreist.kernel.rounding import divide_rounded

# How words begin that name one of the fourteen, in bokmål, nynorsk and English; whatever else an
# allergen is called, its maker puts stars around it.
STEMS: Final = (
    # Cereals.
    *("hvete", "kveite", "spelt", "rug", "bygg", "havre", "gluten"),
    *("wheat", "rye", "barley", "oat"),
    # What comes from the sea.
    *("kreps", "reke", "krabbe", "hummer", "crab", "prawn", "shrimp", "lobster"),
    *("fisk", "torsk", "laks", "ørret", "sild", "fish", "cod", "salmon", "trout", "herring"),
    *("blåskjell", "skjell", "mussel", "squid"),
    # Eggs and milk.
    *("egg", "melk", "mjølk", "fløte", "fløyte", "smør", "ost", "yoghurt", "rømme", "myse"),
    *("laktose", "kasein", "milk", "cream", "butter", "cheese", "whey"),
    # Nuts.
    *("peanøtt", "peanut", "mandel", "mandle", "almond", "hasselnøtt", "hazelnut", "valnøtt"),
    *("walnut", "kasjunøtt", "cashew", "pekannøtt", "pistasj", "pistachio", "makadamia", "nøtt"),
    # The rest.
    *("soya", "selleri", "celery", "sennep", "mustard", "sesam", "sulfitt", "svoveldioksid"),
    *("sulphite", "lupin"),
)
STARRED: Final = re.compile(r"\*([^*]+)\*")
NAMED: Final = re.compile(rf"\b(?:{'|'.join(sorted(STEMS, key=len, reverse=True))})\w*", re.I)


@dataclass(frozen=True, slots=True)
class Figure:
    """A line of the nutrition table."""

    label: str
    figure: str
    is_part: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """What is declared of goods; nothing is read but what was given."""

    content: Mapping[str, object]

    @property
    def is_stated(self) -> bool:
        """Whether it is stated which allergens there are."""
        return bool(self.content.get("allergens_stated"))

    @property
    def allergens(self) -> list[str]:
        """The allergens in words, with the cereals and nuts they stand for."""
        return [
            allergen_words(code, self._codes("cereals"), self._codes("nuts"))
            for code in self._codes("allergens")
        ]

    @property
    def traces(self) -> str:
        """What there may be traces of, as the end of a sentence."""
        return ", ".join(str(ALLERGEN[code]).lower() for code in self._codes("traces"))

    @property
    def ingredients(self) -> SafeString:
        """The ingredients in the reader's language, allergens emphasised."""
        chosen = self._chosen("ingredients")
        return marked(chosen, emphasise(chosen.text))

    @property
    def origin(self) -> SafeString:
        """Where it comes from."""
        return marked(self._chosen("origin"))

    @property
    def not_for(self) -> str:
        """What in it is not for everyone, as the end of a sentence."""
        return ", ".join(str(NOT_FOR[code]) for code in self._codes("not_for"))

    @property
    def nutrition(self) -> list[Figure]:
        """The nutrition table's lines; none where it is not stated."""
        return list(self._figures())

    @property
    def per(self) -> str:
        """What the nutrition table is per."""
        return "100 ml" if self._nutrition().get("per") == "ml" else "100 g"

    @property
    def facts(self) -> list[tuple[str, str]]:
        """The short facts, each with its name."""
        content = self.content
        rows = [
            (_("Kept"), str(STORAGE.get(str(content.get("storage")), ""))),
            (_("Keeps for"), self._days()),
            (_("Of"), str(SPECIES.get(str(content.get("species")), ""))),
            (_("How it is made"), str(TREATMENT.get(str(content.get("treatment")), ""))),
            (_("Strength"), self._strength()),
            (_("Comes from"), self.origin),
        ]
        return [row for row in rows if row[1]]

    def _days(self) -> str:
        days = self.content.get("shelf_life_days")
        return _("%(days)s days") % {"days": figures.whole(days)} if isinstance(days, int) else ""

    def _strength(self) -> str:
        bp = self.content.get("alcohol_bp")
        return (
            _("%(share)s of volume") % {"share": figures.percent(bp)} if isinstance(bp, int) else ""
        )

    def _chosen(self, name: str) -> Chosen:
        content = self.content.get(name)
        return choose(content if isinstance(content, Mapping) else None)

    def _codes(self, name: str) -> list[str]:
        codes = self.content.get(name)
        return [str(code) for code in codes] if isinstance(codes, list) else []

    def _nutrition(self) -> Mapping[str, object]:
        nutrition = self.content.get("nutrition")
        return nutrition if isinstance(nutrition, Mapping) else {}

    def _figures(self) -> Iterator[Figure]:
        nutrition = self._nutrition()
        for name in NUTRIENTS:
            value = nutrition.get(name)
            if isinstance(value, int):
                is_part = name in {"saturates_mg", "sugars_mg"}
                yield Figure(str(NUTRIENT[name]), _figure(name, value), is_part)


def emphasise(text: str) -> SafeString:
    """Return text with allergens emphasised: what stands in stars, or is known by its name."""
    if not text:
        return SafeString("")
    parts = STARRED.split(text)
    marked = [
        f"<strong>{escape(part)}</strong>" if place % 2 else _emphasise_known(part)
        for place, part in enumerate(parts)
    ]
    # Every part was escaped before the marks were put around it.
    return mark_safe("".join(marked))  # noqa: S308


def _emphasise_known(text: str) -> str:
    ends = 0
    parts = []
    for match in NAMED.finditer(text):
        parts += [escape(text[ends : match.start()]), f"<strong>{escape(match.group())}</strong>"]
        ends = match.end()
    return "".join([*parts, escape(text[ends:])])


def _figure(name: str, value: int) -> str:
    if name == "energy_kj":
        return f"{figures.whole(value)}{figures.NO_BREAK}kJ"
    if name == "energy_kcal":
        return f"{figures.whole(value)}{figures.NO_BREAK}kcal"
    places = 2 if name == "salt_mg" else 1
    rounded = divide_rounded(value, 10 ** (3 - places))
    return f"{figures.decimals(rounded, places)}{figures.NO_BREAK}g"
