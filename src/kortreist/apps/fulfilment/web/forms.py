"""What people type at goods-in, at the packing table and at the door."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kortreist.apps.catalogue.models import Storage
from kortreist.apps.fulfilment.entries import PartEntry
from kortreist.apps.fulfilment.models import Lot, PackReason
from kortreist.apps.fulfilment.selectors.deliveries import DeliveredLine
from kortreist.apps.fulfilment.selectors.packing import PackingLine
from kortreist.apps.fulfilment.words import RETURN_REASON, SHORT_REASON
from kortreist.apps.ui.figures import decimals
from kortreist.apps.ui.forms import AmountField, CountField
from kortreist.kernel.quantity import Quantity, Unit
from kortreist.kernel.rounding import divide_rounded

MOST_PACKS = 100_000
DEGREES = re.compile(
    r"(?P<sign>[-−–]?)(?P<whole>[0-9]{1,2})(?:[.,](?P<tenth>[0-9]))?\s*(?:°\s*C?)?"
)


class DegreesField(forms.CharField):
    """A temperature typed in degrees with at most one decimal, kept in whole tenths."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401  # whatever Django's fields take
        super().__init__(required=False, max_length=10, **kwargs)
        self.widget.attrs |= {"inputmode": "text", "autocomplete": "off"}

    def clean(self, value: object) -> Any:  # noqa: ANN401  # Django says so
        text = str(super().clean(value)).strip()
        if not text:
            return None
        match = DEGREES.fullmatch(text)
        if match is None:
            raise ValidationError(_("Write degrees like 3,5 or −18."), code="invalid")
        tenths = int(match["whole"]) * 10 + int(match["tenth"] or 0)
        return -tenths if match["sign"] else tenths

    def prepare_value(self, value: object) -> object:
        return decimals(value, 1) if isinstance(value, int) else value


class PackForm(forms.Form):
    """What goes into the crate: packs of each lot, and their weight where it is paid for."""

    reason = forms.ChoiceField(
        label=_("If it is too little"), required=False, choices=list(SHORT_REASON.items())
    )

    short_life_reason = forms.CharField(
        label=_("Why goods with a short date go out"), required=False, max_length=200
    )

    def __init__(self, data: QueryDict | None, *, line: PackingLine) -> None:
        super().__init__(data)
        self.line = line
        self.lots = [lot for lot, _suggested in line.choices]
        for lot, suggested in line.choices:
            self.fields[f"count-{lot.public_id}"] = CountField(
                label=_("Packs"), required=False, most=MOST_PACKS, initial=suggested
            )
            if line.is_weighed:
                self.fields[f"amount-{lot.public_id}"] = AmountField(
                    Unit(line.line.unit), label=_("Weight"), required=False, least=1
                )

    @property
    def rows(self) -> list[tuple[Lot, int, forms.BoundField, forms.BoundField | None]]:
        """Return the lots with the packs suggested, and their fields."""
        return [
            (
                lot,
                suggested,
                self[f"count-{lot.public_id}"],
                self[f"amount-{lot.public_id}"] if self.line.is_weighed else None,
            )
            for lot, suggested in self.line.choices
        ]

    @property
    def is_single(self) -> bool:
        """Whether all of it comes from one lot, so that one number says it all."""
        return sum(suggested > 0 for _lot, suggested in self.line.choices) == 1

    def parts(self) -> list[PartEntry]:
        """Return the packs that were put in, by lot."""
        typed = self.cleaned_data
        return [
            PartEntry(lot.pk, typed[f"count-{lot.public_id}"], typed.get(f"amount-{lot.public_id}"))
            for lot in self.lots
            if typed[f"count-{lot.public_id}"]
        ]

    @property
    def chosen_reason(self) -> str:
        """Why it is too little, if it is."""
        return self.cleaned_data["reason"] or PackReason.PACKED.value

    def clean(self) -> dict[str, Any]:  # Any: as Django has it
        typed = super().clean() or {}
        for lot in self.lots if self.line.is_weighed else []:
            name = f"amount-{lot.public_id}"
            if (
                typed.get(f"count-{lot.public_id}")
                and not typed.get(name)
                and name not in self.errors
            ):
                self.add_error(name, ValidationError(_("Write what the scale says.")))
        return typed


