"""Pairing a shared kitchen tablet: making the code, and typing it."""

from uuid import UUID

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kortreist.apps.actors.asking import actor_of
from kortreist.apps.actors.errors import PairingCodeError
from kortreist.apps.actors.models import BuyerUnit
from kortreist.apps.actors.selectors.parties import get_device, get_hub, get_unit, list_devices
from kortreist.apps.actors.services.people import (
    Pairing,
    pair_device,
    redeem_pairing,
    revoke_device,
)
from kortreist.apps.actors.web.forms import CodeForm, DeviceForm
from kortreist.apps.actors.web.middleware import DEVICE_COOKIE
from kortreist.apps.jobs.services import hit
from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page

A_YEAR_S = 365 * 24 * 3600
GUESSES, GUESSES_PER_S = 10, 600


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def pair(request: HttpRequest) -> HttpResponse:
    """Let a tablet be paired by the code that somebody at the unit has made."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        address = get_adapter(request).get_client_ip(request)
        hit("pair", str(address), limit=GUESSES, per_s=GUESSES_PER_S)
        code, now = form.cleaned_data["code"], timezone.now()
        try:
            paired = redeem_pairing(actor=actor_of(request), code=code, now=now)
        except PairingCodeError as error:
            form.add_error("code", message_for(error))
        else:
            return _keep(redirect("/"), paired.secret)
    return render_page(request, "actors/pair.html", {"form": form})


@never_cache
@require_http_methods(["GET", "POST"])
def device_list(request: HttpRequest, hub: UUID, unit: UUID) -> HttpResponse:
    """List a unit's tablets, and make a code for another, shown this once."""
    mine = _unit(request, hub, unit)
    form, pairing = DeviceForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        pairing = _make_code(request, mine, form.cleaned_data["label"])
        form = DeviceForm()
    devices = list_devices(actor=actor_of(request), hub_id=mine.hub_id, unit_id=mine.pk)
    devices = devices.filter(paired_at__isnull=False)
    context = {"unit": mine, "devices": devices, "form": form, "pairing": pairing, "hub": mine.hub}
    return render_page(request, "actors/device_list.html", context)


@require_POST
def device_revoke(request: HttpRequest, hub: UUID, unit: UUID, device: UUID) -> HttpResponse:
    """Let a tablet order no more."""
    mine = _unit(request, hub, unit)
    actor, hub_id = actor_of(request), mine.hub_id
    found = get_device(actor=actor, hub_id=hub_id, unit_id=mine.pk, public_id=device)
    revoke_device(actor=actor, hub_id=hub_id, device_id=found.pk, now=timezone.now())
    tell(request, _("%(label)s can no longer order.") % {"label": found.label})
    return redirect("actors:device-list", hub=hub, unit=unit)


def _unit(request: HttpRequest, hub: UUID, unit: UUID) -> BuyerUnit:
    actor = actor_of(request)
    found = get_hub(actor=actor, public_id=hub)
    return get_unit(actor=actor, hub_id=found.pk, public_id=unit)


def _make_code(request: HttpRequest, unit: BuyerUnit, label: str) -> Pairing:
    return pair_device(
        actor=actor_of(request),
        hub_id=unit.hub_id,
        unit_id=unit.pk,
        label=label,
        now=timezone.now(),
    )


def _keep(response: HttpResponse, secret: str) -> HttpResponse:
    response.set_cookie(
        DEVICE_COOKIE,
        secret,
        max_age=A_YEAR_S,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
