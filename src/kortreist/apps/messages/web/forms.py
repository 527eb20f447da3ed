"""What the pages of choices send."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kortreist.apps.messages.kinds import PRODUCER_KINDS, UNIT_KINDS
from kortreist.apps.messages.links import Choosing
from kortreist.apps.messages.models import Channel, Kind
from kortreist.apps.messages.selectors.choices import channels


class ContactForm(forms.Form):
    """Where somebody is reached."""

    email = forms.EmailField(label=_("E-mail"), required=False, max_length=254)
    phone = forms.CharField(
        label=_("Mobile number"),
        required=False,
        max_length=20,
        help_text=_("For text messages."),
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel"}),
    )


def chosen_in(
    query: QueryDict, choosing: Choosing, *, prefix: str = ""
) -> dict[Kind, frozenset[Channel]]:
    """Return which channels are ticked for each kind; boxes that were not shown are not."""
    usual = UNIT_KINDS if choosing.unit_id is not None else PRODUCER_KINDS
    return {
        kind: frozenset(
            channel for channel, _label in channels() if f"{prefix}{kind}-{channel}" in query
        )
        for kind in usual
    }
