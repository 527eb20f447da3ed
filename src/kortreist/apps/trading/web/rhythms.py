"""What a producer has every week: one list, changed where it stands."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kortreist.apps.catalogue.models import Rhythm
from kortreist.apps.catalogue.selectors.rhythms import list_rhythms
from kortreist.apps.catalogue.services.rhythms import change_packs, pause_rhythm, set_rhythm
from kortreist.apps.trading.selectors.week import goods_to_offer
from kortreist.apps.trading.web.forms import RhythmForm
from kortreist.apps.trading.web.scope import ProducerScope, producer_scope
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page
from kortreist.kernel.errors import InvalidInputError, NotFoundError
from kortreist.kernel.periods import oslo_date


@require_http_methods(["GET", "POST"])
def rhythm_list(request: HttpRequest, hub: UUID, producer: UUID) -> HttpResponse:
    """List what the producer has every week, and take down something more."""
    scope = producer_scope(request, hub, producer)
    goods = goods_to_offer(actor=scope.actor, hub_id=scope.hub.pk, producer_id=scope.producer_id)
    form = RhythmForm(request.POST or None, goods=goods)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        set_rhythm(
            actor=scope.actor,
            hub_id=scope.hub.pk,
            valid_from=oslo_date(now),
            now=now,
            **form.facts(),
        )
        tell(request, _("Noted. It is posted by itself when each round opens."))
        return redirect(request.path)
    rhythms = list_rhythms(actor=scope.actor, hub_id=scope.hub.pk, producer_id=scope.producer_id)
    context = {"scope": scope, "rhythms": rhythms, "form": form, "has_goods": bool(goods)}
    return render_page(request, "trading/rhythm_list.html", context)


@require_POST
def rhythm_change(request: HttpRequest, hub: UUID, producer: UUID, rhythm: UUID) -> HttpResponse:
    """Change a number, let it rest, let it go on, or end it with zero."""
    scope = producer_scope(request, hub, producer)
    found = _rhythm(scope, rhythm)
    # Any: what both services are told.
    args: dict[str, Any] = {
        "actor": scope.actor,
        "hub_id": scope.hub.pk,
        "rhythm_id": found.pk,
        "now": timezone.now(),
    }
    asked = request.POST.get("do", "")
    if asked in {"pause", "resume"}:
        pause_rhythm(**args, is_paused=asked == "pause")
    else:
        change_packs(**args, packs=_whole(request.POST.get("packs", "")))
    tell(request, _("Noted. It counts from the next round that opens."))
    return redirect(scope.url("rhythm-list"))


def _rhythm(scope: ProducerScope, public_id: UUID) -> Rhythm:
    rows = list_rhythms(actor=scope.actor, hub_id=scope.hub.pk, producer_id=scope.producer_id)
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise NotFoundError
    return found


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise InvalidInputError
    return int(text)
