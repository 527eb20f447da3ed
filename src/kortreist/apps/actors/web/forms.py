"""What the actors' pages send."""

from django import forms
from django.utils.translation import gettext_lazy as _


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
