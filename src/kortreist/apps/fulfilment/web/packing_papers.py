"""The packing table's papers: the list, the labels, the despatch advice, the tour's list."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kortreist.apps.fulfilment import papers
from kortreist.apps.fulfilment.models import Delivery, LoadUnit
from kortreist.apps.fulfilment.selectors.deliveries import get_delivery
from kortreist.apps.fulfilment.selectors.driving import get_driven_tour
from kortreist.apps.fulfilment.selectors.packing_sheets import (
    list_load_units,
    list_packing_sheets,
)
from kortreist.apps.fulfilment.selectors.packing_steps import PackingWay
from kortreist.apps.fulfilment.web.packing import way_of
from kortreist.apps.fulfilment.web.scope import HubScope, hub_scope
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.papers import send_paper
from kortreist.formats.papers import Frame, LabelSize, LoadUnitLabels

SIZES = {"a6": LabelSize.A6, "tall": LabelSize.TALL, "low": LabelSize.LOW}


@require_GET
def packing_list(request: HttpRequest, hub: UUID, cycle: UUID) -> HttpResponseBase:
    """Send a round's packing list, in the order asked for."""
    scope = hub_scope(request, hub)
    found, way = scope.cycle(cycle), way_of(request)
    sheets = list_packing_sheets(**scope.reading, cycle_id=found.pk, way=way)
    if not sheets:
        tell(request, _("Everything is packed, so there is no list."))
        return redirect(scope.url("packing", cycle=cycle))
    paper = papers.packing_list(
        scope.hub,
        found,
        sheets,
        by_goods=way == PackingWay.GOODS,
        own_pages=way != PackingWay.GOODS,
        language=get_language() or "nb",
    )
    return send_paper(request, *paper)


@require_GET
def cycle_labels(request: HttpRequest, hub: UUID, cycle: UUID) -> HttpResponseBase:
    """Send the labels of all crates of a round."""
    scope = hub_scope(request, hub)
    found = scope.cycle(cycle)
    packed = list_load_units(**scope.reading, cycle_id=found.pk)
    if not packed:
        tell(request, _("There are no crates yet. Labels come when a delivery is packed."))
        return redirect(scope.url("packing", cycle=cycle))
    return send_paper(request, *_labels(request, packed))


@require_GET
def labels(request: HttpRequest, hub: UUID, delivery: UUID) -> HttpResponseBase:
    """Send the labels of one delivery's crates."""
    scope = hub_scope(request, hub)
    found = _delivery(scope, delivery)
    packed = list_load_units(**scope.reading, delivery_id=delivery)
    if not packed:
        tell(request, _("There are no crates yet. Labels come when a delivery is packed."))
        return redirect(scope.url("packing-delivery", delivery=found))
    return send_paper(request, *_labels(request, packed))


@require_GET
def despatch_advice(request: HttpRequest, hub: UUID, delivery: UUID) -> HttpResponseBase:
    """Send what is on its way to a unit, crate by crate, in the receiver's language."""
    scope = hub_scope(request, hub)
    found, lines = get_delivery(**scope.reading, public_id=delivery)
    packed = list_load_units(**scope.reading, delivery_id=delivery)
    units = packed[0][1] if packed else ()
    return send_paper(request, *papers.despatch_advice(found, lines, units))


@require_GET
def tour_list(request: HttpRequest, hub: UUID, tour: UUID) -> HttpResponseBase:
    """Send a tour's list on paper."""
    scope = hub_scope(request, hub)
    driven = get_driven_tour(**scope.reading, public_id=tour)
    language = get_language() or "nb"
    return send_paper(request, *papers.tour_list(scope.hub, driven, language=language))


def _labels(
    request: HttpRequest, packed: Sequence[tuple[Delivery, Sequence[LoadUnit]]]
) -> tuple[LoadUnitLabels, Frame]:
    size = SIZES.get(request.GET.get("size", ""), LabelSize.A6)
    return papers.crate_labels(packed, size=size, language=get_language() or "nb")


def _delivery(scope: HubScope, delivery: UUID) -> UUID:
    found, _lines = get_delivery(**scope.reading, public_id=delivery)
    return found.public_id
