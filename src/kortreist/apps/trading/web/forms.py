"""What the trade's pages send."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme

from kortreist.apps.trading.errors import QuantityOutOfRangeError
from kortreist.apps.trading.models import Offer
from kortreist.apps.trading.quantities import MOST_PACKS
from kortreist.kernel.errors import NotFoundError


class LineForm(forms.Form):
    """So many packs of one offer."""

    offer = forms.UUIDField()
    count = forms.IntegerField()
    minimum_count = forms.IntegerField(required=False, min_value=0, max_value=MOST_PACKS)
    version = forms.IntegerField(required=False)
    next = forms.CharField(required=False)

    def facts(self, *, hub_id: int) -> dict[str, Any]:  # Any: keywords of one service
        """Return the service's arguments."""
        return {
            "offer_id": offer_id(self.cleaned_data["offer"], hub_id=hub_id),
            "count": self.cleaned_data["count"],
            "minimum_count": self.cleaned_data["minimum_count"] or 0,
            "expected_version": self.cleaned_data["version"],
        }

    def way_back(self, request: HttpRequest, otherwise: str) -> str:
        """Return the page on this site that the form names, else another."""
        asked = str(self.cleaned_data.get("next") or "")
        is_ours = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()})
        return asked if is_ours else otherwise


class PlaceForm(forms.Form):
    """What goes with a basket when it is sent."""

    reference = forms.CharField(required=False, max_length=100)
    note = forms.CharField(required=False, max_length=500)
    expected_version = forms.IntegerField(required=False)


def offer_id(public_id: UUID, *, hub_id: int) -> int:
    """Return the hub's offer behind an address, or raise NotFoundError."""
    found = Offer.objects.filter(hub_id=hub_id, public_id=public_id).values_list("pk", flat=True)
    first = found.first()
    if first is None:
        raise NotFoundError
    return first


def typed_numbers(sent: QueryDict, names: set[str]) -> dict[str, int]:
    """Return the whole numbers typed into fields with these names; empty fields are left out.

    Raises
    ------
    QuantityOutOfRangeError
        When something typed is no whole number from zero to the most.
    """
    numbers: dict[str, int] = {}
    for name in sorted(names & set(sent)):
        text = str(sent[name]).strip()
        if not text:
            continue
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise QuantityOutOfRangeError(most=MOST_PACKS)
        numbers[name] = int(text)
    return numbers
