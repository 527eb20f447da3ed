"""Days in a row, as several rooms' pages ask for them."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

MOST_DAYS = 120


class DayField(forms.DateField):
    """A day, in the browser's own calendar."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class RangeForm(forms.Form):
    """Days in a row, both ends included; without a last day only the first."""

    first = DayField(label=_("From"))
    last = DayField(label=_("To and with"), required=False)
    reason = forms.CharField(
        label=_("Why"), help_text=_("For example: planning day"), required=False, max_length=100
    )

    def clean(self) -> dict[str, Any]:  # Any: whatever Django's forms hold
        given = super().clean() or self.cleaned_data
        first, last = given.get("first"), given.get("last")
        if first and last and not 0 <= (last - first).days < MOST_DAYS:
            self.add_error("last", _("Choose a day after the first, at most four months on."))
        return given

    def facts(self) -> dict[str, Any]:  # Any: keywords of one service
        """Return the service's arguments."""
        given = self.cleaned_data
        first: date = given["first"]
        return {"first": first, "last": given["last"] or first, "reason": given["reason"]}


class GoneRangeForm(forms.Form):
    """Days in a row that are no longer closed."""

    first = DayField()
    last = DayField()
