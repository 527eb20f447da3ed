"""What the actors' pages send."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kortreist.apps.actors.models import HubProducer
from kortreist.apps.ui.words import WEEKDAYS

WITH_THE_ROUND, DAYS_BEFORE, ON_WEEKDAY = "round", "days", "weekday"


class CodeForm(forms.Form):
    """The code that pairs a tablet."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class DeviceForm(forms.Form):
    """What a tablet is to be called."""

    label = forms.CharField(
        label=_("What the tablet is called"),
        help_text=_("For example: The tablet by the cold room"),
        max_length=100,
    )


class WeekdaysForm(forms.Form):
    """The weekdays a unit takes deliveries."""

    weekdays = forms.TypedMultipleChoiceField(
        label=_("We take deliveries on"),
        help_text=_("Choose none for any day."),
        choices=WEEKDAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class ClosingForm(forms.Form):
    """When a producer must know what it is to deliver."""

    rule = forms.ChoiceField(
        label=_("Kitchens must have ordered"),
        choices=[
            (WITH_THE_ROUND, _("when the round closes")),
            (DAYS_BEFORE, _("some days before the delivery")),
            (ON_WEEKDAY, _("on a weekday before the delivery")),
        ],
        widget=forms.RadioSelect,
    )
    days_before = forms.IntegerField(
        label=_("How many days before"), required=False, min_value=0, max_value=30
    )
    weekday = forms.TypedChoiceField(
        label=_("Which weekday"),
        choices=[("", "–"), *WEEKDAYS],
        coerce=int,
        required=False,
        empty_value=None,
    )
    at = forms.TimeField(
        label=_("At what time"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    @classmethod
    def of(cls, terms: HubProducer) -> dict[str, Any]:  # Any: a form's initial
        """Return how it is now."""
        rule = WITH_THE_ROUND
        if terms.closing_days_before is not None:
            rule = DAYS_BEFORE
        elif terms.closing_weekday is not None:
            rule = ON_WEEKDAY
        return {
            "rule": rule,
            "days_before": terms.closing_days_before,
            "weekday": terms.closing_weekday,
            "at": terms.closing_time,
        }

    def clean(self) -> dict[str, Any]:  # Any: whatever Django's forms hold
        given = super().clean() or self.cleaned_data
        needed = {DAYS_BEFORE: ("days_before", "at"), ON_WEEKDAY: ("weekday", "at")}
        for name in needed.get(given.get("rule", ""), ()):
            if given.get(name) is None and name not in self.errors:
                self.add_error(name, _("Fill in this too."))
        return given

    def facts(self) -> dict[str, Any]:  # Any: keywords of one service
        """Return the service's arguments."""
        given = self.cleaned_data
        rule = given["rule"]
        return {
            "days_before": given["days_before"] if rule == DAYS_BEFORE else None,
            "weekday": given["weekday"] if rule == ON_WEEKDAY else None,
            "at": None if rule == WITH_THE_ROUND else given["at"],
        }
