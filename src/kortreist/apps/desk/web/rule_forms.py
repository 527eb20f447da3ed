"""What the pages of rounds that repeat send."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kortreist.apps.trading.facts import RuleFacts
from kortreist.apps.trading.models import CycleRule, RuleKind, WhenHoliday
from kortreist.apps.ui.day_forms import DayField
from kortreist.apps.ui.words import WEEKDAYS
from kortreist.kernel.errors import InvalidInputError


class ClockField(forms.TimeField):
    """An hour as Norwegian clocks show it."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class RuleForm(forms.Form):
    """Rounds that repeat."""

    name = forms.CharField(label=_("What the rounds are called"), max_length=100)
    kind = forms.ChoiceField(
        label=_("How kitchens order"),
        choices=[
            (RuleKind.ROUNDS.value, _("In rounds that open and close")),
            (RuleKind.ANY_DAY.value, _("Any day: each delivery day is a round by itself")),
        ],
        widget=forms.RadioSelect,
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Delivery days"),
        choices=WEEKDAYS,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    opens_days_before = forms.IntegerField(
        label=_("Opens, days before the delivery"), min_value=0, max_value=60
    )
    opens_time = ClockField(label=_("Opens, at"))
    closes_days_before = forms.IntegerField(
        label=_("Closes, days before the delivery"), min_value=0, max_value=60
    )
    closes_time = ClockField(label=_("Closes, at"))
    when_holiday = forms.ChoiceField(
        label=_("When the day is a public holiday, or the hub is closed"),
        choices=[
            (WhenHoliday.SKIP.value, _("No round that day")),
            (WhenHoliday.DAY_BEFORE.value, _("Deliver the working day before")),
            (WhenHoliday.DAY_AFTER.value, _("Deliver the working day after")),
        ],
        widget=forms.RadioSelect,
    )
    surplus_hours_before = forms.IntegerField(
        label=_("Offer what is left, hours before it closes"),
        help_text=_("To the kitchens that tend to buy it. Empty: only when you press for it."),
        required=False,
        min_value=0,
        max_value=336,
    )
    valid_from = DayField(label=_("From"))
    valid_until = DayField(label=_("Until (this day not included)"), required=False)

    @classmethod
    def usual(cls, today: date) -> dict[str, Any]:  # Any: a form's initial
        """Return what a first rule most likely is: Thursdays, ordered by Tuesday noon."""
        return {
            "kind": RuleKind.ROUNDS.value,
            "weekdays": [4],
            "opens_days_before": 6,
            "opens_time": "08:00",
            "closes_days_before": 2,
            "closes_time": "12:00",
            "when_holiday": WhenHoliday.SKIP.value,
            "valid_from": today,
        }

    @classmethod
    def of(cls, rule: CycleRule) -> dict[str, Any]:  # Any: a form's initial
        """Return a rule as it is."""
        return {name: getattr(rule, name) for name in cls.base_fields}

    def facts(self) -> RuleFacts:
        """Return what was filled in."""
        given = dict(self.cleaned_data)
        return RuleFacts(
            **given
            | {
                "weekdays": frozenset(given["weekdays"]),
                "kind": RuleKind(given["kind"]),
                "when_holiday": WhenHoliday(given["when_holiday"]),
            }
        )


class RuleDateForm(forms.Form):
    """What is to become of one date."""

    day = forms.DateField()
    do = forms.ChoiceField(choices=[("skip", ""), ("move", ""), ("restore", "")])
    to = forms.DateField(required=False)

    def moved_to(self) -> date | None:
        """Return where the date goes; None leaves it out."""
        if self.cleaned_data["do"] == "skip":
            return None
        day: date | None = self.cleaned_data["to"]
        if day is None:
            raise InvalidInputError
        return day


class NewPointForm(forms.Form):
    """A place of the hub's own where units may fetch their goods."""

    name = forms.CharField(label=_("Name"), max_length=200)
    street = forms.CharField(label=_("Street"), max_length=200, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=4)
    opens_at = ClockField(label=_("Open from"))
    closes_at = ClockField(label=_("Open to"))
    instructions = forms.CharField(
        label=_("What one needs to know"),
        help_text=_("For example: ring the bell by the loading ramp"),
        max_length=300,
        required=False,
    )
