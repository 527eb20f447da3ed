"""What this room adds to the pages of the rooms below."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from kortreist.apps.fulfilment.selectors.deviations import deviations_of_purchase
from kortreist.apps.trading.models import PurchaseOrder


def purchase_deviations(request: HttpRequest, thing: object) -> str:
    """Show a producer what was wrong with what it brought; its page has asked whether it may."""
    if not isinstance(thing, PurchaseOrder):
        return ""
    rows = deviations_of_purchase(hub_id=thing.hub_id, purchase_order_id=thing.pk)
    if not rows:
        return ""
    return render_to_string("fulfilment/_own_deviations.html", {"rows": rows}, request)
