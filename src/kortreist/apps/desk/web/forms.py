"""What the desk's pages send."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kortreist.apps.trading.models import OrderCycle, WeightOutcome
from kortreist.apps.trading.quantities import MOST_PACKS
from kortreist.kernel.periods import OSLO

A_WEEK = timedelta(days=7)


class WallTimeField(forms.DateTimeField):
    """A moment typed as Norwegian clocks show it."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401  # whatever Django's fields take
        super().__init__(input_formats=["%Y-%m-%dT%H:%M"], **kwargs)

    def to_python(self, value: str | datetime | date | None) -> datetime | None:
        moment = super().to_python(value)
        return moment.replace(tzinfo=OSLO) if moment else None


class CycleForm(forms.Form):
    """When a round opens, closes and delivers."""

    opens_at = WallTimeField(label=_("Opens"))
    closes_at = WallTimeField(label=_("Closes"))
    delivery_day = forms.DateField(
        label=_("Delivery day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    name = forms.CharField(label=_("Name"), required=False, max_length=100)

    @classmethod
    def a_week_after(cls, cycle: OrderCycle | None) -> dict[str, Any]:  # Any: a form's initial
        """Return what the next round most likely is: the last one, at the same hours."""
        if cycle is None:
            return {}
        return {
            "opens_at": cycle.opens_at.astimezone(OSLO).replace(tzinfo=None) + A_WEEK,
            "closes_at": cycle.closes_at.astimezone(OSLO).replace(tzinfo=None) + A_WEEK,
            "delivery_day": cycle.delivery_day + A_WEEK,
        }


class ProposalForm(forms.Form):
    """So many packs of other goods, offered for one line."""

    line = forms.UUIDField()
    offer = forms.UUIDField()
    count = forms.IntegerField(min_value=1, max_value=MOST_PACKS)
    note = forms.CharField(required=False, max_length=200)


class WeightForm(forms.Form):
    """What the hub chooses about a weight, and why."""

    outcome = forms.ChoiceField(choices=WeightOutcome.choices)
    reason = forms.CharField(required=False, max_length=200)

    @property
    def outcome_chosen(self) -> WeightOutcome:
        """What was chosen."""
        return WeightOutcome(self.cleaned_data["outcome"])
