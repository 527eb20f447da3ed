"""What the trade's pages send."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast
from uuid import UUID

from django import forms
from django.db.models import Model
from django.http import HttpRequest, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from kortreist.apps.catalogue.models import DepositLedger, SupplyMode, Variant
from kortreist.apps.catalogue.words import LEDGER, goods_name
from kortreist.apps.trading.errors import QuantityOutOfRangeError
from kortreist.apps.trading.models import Offer, OrderCycle
from kortreist.apps.trading.quantities import MOST_PACKS
from kortreist.apps.ui import figures
from kortreist.apps.ui.words import WEEKDAYS
from kortreist.kernel.errors import InvalidInputError, NotFoundError

SUPPLY: Final = [
    (SupplyMode.SHARE.value, _("Share it between all who want it when the round closes")),
    (SupplyMode.RESERVE.value, _("First come, first served")),
]
MOST_ROWS = 100


class LineForm(forms.Form):
    """So many packs of one offer."""

    offer = forms.UUIDField()
    count = forms.IntegerField()
    minimum_count = forms.IntegerField(required=False, min_value=0, max_value=MOST_PACKS)
    note = forms.CharField(required=False, max_length=200)
    version = forms.IntegerField(required=False)
    next = forms.CharField(required=False)

    def facts(self, *, hub_id: int) -> dict[str, Any]:  # Any: keywords of one service
        """Return the service's arguments."""
        return {
            "offer_id": offer_id(self.cleaned_data["offer"], hub_id=hub_id),
            "count": self.cleaned_data["count"],
            "minimum_count": self.cleaned_data["minimum_count"],
            "note": self.cleaned_data["note"] if "note" in self.data else None,
            "expected_version": self.cleaned_data["version"],
        }

    def way_back(self, request: HttpRequest, otherwise: str) -> str:
        """Return the page on this site that the form names, else another."""
        return safe_way_back(request, self.cleaned_data.get("next"), otherwise)


class AmountForm(forms.Form):
    """About so many kilos or litres of one offer."""

    offer = forms.UUIDField()
    amount = forms.CharField(max_length=20)
    next = forms.CharField(required=False)


class StarForm(forms.Form):
    """Goods of an offer on the unit's list, or off it."""

    offer = forms.UUIDField()
    on = forms.BooleanField(required=False)
    next = forms.CharField(required=False)

    def goods(self, *, hub_id: int) -> tuple[int, int]:
        """Return the variant and the offer."""
        rows = Offer.objects.filter(hub_id=hub_id, public_id=self.cleaned_data["offer"])
        for variant_id, offer_pk in rows.values_list("variant_id", "pk"):
            return variant_id, offer_pk
        raise NotFoundError

    def way_back(self, request: HttpRequest, otherwise: str) -> str:
        """Return the page on this site that the form names, else another."""
        return safe_way_back(request, self.cleaned_data.get("next"), otherwise)


class PlaceForm(forms.Form):
    """What goes with a basket when it is sent."""

    reference = forms.CharField(required=False, max_length=100)
    note = forms.CharField(required=False, max_length=500)
    expected_version = forms.IntegerField(required=False)
    seen_prices = forms.CharField(required=False, max_length=64, empty_value=None)


def safe_way_back(request: HttpRequest, asked: object, otherwise: str) -> str:
    """Return an address of this site as it is asked for, else another."""
    path = str(asked or "")
    is_ours = url_has_allowed_host_and_scheme(path, allowed_hosts={request.get_host()})
    return path if is_ours else otherwise


class RoundField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic when it runs
    """A choice of rounds, by number and day of delivery."""

    def label_from_instance(self, obj: Model) -> str:
        return (
            f"{obj.number}: {figures.day(obj.delivery_day)}" if isinstance(obj, OrderCycle) else ""
        )


class CarriersForm(forms.Form):
    """Crates or pallets that came with a producer's goods, and empty ones that went back."""

    ledger = forms.ChoiceField(
        label=_("What"),
        choices=[
            (DepositLedger.CRATE.value, LEDGER[DepositLedger.CRATE]),
            (DepositLedger.PALLET.value, LEDGER[DepositLedger.PALLET]),
        ],
    )
    brought = forms.IntegerField(
        label=_("Came with goods"), min_value=0, max_value=MOST_PACKS, initial=0
    )
    taken = forms.IntegerField(
        label=_("Went back empty"), min_value=0, max_value=MOST_PACKS, initial=0
    )
    cycle = RoundField(OrderCycle.objects.none(), label=_("Round"))

    def __init__(self, data: QueryDict | None, *, hub_id: int) -> None:
        super().__init__(data)
        cycle = self.fields["cycle"]
        if not isinstance(cycle, forms.ModelChoiceField):
            return
        cycle.queryset = OrderCycle.objects.filter(hub_id=hub_id).order_by("-delivery_day")[:8]

    def facts(self) -> dict[str, Any]:  # Any: keywords of one service
        """Return the service's arguments."""
        return {
            "ledger": DepositLedger(self.cleaned_data["ledger"]),
            "brought": self.cleaned_data["brought"],
            "taken": self.cleaned_data["taken"],
            "cycle_id": self.cleaned_data["cycle"].pk,
        }


