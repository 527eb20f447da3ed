"""Zones the hub drives to: minimum, freight, and which doors are in them."""

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
from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page
from kortreist.kernel.errors import ConflictError, InvalidInputError


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
    context = {
        "hub": scope.hub,
        "zones": list(zip(known, forms, strict=True)),
        "new": new,
        "points": points.select_related("postcode", "zone").order_by("name", "pk"),
    }
    return render_page(request, "catalogue/zones.html", context)


@require_POST
def zone_doors(request: HttpRequest, hub: UUID) -> HttpResponse:
    """Put doors into zones, as they were chosen in the table."""
    scope = price_scope(request, hub)
    points = DeliveryPoint.objects.filter(hub=scope.hub, archived_at__isnull=True)
    for point in points:
        name = f"door-{point.pk}"
        if name in request.POST:
            zone_id = whole_id(request.POST[name])
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
