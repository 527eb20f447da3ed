"""What the pages of prices send."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kortreist.apps.actors.models import BuyerUnit, InvoiceParty, Organisation, Sector, UnitKind
from kortreist.apps.catalogue import words
from kortreist.apps.catalogue.models import (
    DepositLedger,
    FeeBasis,
    FeeKind,
    Listing,
    PriceList,
    PriceListReach,
)
from kortreist.apps.catalogue.selectors.price_lists import ListedStep
from kortreist.apps.catalogue.services.agreements import AgreementFacts
from kortreist.apps.catalogue.services.deposits import DepositFacts
from kortreist.apps.catalogue.services.list_prices import MOST_STEP_PACKS, EntryFacts
from kortreist.apps.catalogue.services.price_lists import (
    PriceListFacts,
    ReachFacts,
)
from kortreist.apps.catalogue.words import goods_name, reach_name
from kortreist.apps.ui.forms import CountField, KrField, PercentField
from kortreist.kernel.errors import InvalidInputError

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


def _day(label: "str | StrPromise", *, required: bool = True) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget)


class BuyerChoice(forms.ChoiceField):
    """Whom a list or an agreement is for, as one choice: ``unit:7``, ``kind:hotel``."""

    def fill(self, hub_id: int, *, with_kinds: bool, first: Sequence[tuple[str, Any]] = ()) -> None:
        """Offer a hub's buyers, and kinds of buyers where those may be named."""
        units = BuyerUnit.objects.filter(hub_id=hub_id, archived_at__isnull=True)
        payers = Organisation.objects.filter(
            pk__in=InvoiceParty.objects.filter(hub_id=hub_id).values("organisation")
        )
        groups: list[tuple[Any, list[tuple[str, Any]]]] = []
        if with_kinds:
            groups += [
                (_("Many"), [("everybody:", _("Everybody"))]),
                (_("Kinds"), [(f"kind:{kind}", words.UNIT_KIND[kind]) for kind in UnitKind.values]),
                (_("Owners"), [(f"sector:{each}", words.SECTOR[each]) for each in Sector.values]),
            ]
        groups += [
            (_("Payers"), [(f"payer:{pk}", name) for pk, name in payers.values_list("pk", "name")]),
            (_("Kitchens"), [(f"unit:{pk}", name) for pk, name in units.values_list("pk", "name")]),
        ]
        self.choices = [*first, *groups]


def reach_of(choice: str) -> ReachFacts:
    """Return whom a choice means."""
    what, _colon, which = choice.partition(":")
    if what == "unit":
        return ReachFacts(unit_id=int(which))
    if what == "payer":
        return ReachFacts(payer_id=int(which))
    if what == "kind":
        kind, _comma, sector = which.partition(",")
        return ReachFacts(unit_kind=kind, sector=sector)
    return ReachFacts(sector=which) if what == "sector" else ReachFacts()


def choice_of(reach: PriceListReach) -> str:
    """Return the choice that means whom a row of a list's reach is for."""
    if reach.unit_id is not None:
        return f"unit:{reach.unit_id}"
    if reach.payer_id is not None:
        return f"payer:{reach.payer_id}"
    if reach.unit_kind:
        return ",".join(filter(None, (f"kind:{reach.unit_kind}", reach.sector)))
    return f"sector:{reach.sector}" if reach.sector else "everybody:"


class PriceListForm(forms.Form):
    """A list's name, period and whom it is for; more are named on its own page."""

    name = forms.CharField(label=_("Name"), max_length=100)
    reach = BuyerChoice(label=_("For whom"))
    valid_from = _day(_("From delivery day"))
    valid_until = _day(_("Until, not included"), required=False)
    is_campaign = forms.BooleanField(
        label=_("A campaign: it only ever lowers a price"), required=False
    )

    def __init__(self, data: QueryDict | None, *, hub_id: int, today: date) -> None:
        super().__init__(data, initial={"valid_from": today, "reach": "everybody:"})
        reach = self.fields["reach"]
        if isinstance(reach, BuyerChoice):
            reach.fill(hub_id, with_kinds=True)

    def facts(self) -> PriceListFacts:
        """Return the service's facts."""
        typed = self.cleaned_data
        return PriceListFacts(
            name=typed["name"],
            valid_from=typed["valid_from"],
            valid_until=typed["valid_until"],
            is_campaign=typed["is_campaign"],
            reaches=(reach_of(typed["reach"]),),
        )


