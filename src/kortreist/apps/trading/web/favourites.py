"""The star on goods: on the unit's own list, or off it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from kortreist.apps.trading.selectors.shelf import find_offer
from kortreist.apps.trading.services.favourites import set_favourite
from kortreist.apps.trading.web.forms import StarForm
from kortreist.apps.trading.web.scope import unit_scope
from kortreist.apps.ui.pages import render_page, wants_fragment
from kortreist.kernel.errors import InvalidInputError


@require_POST
def star(request: HttpRequest, hub: UUID, unit: UUID) -> HttpResponse:
    """Put goods on the unit's list or take them off, and come back to where one was."""
    scope = unit_scope(request, hub, unit)
    form = StarForm(request.POST)
    if not form.is_valid():
        raise InvalidInputError
    variant_id, offer_id = form.goods(hub_id=scope.hub.pk)
    set_favourite(
        actor=scope.actor,
        hub_id=scope.hub.pk,
        unit_id=scope.unit.pk,
        variant_id=variant_id,
        is_favourite=form.cleaned_data["on"],
        now=timezone.now(),
    )
    way_back = form.way_back(request, scope.url("shop"))
    if not wants_fragment(request):
        return redirect(way_back)
    row, page = find_offer(actor=scope.actor, unit=scope.unit, offer_id=offer_id)
    context = {"scope": scope, "row": row, "page": page, "way_back": way_back}
    return render_page(
        request, "trading/_shelf_answer.html", context, fragment="trading/_shelf_answer.html"
    )
