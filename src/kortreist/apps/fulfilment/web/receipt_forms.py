"""What is typed or scanned at goods-in: a row for each purchase line."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kortreist.apps.catalogue.models import ChargeBy, Storage
from kortreist.apps.fulfilment.entries import Damage, ReceiptEntry
from kortreist.apps.fulfilment.models import StockPlace
from kortreist.apps.fulfilment.selectors.goods_in import ExpectedLine
from kortreist.apps.fulfilment.selectors.scanning import Prefill
from kortreist.apps.fulfilment.web.forms import MOST_PACKS, DegreesField
from kortreist.apps.fulfilment.web.photos import WorkPhotoField
from kortreist.apps.ui import figures
from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.forms import AmountField, CountField
from kortreist.kernel.errors import DomainError
from kortreist.kernel.quantity import Quantity, Unit


class ReceiptForm(forms.Form):
    """One lot on one purchase line; left empty when nothing of it comes now."""

    count = CountField(label=_("Packs"), required=False, most=MOST_PACKS)
    code = forms.CharField(label=_("Lot number"), required=False, max_length=40)
    best_before = forms.DateField(
        label=_("Best before"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    temperature_dc = DegreesField(label=_("Temperature"))
    accept_short_dated = forms.BooleanField(label=_("Take it all the same"), required=False)
    hold_expired = forms.BooleanField(label=_("Take it in as expired, and hold it"), required=False)
    accept_weight = forms.BooleanField(label=_("Yes, it weighs that"), required=False)
    damaged = CountField(label=_("Damaged packs"), required=False, most=MOST_PACKS)
    damage_note = forms.CharField(label=_("What happened to it?"), required=False, max_length=300)
    photo = WorkPhotoField(label=_("Photo of the damage"))

    def __init__(
        self,
        data: QueryDict | None,
        files: "MultiValueDict[str, Any] | None" = None,  # Any: uploads
        *,
        expected: ExpectedLine,
        code: str,
        places: Mapping[str, StockPlace],
        place: str = "",
        prefill: Prefill | None = None,
    ) -> None:
        self.expected = expected
        self.places = places
        self.prefill = prefill
        line = expected.line
        # What follows a first lot is rarer, and nobody should receive it by mistake.
        count = None if expected.lots else expected.packs_missing or None
        initial: dict[str, object] = {"count": count, "code": code, "place": place}
        if prefill is not None:
            said = {"count": prefill.count, "code": prefill.code, "amount": prefill.amount}
            initial |= {name: value for name, value in said.items() if value}
            initial["best_before"] = prefill.best_before
        super().__init__(data, files, prefix=str(line.public_id), initial=initial)
        if line.variant.charge_by == ChargeBy.MEASURED:
            self.fields["amount"] = AmountField(
                Unit(line.unit), label=_("Weight"), required=False, least=1
            )
        if line.variant.product.storage == Storage.AMBIENT:
            del self.fields["temperature_dc"]
        if places:
            # What goes straight into the crates lies nowhere.
            names = [(key, where.name) for key, where in places.items()]
            self.fields["place"] = forms.ChoiceField(
                label=_("Into stock"), required=False, choices=[("", _("No, to be packed")), *names]
            )

    @property
    def asks_about_date(self) -> bool:
        """Whether the one thing wrong is a date that somebody may accept."""
        return self.is_bound and self.has_error("best_before", "short_dated")

    @property
    def asks_about_expiry(self) -> bool:
        """Whether the one thing wrong is a date that has passed."""
        return self.is_bound and self.has_error("best_before", "lot_past_date")

    @property
    def asks_about_weight(self) -> bool:
        """Whether somebody should look at the scale once more."""
        return self.is_bound and self.has_error("amount", "implausible_weight")

    @property
    def tells_of_damage(self) -> bool:
        """Whether something was typed about damage, or is wrong with it."""
        names = ("damaged", "damage_note", "photo")
        return self.is_bound and any(self[name].errors or self[name].value() for name in names)

    def entry(self) -> ReceiptEntry | None:
        """Return the lot that was typed; None when the row was left empty."""
        typed = self.cleaned_data
        if not typed.get("count"):
            return None
        usual = typed["count"] * self.expected.line.content_amount
        return ReceiptEntry(
            purchase_line_id=self.expected.line.pk,
            code=typed["code"],
            best_before=typed["best_before"],
            quantity=Quantity(typed["count"], typed.get("amount", usual)),
            temperature_dc=typed.get("temperature_dc"),
            accept_short_dated=typed["accept_short_dated"],
            place_id=self.places[typed["place"]].pk if typed.get("place") else None,
            accept_weight=typed["accept_weight"],
            hold_expired=typed["hold_expired"],
            damage=self._damage(typed),
        )

    def _damage(self, typed: Mapping[str, Any]) -> Damage | None:  # Any: as Django has it
        if not typed.get("damaged"):
            return None
        return Damage(typed["damaged"], typed["damage_note"], typed.get("photo"))

    def clean(self) -> dict[str, Any]:  # Any: as Django has it
        typed = super().clean() or {}
        if typed.get("count"):
            if (
                "amount" in self.fields
                and typed.get("amount") is None
                and "amount" not in self.errors
            ):
                self.add_error("amount", ValidationError(_("Write what the scale says.")))
            if not typed.get("code") and "code" not in self.errors:
                self.add_error("code", ValidationError(_("Write the lot number.")))
        return typed


class ReceiptForms:
    """The rows of one producer's goods-in, sent together."""

    FIELD_OF = {
        "lot_code": "code",
        "lot_already_received": "code",
        "short_dated": "best_before",
        "lot_past_date": "best_before",
        "damage_count": "damaged",
        "implausible_count": "count",
        "implausible_weight": "amount",
        "not_nominal": "count",
        "implausible_temperature": "temperature_dc",
    }

    def __init__(
        self,
        data: QueryDict | None,
        files: "MultiValueDict[str, Any] | None" = None,  # Any: uploads
        *,
        lines: Sequence[ExpectedLine],
        delivery_day: date,
        places: Iterable[StockPlace] = (),
        place_of: Mapping[int, str] | None = None,
        prefills: Mapping[int, Prefill] | None = None,
    ) -> None:
        by_id = {str(place.public_id): place for place in places}
        usual = place_of or {}
        self.rows = [
            ReceiptForm(
                data,
                files,
                expected=line,
                prefill=(prefills or {}).get(line.line.pk),
                code="" if line.lots else delivery_day.strftime("%y%m%d"),
                places=by_id,
                place=usual.get(line.line.variant_id, "") if line.line.stock_count else "",
            )
            for line in lines
        ]

    @property
    def awaits_scan(self) -> bool:
        """Whether nothing has been typed or scanned yet."""
        return not any(row.is_bound or row.prefill for row in self.rows)

    def is_valid(self) -> bool:
        """Whether every row could be read."""
        return all(row.is_valid() for row in self.rows)

    def entries(self) -> list[ReceiptEntry]:
        """Return the lots that were typed."""
        return [entry for row in self.rows if (entry := row.entry())]

    def blame(self, error: DomainError) -> None:
        """Put a refusal beside the field it is about, or raise it again."""
        field = self.FIELD_OF.get(error.code)
        for row in self.rows:
            if row.expected.line.pk == error.params.get("line_id") and field in row.fields:
                text = f"{message_for(error)} {_meant(error)}".strip()
                row.add_error(field, ValidationError(text, code=error.code))
                return
        raise error


def _meant(error: DomainError) -> str:
    """Return what was likely meant where grams were typed as kilos, or kilos as grams."""
    if error.code != "implausible_weight":
        return ""
    facts = error.params
    amount, least, most = (int(str(facts[f"{name}amount"])) for name in ("", "least_", "most_"))
    meant = [each for each in (amount // 1000, amount * 1000) if least <= each <= most]
    if not meant:
        return ""
    return gettext("Did you mean %(amount)s?") % {
        "amount": figures.amount(meant[0], str(facts["unit"]))
    }