class PriceListTermsForm(forms.Form):
    """A list's name and period, and all whom it is for; an emptied choice takes one away."""

    version = forms.IntegerField(widget=forms.HiddenInput())
    name = forms.CharField(label=_("Name"), max_length=100)
    valid_from = _day(_("From delivery day"))
    valid_until = _day(_("Until, not included"), required=False)
    is_campaign = forms.BooleanField(
        label=_("A campaign: it only ever lowers a price"), required=False
    )
    SPARE = 2

    def __init__(self, data: QueryDict | None, *, price_list: PriceList) -> None:
        reaches = list(price_list.reaches.all())
        known = {f"reach-{place}": choice_of(reach) for place, reach in enumerate(reaches)}
        plain = ("version", "name", "valid_from", "valid_until", "is_campaign")
        super().__init__(data, initial={name: getattr(price_list, name) for name in plain} | known)
        for place in range(len(reaches) + self.SPARE):
            reach = BuyerChoice(
                label=_("For whom") if not place else _("And for"), required=not place
            )
            mine = known.get(f"reach-{place}", "")
            named = [(mine, reach_name(reaches[place]))] if "," in mine else []
            first = [("", _("Nobody more")), *named]
            reach.fill(price_list.hub_id, with_kinds=True, first=first)
            self.fields[f"reach-{place}"] = reach

    def facts(self) -> PriceListFacts:
        """Return the service's facts; who is named twice counts once."""
        typed = self.cleaned_data
        chosen = (typed[name] for name in self.fields if name.startswith("reach-"))
        return PriceListFacts(
            name=typed["name"],
            valid_from=typed["valid_from"],
            valid_until=typed["valid_until"],
            is_campaign=typed["is_campaign"],
            reaches=tuple(dict.fromkeys(reach_of(choice) for choice in chosen if choice)),
        )


class AgreementForm(forms.Form):
    """What was agreed with one buyer."""

    buyer = BuyerChoice(label=_("Buyer"))
    price_list = forms.ModelChoiceField(
        PriceList.objects.none(), label=_("Price list"), required=False, empty_label=_("All goods")
    )
    valid_from = _day(_("From delivery day"))
    valid_until = _day(_("Until, not included"), required=False)
    agreed_ore = KrField(label=_("Agreed volume, kr without VAT"), required=False)
    bonus_bp = PercentField(label=_("Bonus, per cent"), required=False)
    least_life_days = CountField(label=_("Days left at the door, at least"), required=False)
    notice_days = CountField(
        label=_("Days of notice before a price rises"),
        required=False,
        help_text=_("A price on the list that rises counts for deliveries after so many days."),
    )

    def __init__(self, data: QueryDict | None, *, hub_id: int, today: date) -> None:
        super().__init__(data, initial={"valid_from": today})
        buyer, lists = self.fields["buyer"], self.fields["price_list"]
        if isinstance(buyer, BuyerChoice):
            buyer.fill(hub_id, with_kinds=False)
        if isinstance(lists, forms.ModelChoiceField):
            lists.queryset = PriceList.objects.filter(hub_id=hub_id, archived_at__isnull=True)

    def facts(self) -> AgreementFacts:
        """Return the service's facts."""
        typed = self.cleaned_data
        reach = reach_of(typed["buyer"])
        return AgreementFacts(
            unit_id=reach.unit_id,
            payer_id=reach.payer_id,
            price_list_id=typed["price_list"] and typed["price_list"].pk,
            valid_from=typed["valid_from"],
            valid_until=typed["valid_until"],
            agreed_ore=typed["agreed_ore"] or 0,
            bonus_bp=typed["bonus_bp"] or 0,
            least_life_days=typed["least_life_days"] or 0,
            notice_days=typed["notice_days"] or 0,
        )


