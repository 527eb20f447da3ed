"""What the pages of standing orders send."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kortreist.apps.catalogue.models import Variant
from kortreist.apps.trading.errors import QuantityOutOfRangeError
from kortreist.apps.trading.models import CycleRule, StandingOrder, StandingRhythm
from kortreist.apps.trading.quantities import MOST_PACKS
from kortreist.apps.trading.services.standing import StandingFacts, StandingWish
from kortreist.apps.ui.figures import weekday_names

EVERY = "every"


def day_field(label: Promise, *, required: bool = True) -> forms.DateField:
    """Return a field for a day, with the browser's own calendar."""
    calendar = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=calendar, required=required)  # type: ignore[arg-type]  # a lazy text


class StandingForm(forms.Form):
    """When a standing order is placed."""

    name = forms.CharField(label=_("What you call it"), max_length=100)
    rhythm = forms.ChoiceField(label=_("How often"))
    weekday = forms.TypedChoiceField(
        label=_("Weekday of the delivery"), coerce=int, empty_value=None, required=False
    )
    from_day = day_field(_("First delivery at the earliest"))
    until_day = day_field(_("Last delivery"), required=False)
    lead_days = forms.IntegerField(
        label=_("Days before the delivery that it is placed"),
        help_text=_("0 is as soon as the round opens, which is safest where little is left."),
        min_value=0,
        max_value=14,
        initial=0,
    )

    def __init__(self, *args: Any, rules: Iterable[CycleRule], **kwargs: Any) -> None:  # noqa: ANN401  # whatever Django's forms take
        super().__init__(*args, **kwargs)
        self.rules = {str(rule.public_id): rule for rule in rules}
        choices: list[tuple[str, str | Promise]] = [(EVERY, _("Each round"))]
        choices += [(key, rule.name) for key, rule in self.rules.items()]
        choices += [("1", _("Every week on a weekday")), ("2", _("Every other week on a weekday"))]
        choices += [("3", _("Every third week on a weekday"))]
        choices += [("4", _("Every fourth week on a weekday"))]
        self.fields["rhythm"].choices = choices  # type: ignore[attr-defined]  # a choice field
        days = [("", "–"), *((number, name) for number, name in enumerate(weekday_names()))]
        self.fields["weekday"].choices = days  # type: ignore[attr-defined]  # likewise

    def clean(self) -> dict[str, Any]:  # Any: as Django's forms have it
        """Ask for the weekday where the rhythm needs one."""
        facts = super().clean() or {}
        if facts.get("rhythm", "").isdigit() and facts.get("weekday") is None:
            self.add_error("weekday", _("Choose a weekday."))
        last, first = facts.get("until_day"), facts.get("from_day")
        if last and first and last < first:
            self.add_error("until_day", _("It must end after it begins."))
        return facts

    def facts(self) -> StandingFacts:
        """Return the service's facts; the last delivery is included."""
        sent = self.cleaned_data
        rhythm = sent["rhythm"]
        last: date | None = sent["until_day"]
        return StandingFacts(
            name=sent["name"],
            rhythm=StandingRhythm.WEEKS if rhythm.isdigit() else StandingRhythm.EACH_CYCLE,
            rule_id=self.rules[rhythm].pk if rhythm in self.rules else None,
            every_weeks=int(rhythm) if rhythm.isdigit() else 1,
            weekday=sent["weekday"] if rhythm.isdigit() else None,
            from_day=sent["from_day"],
            until_day=date.fromordinal(last.toordinal() + 1) if last else None,
            lead_days=sent["lead_days"],
        )


def initial_of(standing: StandingOrder) -> dict[str, object]:
    """Return a standing order as its form shows it."""
    last = standing.until_day
    rhythm = str(standing.every_weeks) if standing.rhythm == StandingRhythm.WEEKS else EVERY
    if standing.rule is not None:
        rhythm = str(standing.rule.public_id)
    return {
        "name": standing.name,
        "rhythm": rhythm,
        "weekday": standing.weekday,
        "from_day": standing.from_day,
        "until_day": date.fromordinal(last.toordinal() - 1) if last else None,
        "lead_days": standing.lead_days,
    }


def typed_wishes(goods: Iterable[Variant], sent: QueryDict) -> list[StandingWish]:
    """Return the packs typed for each of the goods; empty is none.

    Raises
    ------
    QuantityOutOfRangeError
        When something typed is no whole number.
    """
    return [
        StandingWish(variant.pk, count, min(_packs(sent, f"m-{variant.public_id}"), count))
        for variant in goods
        if (count := _packs(sent, f"n-{variant.public_id}"))
    ]


def _packs(sent: QueryDict, name: str) -> int:
    text = str(sent.get(name, "")).strip()
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise QuantityOutOfRangeError(most=MOST_PACKS)
    return int(text)


class PauseForm(forms.Form):
    """The days of a pause; both left out, it is over."""

    paused_from = day_field(_("No deliveries from"), required=False)
    paused_until = day_field(_("Deliveries again from"), required=False)


class DateForm(forms.Form):
    """One delivery, left out or as usual."""

    day = forms.DateField()
    is_skipped = forms.BooleanField(required=False)
