"""What people type when they mix lots or pack them anew."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kortreist.apps.catalogue.models import Variant
from kortreist.apps.catalogue.words import goods_name
from kortreist.apps.fulfilment.entries import MakeEntry, SourceEntry
from kortreist.apps.fulfilment.models import Lot, StockPlace
from kortreist.apps.fulfilment.selectors.makeable import Makeable
from kortreist.apps.fulfilment.web.stock_forms import MOST_PACKS, ToPlaceForm
from kortreist.apps.fulfilment.words import MAKING_LOSS
from kortreist.apps.ui.forms import AmountField, CountField
from kortreist.kernel.quantity import Unit


class MakeForm(ToPlaceForm):
    """How many packs of which lots go in, and what comes of it."""

    variant = forms.ChoiceField(label=_("What it becomes"))
    count = CountField(label=_("Packs that came of it"), most=MOST_PACKS, min_value=1)
    code = forms.CharField(label=_("Lot number for the label"), max_length=40)
    best_before = forms.DateField(
        label=_("Best before"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Empty: as the first of what goes in to expire."),
    )
    loss_reason = forms.ChoiceField(
        label=_("Why less came out than went in"),
        required=False,
        choices=[("", _("Nothing is gone")), *MAKING_LOSS.items()],
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=200)
    accept_more = forms.BooleanField(
        label=_("More came out than went in, and the figures are right"), required=False
    )

    def __init__(
        self, data: QueryDict | None, *, choices: Makeable, places: list[StockPlace], code: str
    ) -> None:
        here = choices.lots[0].place
        initial = {"code": code, "place": str(here.public_id) if here else None}
        super().__init__(data, places=places, initial=initial)
        self.lots = choices.lots
        self.variants = {str(each.public_id): each for each in choices.variants}
        self.fields["variant"].choices = [  # type: ignore[attr-defined]  # a choice field
            (key, goods_name(each)) for key, each in self.variants.items()
        ]
        unit = Unit(self.lots[0].variant.unit)
        self.fields["amount"] = AmountField(
            unit,
            label=_("What it weighs together, where it is sold by weight"),
            required=False,
            least=1,
        )
        for lot in self.lots:
            self.fields[f"used-{lot.public_id}"] = CountField(
                label=_("Packs used"), required=False, most=MOST_PACKS
            )
        self.order_fields(
            ["variant", "count", "amount", "code", "best_before", "place", "loss_reason", "note"]
        )

    @property
    def sources(self) -> list[tuple[Lot, forms.BoundField]]:
        """The lots with their fields."""
        return [(lot, self[f"used-{lot.public_id}"]) for lot in self.lots]

    @property
    def outcome(self) -> list[forms.BoundField]:
        """The fields of what comes of it."""
        asked = bool(self["accept_more"].value()) or "accept_more" in self.data
        names = [
            "variant",
            "count",
            "amount",
            "code",
            "best_before",
            "place",
            "loss_reason",
            "note",
        ]
        if asked or self.has_error("count", "more_than_went_in"):
            names.append("accept_more")
        return [self[name] for name in names]

    @property
    def goods(self) -> Variant:
        """What it becomes."""
        return self.variants[self.cleaned_data["variant"]]

    def entry(self) -> MakeEntry:
        """Return what was typed, as the service takes it."""
        typed = self.cleaned_data
        used = {lot.pk: typed[f"used-{lot.public_id}"] for lot in self.lots}
        return MakeEntry(
            sources=[SourceEntry(pk, packs) for pk, packs in used.items() if packs],
            variant_id=self.goods.pk,
            code=typed["code"],
            count=typed["count"],
            place_id=self.chosen.pk,
            amount=typed["amount"] if self.goods.charge_by == "measured" else None,
            best_before=typed["best_before"],
            loss_reason=typed["loss_reason"],
            note=typed["note"],
            accept_more=typed["accept_more"],
        )
