"""What the pages of the menu send: dishes, and recipes as a cook writes them down."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kortreist.apps.catalogue.models import ProductGroup, UnitCode, Variant
from kortreist.apps.catalogue.wording import fold
from kortreist.apps.catalogue.words import goods_name
from kortreist.apps.planning.models import Recipe, RecipeLine
from kortreist.apps.planning.services.recipes import MOST_AMOUNT, Ingredient
from kortreist.apps.ui import figures, parsing
from kortreist.apps.ui.content import choose
from kortreist.apps.ui.error_messages import message_for
from kortreist.kernel.errors import InvalidInputError
from kortreist.kernel.quantity import Unit

MOST_ROWS: Final = 30
EMPTY_ROWS: Final = 6
UNIT_AT_END: Final = re.compile(r"([^\W\d_]+)\.?\s*$")
LANGUAGES: Final = ("nb", "nn", "en")


class DishForm(forms.Form):
    """A dish on the menu for a day; no portions take it off."""

    day = forms.DateField()
    recipe = forms.UUIDField()
    portions = forms.IntegerField(min_value=0, max_value=10_000)


class RecipeForm(forms.Form):
    """A recipe's name and how many it feeds."""

    name = forms.CharField(max_length=100)
    portions = forms.IntegerField(min_value=1, max_value=10_000)
    version = forms.IntegerField(required=False)


@dataclass(slots=True)
class Row:
    """One line of a recipe as it is written: what, how much, and how much of it goes away."""

    what: str = ""
    amount: str = ""
    waste: str = ""
    error: str = ""


class Names:
    """What a kitchen may call things: packs by their full name, groups by theirs; else words."""

    def __init__(self, goods: Iterable[Variant], groups: Iterable[ProductGroup]) -> None:
        self.goods = {goods_name(variant): variant for variant in goods}
        self.groups = {choose(group.name).text: group for group in groups}

    @property
    def suggestions(self) -> list[str]:
        """Return what can be chosen from."""
        return [*self.goods, *self.groups]

    def read(self, what: str) -> dict[str, object]:
        """Return what is meant, as an ingredient's fields."""
        for name, variant in self.goods.items():
            if fold(name) == fold(what):
                return {"variant_id": variant.pk}
        for name, group in self.groups.items():
            if fold(name) == fold(what):
                return {"group_id": group.pk}
        return {"words": what}


def rows_of(recipe: Recipe | None) -> list[Row]:
    """Return a recipe as it is written, with room for more."""
    lines = recipe.lines.all() if recipe else ()
    return [*(_row(line) for line in lines), *(Row() for _ in range(EMPTY_ROWS))]


def typed_rows(sent: QueryDict) -> list[Row]:
    """Return the lines as they were typed."""
    columns = zip(sent.getlist("what"), sent.getlist("amount"), sent.getlist("waste"), strict=False)
    return [Row(what.strip(), amount.strip(), waste.strip()) for what, amount, waste in columns][
        :MOST_ROWS
    ]


def read_rows(rows: Iterable[Row], names: Names) -> list[Ingredient]:
    """Return what was written as ingredients; what cannot be read is marked on its row."""
    found = []
    for row in rows:
        if not (row.what or row.amount):
            continue
        try:
            amount, unit = read_amount(row.amount)
            waste = parsing.parse_percent(row.waste, most=9_500) if row.waste else 0
        except InvalidInputError as error:
            row.error = message_for(error)
            continue
        if not row.what or not amount:
            row.error = _("Write both what it is and how much.")
            continue
        fields = names.read(row.what)
        found.append(Ingredient(amount=amount, unit=unit, waste_bp=waste, **fields))  # type: ignore[arg-type]  # one of three names
    return found


def read_amount(text: str) -> tuple[int, UnitCode]:
    """Return an amount with its unit: ``1,2 kg``, ``5 dl``, ``30 stk``; a bare number is pieces.

    Raises
    ------
    InvalidInputError
        When it is no amount, or in a unit that nothing is counted in.
    """
    match = UNIT_AT_END.search(text)
    word = match.group(1).casefold() if match else "stk"
    for unit, sizes in parsing.UNITS.items():
        if word in sizes:
            return parsing.parse_amount(text, unit, most=MOST_AMOUNT), UnitCode(unit.value)
    known = ", ".join(name for sizes in parsing.UNITS.values() for name in sizes)
    raise InvalidInputError("unit_not_understood", typed=word, units=known)


def name_in(language: str | None, text: str, before: Mapping[str, str]) -> dict[str, str]:
    """Return the names with the one of the reader's language written anew."""
    code = (language or get_language() or "nb").split("-")[0]
    return {**before, code if code in LANGUAGES else "nb": text}


def _row(line: RecipeLine) -> Row:
    what = line.words
    if line.variant is not None:
        what = goods_name(line.variant)
    elif line.group is not None:
        what = choose(line.group.name).text
    waste = figures.decimals(line.waste_bp, 2, trim=True) if line.waste_bp else ""
    return Row(what, figures.amount(line.amount, Unit(line.unit)), waste)