class NoticeForm(forms.Form):
    """A quick word of what there is, and the round it was said at."""

    text = forms.CharField(max_length=1000)
    cycle = forms.CharField(required=False, max_length=40)


class PlaceOfOrderForm(forms.Form):
    """The order, and the place it is to be brought to."""

    order = forms.UUIDField()
    place = forms.UUIDField()


class RhythmForm(forms.Form):
    """What there is every week of one pack."""

    variant = forms.ChoiceField(label=_("Goods"))
    packs = forms.IntegerField(label=_("Packs each time"), min_value=1, max_value=MOST_PACKS)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Delivery days"),
        help_text=_("Choose none for every delivery day."),
        choices=WEEKDAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    supply_mode = forms.ChoiceField(
        label=_("When more is wanted than you have"), choices=SUPPLY, widget=forms.RadioSelect
    )
    valid_until = forms.DateField(
        label=_("Until (this day not included)"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, goods: Sequence[Variant], **kwargs: Any) -> None:  # noqa: ANN401  # whatever Django's forms take
        super().__init__(*args, **kwargs)
        self.variants = {str(variant.public_id): variant for variant in goods}
        field = cast("forms.ChoiceField", self.fields["variant"])
        field.choices = [(key, goods_name(variant)) for key, variant in self.variants.items()]
        self.fields["supply_mode"].initial = SupplyMode.SHARE.value

    def facts(self) -> dict[str, Any]:  # Any: keywords of one service
        """Return the service's arguments."""
        given = self.cleaned_data
        return {
            "variant_id": self.variants[given["variant"]].pk,
            "packs": given["packs"],
            "weekdays": frozenset(given["weekdays"]),
            "supply_mode": SupplyMode(given["supply_mode"]),
            "valid_until": given["valid_until"],
        }


@dataclass(frozen=True, slots=True)
class SaidRow:
    """One row of a reading as it was put right: goods, packs, rounds, and the words for it."""

    variant_id: int
    packs: int
    cycles: tuple[str, ...]
    words: str
    was_put_right: bool


def said_rows(sent: QueryDict, *, hub_id: int, producer_id: int) -> list[SaidRow]:
    """Return the rows of a reading that are to be posted; empty numbers are left out.

    Raises
    ------
    QuantityOutOfRangeError
        When something typed is no whole number from zero to the most.
    """
    places = [place for place in sent.getlist("row")[:MOST_ROWS] if place.isdigit()]
    packs = typed_numbers(sent, {f"packs-{place}" for place in places})
    asked = {place: sent.get(f"variant-{place}", "") for place in places}
    variants = variants_by_name(asked.values(), hub_id=hub_id, producer_id=producer_id)
    return [
        SaidRow(
            variant_id=variants[asked[place]],
            packs=packs[f"packs-{place}"],
            cycles=tuple(sent.getlist(f"cycle-{place}")),
            words=sent.get(f"words-{place}", "")[:60],
            was_put_right=asked[place] != sent.get(f"first-{place}", ""),
        )
        for place in places
        if f"packs-{place}" in packs and asked[place] in variants
    ]


def variants_by_name(names: Iterable[str], *, hub_id: int, producer_id: int) -> dict[str, int]:
    """Return the producer's packs at a hub behind their addresses; others are left out."""
    known = [name for name in names if is_uuid(name)]
    rows = Variant.objects.filter(
        public_id__in=known, product__producer_id=producer_id, listings__hub_id=hub_id
    )
    return {str(public_id): pk for public_id, pk in rows.values_list("public_id", "pk")}


def is_uuid(text: str) -> bool:
    """Whether a text is an address's id."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def offer_id(public_id: UUID, *, hub_id: int) -> int:
    """Return the hub's offer behind an address, or raise NotFoundError."""
    found = Offer.objects.filter(hub_id=hub_id, public_id=public_id).values_list("pk", flat=True)
    first = found.first()
    if first is None:
        raise NotFoundError
    return first


def typed_numbers(sent: QueryDict, names: set[str]) -> dict[str, int]:
    """Return the whole numbers typed into fields with these names; empty fields are left out.

    Raises
    ------
    QuantityOutOfRangeError
        When something typed is no whole number from zero to the most.
    """
    numbers: dict[str, int] = {}
    for name in sorted(names & set(sent)):
        text = str(sent[name]).strip()
        if not text:
            continue
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise QuantityOutOfRangeError(most=MOST_PACKS)
        numbers[name] = int(text)
    return numbers


class AnswerForm(forms.Form):
    """Yes or no; a yes may be to fewer packs."""

    answer = forms.ChoiceField(choices=(("yes", "yes"), ("no", "no")))
    count = forms.IntegerField(required=False, min_value=1, max_value=MOST_PACKS)

    @classmethod
    def of(cls, request: HttpRequest) -> "AnswerForm":
        """Return what was sent, or raise InvalidInputError."""
        form = cls(request.POST)
        if not form.is_valid():
            raise InvalidInputError
        return form

    @property
    def is_yes(self) -> bool:
        """Whether it is a yes."""
        return bool(self.cleaned_data["answer"] == "yes")

    @property
    def packs(self) -> int | None:
        """The packs the yes is to; None for all that were offered."""
        count: int | None = self.cleaned_data["count"]
        return count
