"""What people type about the stock: places, counts, losses, levels, what to buy."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kortreist.apps.catalogue.models import Storage
from kortreist.apps.fulfilment.entries import CountEntry
from kortreist.apps.fulfilment.models import StockLevel, StockPlace
from kortreist.apps.fulfilment.selectors.counting import CountRow
from kortreist.apps.fulfilment.selectors.replenishment import Proposal
from kortreist.apps.fulfilment.words import LOSS, OWNERSHIP, STORAGE
from kortreist.apps.trading.models import OrderCycle, Ownership
from kortreist.apps.ui import figures
from kortreist.apps.ui.forms import CountField

MOST_PACKS = 99_999


class PlaceForm(forms.Form):
    """A room, a freezer or a shelf."""

    name = forms.CharField(label=_("Name"), max_length=60)
    storage = forms.ChoiceField(
        label=_("How cold it is"), choices=list(STORAGE.items()), initial=Storage.AMBIENT.value
    )


class StoreForm(forms.Form):
    """The store's approval, and when goods are late."""

    approval_no = forms.CharField(
        label=_("Approval number of the cold store"),
        required=False,
        max_length=20,
        help_text=_(
            "Mattilsynet gives one to a store with meat, fish or milk products. It stands on your "
            "papers."
        ),
    )
    goods_in_days_before = forms.TypedChoiceField(
        label=_("Goods are to be here"),
        coerce=int,
        choices=[
            (0, _("on the delivery day")),
            (1, _("the day before")),
            (2, _("two days before")),
        ],
    )
    goods_in_until = forms.TimeField(
        label=_("Until"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("Empty: before that day is over. What comes later is noted as late."),
    )


class ToPlaceForm(forms.Form):
    """Where a lot is put."""

    place = forms.ChoiceField(label=_("Place"))

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        places: Iterable[StockPlace],
        **kwargs: Any,  # noqa: ANN401  # whatever Django's forms take
    ) -> None:
        super().__init__(data, **kwargs)
        self.places = {str(place.public_id): place for place in places}
        self.fields["place"].choices = [  # type: ignore[attr-defined]  # a choice field
            (key, place.name) for key, place in self.places.items()
        ]

    @property
    def chosen(self) -> StockPlace:
        """The place that was chosen."""
        return self.places[self.cleaned_data["place"]]


class LossForm(forms.Form):
    """Packs that nobody will buy, and why."""

    count = CountField(label=_("Packs"), most=MOST_PACKS, min_value=1)
    reason = forms.ChoiceField(label=_("Why"), choices=list(LOSS.items()))
    note = forms.CharField(label=_("Note"), required=False, max_length=200)


class PacksForm(forms.Form):
    """A number of packs."""

    packs = CountField(label=_("Packs"), most=MOST_PACKS)


class LevelForm(ToPlaceForm):
    """When to buy more of something, and how much."""

    least_packs = CountField(label=_("Buy when there are fewer than"), most=MOST_PACKS)
    up_to_packs = CountField(label=_("Buy up to"), most=MOST_PACKS, min_value=1)
    ownership = forms.ChoiceField(
        label=_("Whose it is"), choices=list(OWNERSHIP.items()), initial=Ownership.OWNED.value
    )
    field_order = ("least_packs", "up_to_packs", "place", "ownership")

    @classmethod
    def of(cls, level: StockLevel | None, places: Iterable[StockPlace]) -> "LevelForm":
        """Return the form as things are."""
        if level is None:
            return cls(places=places)
        initial = {
            "least_packs": level.least_packs,
            "up_to_packs": level.up_to_packs,
            "place": str(level.place.public_id),
            "ownership": level.ownership,
        }
        return cls(places=places, initial=initial)

    def facts(self) -> dict[str, Any]:  # Any: keywords of one service
        """Return the service's arguments."""
        typed = self.cleaned_data
        return {
            "place_id": self.chosen.pk,
            "least_packs": typed["least_packs"],
            "up_to_packs": typed["up_to_packs"],
            "ownership": Ownership(typed["ownership"]),
        }


class CountForm(forms.Form):
    """What lies on a place, lot by lot; what is left empty was not counted."""

    def __init__(self, data: QueryDict | None, *, lots: Sequence[CountRow]) -> None:
        super().__init__(data)
        self.lots = lots
        for row in lots:
            name = row.lot.public_id
            self.fields[f"count-{name}"] = CountField(
                label=_("Counted"), required=False, most=MOST_PACKS
            )
            self.fields[f"seen-{name}"] = forms.IntegerField(
                required=False, initial=row.seen, widget=forms.HiddenInput()
            )

    @property
    def rows(self) -> list[tuple[CountRow, forms.BoundField, forms.BoundField]]:
        """Return the lots with their fields."""
        return [
            (row, self[f"count-{row.lot.public_id}"], self[f"seen-{row.lot.public_id}"])
            for row in self.lots
        ]

    def entries(self) -> list[CountEntry]:
        """Return what was counted."""
        typed = self.cleaned_data
        return [
            CountEntry(row.lot.pk, count, typed[f"seen-{row.lot.public_id}"])
            for row in self.lots
            if (count := typed[f"count-{row.lot.public_id}"]) is not None
        ]


class ReplenishForm(forms.Form):
    """What to buy for stock, and in which round."""

    cycle = forms.ChoiceField(label=_("Round"))

    def __init__(
        self,
        data: QueryDict | None,
        *,
        proposals: Sequence[Proposal],
        cycles: Iterable[OrderCycle],
    ) -> None:
        super().__init__(data)
        self.proposals = proposals
        self.cycles = {str(cycle.public_id): cycle for cycle in cycles}
        self.fields["cycle"].choices = [  # type: ignore[attr-defined]  # a choice field
            (key, _round_name(cycle)) for key, cycle in self.cycles.items()
        ]
        for row in proposals:
            self.fields[f"packs-{row.stock.variant.public_id}"] = CountField(
                label=_("Buy"), required=False, most=MOST_PACKS, initial=row.packs or None
            )

    @property
    def rows(self) -> list[tuple[Proposal, forms.BoundField]]:
        """Return the proposals with their fields."""
        return [(row, self[f"packs-{row.stock.variant.public_id}"]) for row in self.proposals]

    @property
    def chosen(self) -> OrderCycle:
        """The round that buys."""
        return self.cycles[self.cleaned_data["cycle"]]

    def packs(self) -> dict[int, int]:
        """Return the packs to buy, by variant."""
        typed = self.cleaned_data
        return {
            row.stock.variant.pk: packs
            for row in self.proposals
            if (packs := typed[f"packs-{row.stock.variant.public_id}"])
        }


def _round_name(cycle: OrderCycle) -> str:
    text = _("Round %(number)s, delivery %(day)s")
    return str(text % {"number": cycle.number, "day": figures.day(cycle.delivery_day)})
