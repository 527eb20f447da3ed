"""Zones the hub drives to: minimum, freight, and which doors are in them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kortreist.apps.actors.models import DeliveryPoint, DeliveryZone
from kortreist.apps.actors.services.zones import (
    ZoneFacts,
    change_zone,
    create_zone,
    put_in_zone,
)
from kortreist.apps.catalogue.web.price_forms import ZoneForm, whole_id
from kortreist.apps.catalogue.web.price_lists import price_scope
from kortreist.apps.catalogue.wording import fold
from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page
from kortreist.kernel.errors import ConflictError, InvalidInputError

# So many doors without a zone are asked about at once; more are folded like the others.
FEW_DOORS = 20


@require_http_methods(["GET", "POST"])
def zones(request: HttpRequest, hub: UUID) -> HttpResponse:
    """Show the hub's zones with their freight, each to be changed, and the doors in them."""
    scope = price_scope(request, hub)
    known = list(
        DeliveryZone.objects.filter(hub=scope.hub, archived_at__isnull=True).prefetch_related(
            "freight_steps"
        )
    )
    asked = whole_id(request.POST.get("zone", "")) if request.method == "POST" else None
    forms = [_form_of(zone, request.POST if asked == zone.pk else None) for zone in known]
    new = ZoneForm(request.POST if request.POST and asked is None else None, prefix="new")
    sent = next((form for form in (*forms, new) if form.is_bound), None)
    if sent is not None and sent.is_valid():
        try:
            _write(scope.writing, asked, sent)
            tell(request, _("Saved. Orders that were sent keep what they were promised."))
            return redirect("catalogue:zones", hub=hub)
        except (ConflictError, InvalidInputError) as error:
            sent.add_error(None, message_for(error))
    points = DeliveryPoint.objects.filter(hub=scope.hub, archived_at__isnull=True)
    asked_for = request.GET.get("q", "").strip()[:100]
    context = {
        "hub": scope.hub,
        "zones": list(zip(known, forms, strict=True)),
        "new": new,
        "q": asked_for,
        "doors": doors_by_zone(
            known, points.select_related("postcode").order_by("name", "pk"), asked_for
        ),
    }
    return render_page(request, "catalogue/zones.html", context)


@dataclass(frozen=True, slots=True)
class Doors:
    """The doors of one zone, or of none, folded unless they are looked for."""

    zone: DeliveryZone | None
    points: list[DeliveryPoint]
    is_open: bool


def doors_by_zone(
    zones: Sequence[DeliveryZone], points: Iterable[DeliveryPoint], text: str
) -> list[Doors]:
    """Return doors whose name or place has a text, by zone; first those that have none yet."""
    wanted = fold(text)
    by_zone: dict[int | None, list[DeliveryPoint]] = defaultdict(list)
    for point in points:
        if wanted in fold(f"{point.name} {point.postcode.place} {point.postcode.code}"):
            by_zone[point.zone_id].append(point)
    known = {zone.pk for zone in zones}
    # A door in a zone that was put away has none any more.
    outside = [point for zone, of in by_zone.items() if zone not in known for point in of]
    rows = [(None, outside), *((zone, by_zone[zone.pk]) for zone in zones)]
    return [
        Doors(zone, of, bool(wanted) or (zone is None and len(of) <= FEW_DOORS))
        for zone, of in rows
        if of
    ]


@require_POST
def zone_doors(request: HttpRequest, hub: UUID) -> HttpResponse:
    """Put doors into zones, as they were chosen in the table."""
    scope = price_scope(request, hub)
    points = DeliveryPoint.objects.filter(hub=scope.hub, archived_at__isnull=True)
    for point in points:
        typed = request.POST.get(f"door-{point.pk}")
        if typed is None:
            continue
        zone_id = whole_id(typed)
        if zone_id != point.zone_id:
            put_in_zone(**scope.writing, point_id=point.pk, zone_id=zone_id)
    tell(request, _("Saved."))
    return redirect("catalogue:zones", hub=hub)


def _form_of(zone: DeliveryZone, data: Any) -> ZoneForm:  # noqa: ANN401  # as Django's forms take
    initial: dict[str, object] = {
        "name": zone.name,
        "minimum_ore": zone.minimum_ore,
        "below_minimum": zone.below_minimum,
        "small_order_ore": zone.small_order_ore,
    }
    for place, step in enumerate(zone.freight_steps.all()):
        initial[f"from-{place}"] = step.from_ore
        initial[f"freight-{place}"] = step.freight_ore
    return ZoneForm(data, initial=initial, prefix=f"zone{zone.pk}")


def _write(writing: dict[str, Any], zone_id: int | None, form: ZoneForm) -> None:
    typed = form.cleaned_data
    facts = ZoneFacts(
        name=typed["name"],
        minimum_ore=typed["minimum_ore"] or 0,
        below_minimum=typed["below_minimum"],
        small_order_ore=typed["small_order_ore"] or 0,
        steps=form.steps(),
    )
    if zone_id is None:
        create_zone(**writing, facts=facts)
    else:
        change_zone(**writing, zone_id=zone_id, facts=facts)
