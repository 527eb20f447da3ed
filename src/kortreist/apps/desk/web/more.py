"""What a coordinator may do with a round beside its stages: one like it, and what is left of it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from kortreist.apps.actors.permissions import Permission, require
from kortreist.apps.desk.web.forms import CycleForm
from kortreist.apps.desk.web.scope import cycle_scope
from kortreist.apps.trading.selectors.cloning import carry_over
from kortreist.apps.trading.selectors.cycles import accepts_orders
from kortreist.apps.trading.selectors.surplus import list_told, unclaimed, waiting_to_be_told
from kortreist.apps.trading.services.cloning import clone_cycle
from kortreist.apps.trading.services.surplus import offer_surplus
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page


@require_http_methods(["GET", "POST"])
def cycle_clone(request: HttpRequest, hub: UUID, cycle: UUID) -> HttpResponse:
    """Set up a round like this one, after a look at what is no longer to be had."""
    scope = cycle_scope(request, hub, cycle)
    require(scope.actor, Permission.MANAGE_CYCLES, hub_id=scope.hub.pk)
    form = CycleForm(request.POST or None, initial=CycleForm.a_week_after(scope.cycle))
    day = form.initial["delivery_day"]
    if request.method == "POST" and form.is_valid():
        if request.POST.get("do") == "save":
            clone, carried = clone_cycle(
                actor=scope.actor,
                hub_id=scope.hub.pk,
                cycle_id=scope.cycle.pk,
                now=timezone.now(),
                **form.cleaned_data,
            )
            text = _("The round is set up. Goods kept: %(count)s.")
            tell(request, text % {"count": len(carried.kept)})
            kwargs = {"hub": hub, "cycle": clone.public_id}
            return redirect(reverse("desk:cycle-detail", kwargs=kwargs))
        day = form.cleaned_data["delivery_day"]
    carried = carry_over(actor=scope.actor, cycle=scope.cycle, day=day)
    context = {"scope": scope, "form": form, "carried": carried, "day": day}
    return render_page(request, "desk/cycle_clone.html", context)


@require_http_methods(["GET", "POST"])
def cycle_surplus(request: HttpRequest, hub: UUID, cycle: UUID) -> HttpResponse:
    """Show what nobody has claimed, who would be told of it, and what came of telling."""
    scope = cycle_scope(request, hub, cycle)
    now = timezone.now()
    if request.method == "POST":
        told = offer_surplus(
            actor=scope.actor, hub_id=scope.hub.pk, cycle_id=scope.cycle.pk, now=now
        )
        text = ngettext("%(count)s kitchen was told.", "%(count)s kitchens were told.", len(told))
        tell(request, text % {"count": len(told)})
        return redirect(request.path)
    is_open = accepts_orders(scope.cycle, now)
    left = unclaimed(scope.cycle, now=now) if is_open else []
    context = {
        "scope": scope,
        "is_open": is_open,
        "left": left,
        "told": list_told(actor=scope.actor, cycle=scope.cycle),
        "waiting": waiting_to_be_told(actor=scope.actor, cycle=scope.cycle, left=left, now=now),
        "may_offer": scope.actor.may(Permission.MANAGE_CYCLES, hub_id=scope.hub.pk),
    }
    return render_page(request, "desk/cycle_surplus.html", context)
