"""The short form that goods begin with: what it is called, its kind, how it is priced, one pack."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kortreist.apps.catalogue.facts import ProductFacts, VariantFacts
from kortreist.apps.catalogue.models import ChargeBy, UnitCode
from kortreist.apps.catalogue.web.fields import GroupField
from kortreist.apps.ui import parsing
from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.forms import KrField
from kortreist.kernel.errors import InvalidInputError
from kortreist.kernel.quantity import Unit

MOST_CONTENT = 1_000_000
# How far a weighed pack may lie from what it usually holds, before the buyer is asked.
USUAL_TOLERANCE_BP = 2000


class StartForm(forms.Form):
    """Enough to be offered; the rest is filled in on the goods' own page."""

    name_nb = forms.CharField(label=_("What is it called?"), max_length=100)
    group = GroupField()
    unit = forms.ChoiceField(
        label=_("The price is per"),
        choices=[("g", _("kilo")), ("ml", _("litre")), ("pcs", _("piece"))],
        initial="g",
    )
    content = forms.CharField(
        label=_("How much is in one pack?"),
        max_length=20,
        help_text=_("As 5 kg, 750 g, 3 l, or how many pieces."),
    )
    pack_nb = forms.CharField(
        label=_("What is the pack called?"),
        max_length=60,
        required=False,
        help_text=_("As “crate” or “bag”."),
    )
    is_weighed = forms.BooleanField(
        label=_("No two packs weigh the same: each is paid for by its weight"), required=False
    )
    price_ore = KrField(
        label=_("What the producer gets per kilo, litre or piece, ex VAT"), required=False
    )

    def __init__(self, *args: Any, may_list: bool, **kwargs: Any) -> None:  # noqa: ANN401  # whatever Django's forms take
        super().__init__(*args, **kwargs)
        if not may_list:
            del self.fields["price_ore"]

    def clean(self) -> dict[str, Any]:  # Any: cleaned values of any kind
        """Read the pack's content in the unit that was chosen."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if "content" in typed and "unit" in typed:
            try:
                typed["content_amount"] = _amount(typed["content"], Unit(typed["unit"]))
            except InvalidInputError as error:
                self.add_error("content", ValidationError(message_for(error), code=error.code))
        if typed.get("is_weighed") and typed.get("unit") == "pcs":
            self.add_error(
                "is_weighed", ValidationError(_("What is sold by the piece is not weighed."))
            )
        return typed

    def product(self) -> ProductFacts:
        """Return what was told of the goods."""
        typed = self.cleaned_data
        return ProductFacts(name={"nb": typed["name_nb"]}, group=typed["group"])

    def variant(self) -> VariantFacts:
        """Return what was told of the pack."""
        typed = self.cleaned_data
        is_weighed = typed["is_weighed"]
        return VariantFacts(
            name={"nb": typed["pack_nb"]} if typed["pack_nb"] else {},
            unit=UnitCode(typed["unit"]),
            content_amount=typed["content_amount"],
            charge_by=ChargeBy.MEASURED if is_weighed else ChargeBy.NOMINAL,
            tolerance_bp=USUAL_TOLERANCE_BP if is_weighed else 0,
        )


def _amount(text: str, unit: Unit) -> int:
    amount = parsing.parse_amount(text, unit, most=MOST_CONTENT)
    if not amount:
        raise InvalidInputError("number_too_small", least="1")
    return amount