class CratesForm(forms.Form):
    """How many crates a delivery became; apart for each zone where its goods need more than one."""

    crates = CountField(label=_("Crates"), required=False, most=1000)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        zones: Sequence[str] = (),
        **kwargs: Any,  # noqa: ANN401  # whatever Django's forms take
    ) -> None:
        super().__init__(data, **kwargs)
        self.zones = zones if len(zones) > 1 else ()
        for zone in self.zones:
            self.fields[f"crates-{zone}"] = CountField(required=False, most=1000, initial=1)

    @property
    def rows(self) -> list[tuple[str, forms.BoundField]]:
        """Return the zones with their fields; none where one number is enough."""
        return [(zone, self[f"crates-{zone}"]) for zone in self.zones]

    def clean(self) -> dict[str, Any]:  # Any: as Django has it
        typed = super().clean() or {}
        if self._by_zone(typed) is None and typed.get("crates") is None:
            raise ValidationError(_("Write how many crates there are."))
        return typed

    def facts(self) -> dict[str, Any]:  # Any: keywords of one service
        """Return the service's arguments."""
        zones = self._by_zone(self.cleaned_data)
        if zones is None:
            return {"crates": self.cleaned_data["crates"]}
        return {"crates": sum(zones.values()), "zones": zones}

    def _by_zone(self, typed: Mapping[str, Any]) -> dict[str, int] | None:  # Any: as Django has it
        if not any(typed.get(f"crates-{zone}") is not None for zone in self.zones):
            return None
        return {zone: typed.get(f"crates-{zone}") or 0 for zone in self.zones}


def zones_of(lines: Iterable[PackingLine]) -> list[str]:
    """Return how cold what was packed must be kept, the least cold first."""
    needed = {
        line.line.variant.product.storage for line in lines if line.packed and line.packed.count
    }
    return [zone for zone in Storage.values if zone in needed]


class HandoverForm(forms.Form):
    """What came back, and how cold it was."""

    temperature_dc = DegreesField(label=_("Temperature"))

    def __init__(
        self,
        data: QueryDict | None,
        *,
        lines: Iterable[DeliveredLine],
        crates_out: int | None = None,
    ) -> None:
        super().__init__(data)
        self.crates_out = crates_out
        if crates_out:
            self.fields["crates_back"] = CountField(
                label=_("Empty crates taken back"), required=False, most=crates_out, initial=0
            )
        self.lines = [line for line in lines if line.packed.count]
        for line in self.lines:
            name = line.line.public_id
            self.fields[f"back-{name}"] = CountField(
                label=_("Came back"), required=False, most=line.packed.count, initial=0
            )
            self.fields[f"reason-{name}"] = forms.ChoiceField(
                label=_("Why"), required=False, choices=list(RETURN_REASON.items())
            )

    @property
    def rows(self) -> list[tuple[DeliveredLine, forms.BoundField, forms.BoundField]]:
        """Return the lines with their fields."""
        return [
            (line, self[f"back-{line.line.public_id}"], self[f"reason-{line.line.public_id}"])
            for line in self.lines
        ]

    def facts(self) -> dict[str, Any]:  # Any: keywords of one service
        """Return the service's arguments."""
        backs = {line.line.pk: back for line in self.lines if (back := self._back(line))}
        reasons = {
            line.line.pk: self.cleaned_data[f"reason-{line.line.public_id}"]
            for line in self.lines
            if line.line.pk in backs and self.cleaned_data[f"reason-{line.line.public_id}"]
        }
        return {
            "returns": backs,
            "reasons": reasons,
            "temperature_dc": self.cleaned_data["temperature_dc"],
            "crates_back": self.cleaned_data.get("crates_back") or 0,
        }

    def _back(self, line: DeliveredLine) -> Quantity:
        """Return the packs that came back with their share of the weight; no door has a scale."""
        count = self.cleaned_data[f"back-{line.line.public_id}"] or 0
        amount = divide_rounded(line.packed.amount * count, line.packed.count)
        return Quantity(count, amount)