class EntriesForm(forms.Form):
    """A list's prices as a table, with rows at the end for new ones; empty takes a price away."""

    version = forms.IntegerField(widget=forms.HiddenInput())
    NEW_ROWS = 3

    def __init__(
        self,
        data: QueryDict | None,
        *,
        price_list: PriceList,
        steps: list[ListedStep],
        goods: list[Listing],
    ) -> None:
        super().__init__(data, initial={"version": price_list.version})
        self.steps = steps
        choices = [("", _("Choose goods"))] + [
            (str(listing.variant_id), goods_name(listing.variant)) for listing in goods
        ]
        for step in steps:
            self.fields[self._name(step)] = KrField(
                label=goods_name(step.variant), required=False, initial=step.asked_ore
            )
        for row in range(self.NEW_ROWS):
            self.fields[f"goods-{row}"] = forms.ChoiceField(
                label=_("Goods"), required=False, choices=choices
            )
            self.fields[f"packs-{row}"] = CountField(
                label=_("From packs"), required=False, most=MOST_STEP_PACKS, initial=1
            )
            self.fields[f"price-{row}"] = KrField(label=_("Price, kr"), required=False)

    @property
    def rows(self) -> list[tuple[ListedStep, forms.BoundField]]:
        """Return the list's prices with their fields."""
        return [(step, self[self._name(step)]) for step in self.steps]

    @property
    def new_rows(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        """Return the rows for new prices."""
        return [
            (self[f"goods-{row}"], self[f"packs-{row}"], self[f"price-{row}"])
            for row in range(self.NEW_ROWS)
        ]

    def entries(self) -> list[EntryFacts]:
        """Return the prices that were changed, added or taken away."""
        typed = self.cleaned_data
        facts = [
            EntryFacts(step.variant.pk, step.from_packs, typed[self._name(step)])
            for step in self.steps
            if typed[self._name(step)] != step.asked_ore
        ]
        for row in range(self.NEW_ROWS):
            goods, price = typed[f"goods-{row}"], typed[f"price-{row}"]
            if goods and price is not None:
                facts.append(EntryFacts(int(goods), typed[f"packs-{row}"] or 1, price))
        return facts

    @staticmethod
    def _name(step: ListedStep) -> str:
        return f"step-{step.variant.pk}-{step.from_packs}"


class FeeForm(forms.Form):
    """A fee from a day on: a share of the price, or an amount."""

    kind = forms.ChoiceField(
        label=_("What it pays for"), choices=[(kind, words.FEE_KIND[kind]) for kind in FeeKind]
    )
    basis = forms.ChoiceField(
        label=_("Reckoned from"), choices=[(each, words.FEE_BASIS[each]) for each in FeeBasis]
    )
    rate_bp = PercentField(label=_("Per cent"), required=False)
    amount_ore = KrField(label=_("Or kr"), required=False)
    valid_from = _day(_("From delivery day"))

    def facts(self) -> dict[str, Any]:  # Any: keywords of one service
        """Return the service's arguments."""
        typed = self.cleaned_data
        return {
            "kind": FeeKind(typed["kind"]),
            "basis": FeeBasis(typed["basis"]),
            "rate_bp": typed["rate_bp"] or 0,
            "amount_ore": typed["amount_ore"] or 0,
            "valid_from": typed["valid_from"],
        }


class DepositForm(forms.Form):
    """A deposit from a day on."""

    ledger = forms.ChoiceField(
        label=_("What"), choices=[(each, words.LEDGER[each]) for each in DepositLedger]
    )
    code = forms.CharField(
        label=_("Code, as goods name it"), max_length=30, help_text=_("for example bottle-small")
    )
    deposit_ore = KrField(label=_("Deposit for one, kr"))
    source = forms.CharField(label=_("Where it is written"), max_length=300, required=False)
    deposit_from = _day(_("From delivery day"))

    def facts(self) -> DepositFacts:
        """Return the service's facts."""
        typed = self.cleaned_data
        return DepositFacts(
            code=typed["code"],
            ledger=DepositLedger(typed["ledger"]),
            amount_ore=typed["deposit_ore"],
            valid_from=typed["deposit_from"],
            source=typed["source"],
        )


class ZoneForm(forms.Form):
    """A zone: minimum for a drop, what comes of less, and freight by steps."""

    name = forms.CharField(label=_("Zone"), max_length=100)
    minimum_ore = KrField(label=_("Goods for a drop, at least, kr"), required=False)
    below_minimum = forms.ChoiceField(
        label=_("Smaller orders"),
        choices=[("refuse", _("are not taken")), ("fee", _("cost more"))],
    )
    small_order_ore = KrField(label=_("What they cost more, kr"), required=False)
    STEPS = 4

    def __init__(self, data: QueryDict | None, **kwargs: Any) -> None:  # noqa: ANN401  # as Django's
        super().__init__(data, **kwargs)
        for place in range(self.STEPS):
            self.fields[f"from-{place}"] = KrField(label=_("Goods from, kr"), required=False)
            self.fields[f"freight-{place}"] = KrField(label=_("Freight, kr"), required=False)

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        """Return what is not a step."""
        return [self[name] for name in ("name", "minimum_ore", "below_minimum", "small_order_ore")]

    @property
    def step_fields(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Return the steps' fields."""
        return [(self[f"from-{place}"], self[f"freight-{place}"]) for place in range(self.STEPS)]

    def steps(self) -> list[tuple[int, int]]:
        """Return the steps that were filled in; one left without its sum begins at zero."""
        typed = self.cleaned_data
        return [
            (typed[f"from-{place}"] or 0, typed[f"freight-{place}"])
            for place in range(self.STEPS)
            if typed[f"freight-{place}"] is not None
        ]


def whole_id(text: str) -> int | None:
    """Return an id as a select sends it; None for an empty choice."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise InvalidInputError
    return int(text)
