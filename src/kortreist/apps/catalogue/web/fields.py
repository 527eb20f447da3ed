"""Fields for what is told of goods."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kortreist.apps.catalogue.models import ProductGroup
from kortreist.apps.ui import figures, parsing
from kortreist.apps.ui.content import choose
from kortreist.apps.ui.forms import TypedNumberField
from kortreist.kernel.quantity import Unit


class GramsField(TypedNumberField):
    """Grams of a nutrient in 100 g or 100 ml, kept in whole milligrams."""

    def parse(self, text: str) -> int:
        bare = text.strip().removesuffix("g").strip()
        # Grams to milligrams is as kilos to grams.
        return parsing.parse_amount(bare, Unit.GRAM, most=self.most)

    def as_text(self, number: int) -> str:
        return figures.decimals(number, 3, trim=True)


class GroupField(forms.ChoiceField):
    """A group of food, under the heading of the one it is part of."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401  # whatever Django's fields take
        super().__init__(label=_("What kind of goods"), choices=_group_choices, **kwargs)


def _group_choices() -> list[tuple[str, Any]]:  # Any: a choice or a group of choices
    groups = list(ProductGroup.objects.all())
    names = {group.pk: choose(group.name).text for group in groups}
    top = [group for group in groups if group.parent_id is None]
    heads = [group for group in groups if group.parent_id in {each.pk for each in top}]
    below: dict[int, list[tuple[str, str]]] = {head.pk: [] for head in heads}
    parents = {group.pk: group.parent_id for group in groups}
    for group in groups:
        head = group.pk
        while head not in below and parents.get(head) is not None:
            head = parents[head] or head
        if head in below:
            below[head].append((group.code, names[group.pk]))
    if not heads:
        return [(group.code, names[group.pk]) for group in groups]
    return [(names[head.pk], below[head.pk]) for head in heads]
