"""What is typed or sent about temperatures."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kortreist.apps.catalogue.models import Storage
from kortreist.apps.fulfilment.web.forms import DegreesField
from kortreist.apps.fulfilment.words import STORAGE
from kortreist.formats.sheets import MOST_BYTES
from kortreist.kernel.periods import oslo_moment


class ReadingForm(forms.Form):
    """What a thermometer shows; now, or at another time today or before."""

    temperature_dc = DegreesField(label=_("Temperature"))
    day = forms.DateField(
        label=_("Day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    clock = forms.TimeField(
        label=_("Clock"), required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )

    def clean_temperature_dc(self) -> Any:  # noqa: ANN401  # a field's value
        typed = self.cleaned_data["temperature_dc"]
        if typed is None:
            raise ValidationError(_("Write what the thermometer shows."))
        return typed

    def moment(self, now: datetime, today: date) -> datetime:
        """Return when it was read: now where nothing else is said."""
        day, clock = self.cleaned_data["day"], self.cleaned_data["clock"]
        if day is None and clock is None:
            return now
        return oslo_moment(day or today, clock or time(12))


class LoggerForm(forms.Form):
    """A logger's file."""

    file = forms.FileField(
        label=_("The logger's file"),
        help_text=_("CSV, with time and °C. You see what it says before it is kept."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,text/csv"}),
    )

    def clean_file(self) -> Any:  # noqa: ANN401  # an upload
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise ValidationError(_("The file is too large."))
        return upload


class CompartmentForm(forms.Form):
    """Which part of a van."""

    storage = forms.ChoiceField(
        label=_("How cold it is"), choices=list(STORAGE.items()), initial=Storage.CHILLED.value
    )
