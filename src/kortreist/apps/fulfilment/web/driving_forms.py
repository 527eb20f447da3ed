"""What a driver's form says, be it sent by the page or later by a phone that had no cover."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from kortreist.apps.catalogue.models import Storage
from kortreist.apps.fulfilment.driving_words import LEFT_AS_AGREED
from kortreist.apps.fulfilment.entries import DrivingEntry
from kortreist.apps.fulfilment.models import DeviationKind, OperationKind, ReturnReason
from kortreist.apps.fulfilment.web.forms import DegreesField
from kortreist.formats.photos import redraw
from kortreist.kernel.errors import InvalidInputError

LONGEST_PX = 1600
MOST_KM = 5_000
MOST_BACK = 10_000
MOST_DIGITS = 6
BACK, REASON = "back-", "reason-"


class DrivingForm(forms.Form):
    """One thing that a driver did."""

    operation = forms.UUIDField()
    kind = forms.ChoiceField(choices=OperationKind.choices)
    # By the phone's clock; left out where a page is sent at once.
    at = forms.CharField(required=False, max_length=40)
    device = forms.CharField(required=False, max_length=36)
    stop = forms.UUIDField(required=False)
    delivery = forms.UUIDField(required=False)
    undoes = forms.UUIDField(required=False)
    storage = forms.ChoiceField(choices=Storage.choices, required=False)
    temperature = DegreesField(label=_("Temperature"))
    other_temperature = DegreesField(label=_("Another temperature"))
    crates_back = forms.IntegerField(required=False, min_value=0, max_value=MOST_BACK)
    is_left = forms.BooleanField(required=False)
    received_by = forms.CharField(required=False, max_length=100)
    trouble = forms.MultipleChoiceField(required=False, choices=DeviationKind.choices)
    note = forms.CharField(required=False, max_length=300)
    driven_km = forms.DecimalField(required=False, min_value=0, max_value=MOST_KM, localize=True)
    photo = forms.FileField(required=False)

    def __init__(self, data: QueryDict, files: "MultiValueDict[str, Any]") -> None:
        super().__init__(data, files)
        self.returns, self.reasons = _returns(data)

    def clean(self) -> dict[str, Any]:  # Any: Django says so
        """Refuse packs that cannot be read: passed over, they would be charged."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if None in self.returns.values():
            raise ValidationError(_("Write how many packs came back."), code="invalid")
        return cleaned

    def clean_at(self) -> datetime | None:
        """Return the phone's time, which must tell its zone."""
        text = self.cleaned_data["at"]
        if not text:
            return None
        try:
            at = datetime.fromisoformat(text.replace("Z", "+00:00"))
        except ValueError as error:
            raise ValidationError(_("The time cannot be read."), code="invalid") from error
        if at.tzinfo is None:
            raise ValidationError(_("The time cannot be read."), code="invalid")
        return at

    def entry(self, now: datetime) -> DrivingEntry:
        """Return what was done, as the service takes it."""
        typed = self.cleaned_data
        temperature = typed["other_temperature"]
        km = typed["driven_km"]
        return DrivingEntry(
            operation_id=typed["operation"],
            kind=OperationKind(typed["kind"]),
            at=typed["at"] or now,
            stop=typed["stop"],
            delivery=typed["delivery"],
            returns={line: packs for line, packs in self.returns.items() if packs},
            reasons=self.reasons,
            temperature_dc=typed["temperature"] if temperature is None else temperature,
            storage=typed["storage"],
            crates_back=typed["crates_back"] or 0,
            received_by=LEFT_AS_AGREED if typed["is_left"] else typed["received_by"],
            note=typed["note"],
            trouble=tuple(typed["trouble"]),
            photo=self._photo(),
            driven_m=None if km is None else int(km * 1000),
            undoes=typed["undoes"],
            device=typed["device"],
        )

    def _photo(self) -> bytes | None:
        """Return the picture drawn anew; one that cannot be read never costs a handover."""
        sent = self.cleaned_data["photo"]
        if sent is None:
            return None
        try:
            [drawing] = redraw(sent.read(), longest_px=(LONGEST_PX,))
        except InvalidInputError:
            return None
        return drawing.content


def _returns(data: Mapping[str, Any]) -> tuple[dict[UUID, int | None], dict[UUID, str]]:
    """Return packs that came back and why, by line; None for what is no number of packs."""
    returns: dict[UUID, int | None] = {}
    reasons = {}
    for name in data:
        value = str(data[name]).strip()
        line = _uuid(name.removeprefix(BACK)) if name.startswith(BACK) else None
        if line and value:
            returns[line] = _packs(value)
        line = _uuid(name.removeprefix(REASON)) if name.startswith(REASON) else None
        if line and value in ReturnReason.values:
            reasons[line] = value
    return returns, {line: why for line, why in reasons.items() if returns.get(line)}


def _packs(text: str) -> int | None:
    is_number = text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
    return int(text) if is_number and int(text) <= MOST_BACK else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
