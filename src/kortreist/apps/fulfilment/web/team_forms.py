"""A team's hours, as its leader types them."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kortreist.apps.fulfilment.selectors.teams import Quarter
from kortreist.apps.fulfilment.services.teams import MOST_HOURS
from kortreist.apps.ui.forms import CountField


class QuarterForm(forms.Form):
    """Which quarter: ``2026-4``."""

    quarter = forms.RegexField(r"^[0-9]{4}-[1-4]$", label=_("Quarter"))

    def facts(self) -> dict[str, Any]:  # Any: keywords of one service
        """Return the service's arguments."""
        year, _dash, quarter = self.cleaned_data["quarter"].partition("-")
        return {"year": int(year), "quarter": int(quarter)}


class TeamHoursForm(QuarterForm):
    """How many hours a team worked, and that it was no small one."""

    hours = CountField(label=_("Hours, all together"), most=MOST_HOURS)
    is_five_or_more = forms.BooleanField(label=_("Five or more took part"), required=False)

    def __init__(self, data: QueryDict | None, *, quarters: Sequence[Quarter]) -> None:
        super().__init__(data)
        self.fields["quarter"].widget = forms.Select(
            choices=[(key_of(each), name_of(each)) for each in quarters]
        )

    def facts(self) -> dict[str, Any]:  # Any: keywords of one service
        """Return the service's arguments."""
        typed = self.cleaned_data
        return super().facts() | {
            "hours": typed["hours"],
            "is_five_or_more": typed["is_five_or_more"],
        }


def key_of(quarter: Quarter) -> str:
    """Return a quarter as a form sends it."""
    return f"{quarter.year}-{quarter.quarter}"


def name_of(quarter: Quarter) -> str:
    """Return a quarter as it is read: ``4/2026``."""
    return f"{quarter.quarter}/{quarter.year}"
