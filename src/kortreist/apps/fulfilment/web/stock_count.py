"""Pages of the places: adding them, and counting what lies there with a phone in hand."""

from datetime import time
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from kortreist.apps.actors.permissions import Permission, require
from kortreist.apps.actors.services.stores import set_store_facts
from kortreist.apps.catalogue.models import Storage
from kortreist.apps.fulfilment.models import StockMovement
from kortreist.apps.fulfilment.selectors.counting import (
    counted_since,
    get_place,
    lots_to_count,
    places_to_count,
)
from kortreist.apps.fulfilment.services.counts import count_place
from kortreist.apps.fulfilment.services.places import add_place, archive_place
from kortreist.apps.fulfilment.web.scope import hub_scope
from kortreist.apps.fulfilment.web.stock_forms import CountForm, PlaceForm, StoreForm
from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page
from kortreist.kernel.errors import ConflictError, InvalidInputError
from kortreist.kernel.periods import oslo_date, oslo_moment


@require_http_methods(["GET", "HEAD", "POST"])
def place_list(request: HttpRequest, hub: UUID) -> HttpResponse:
    """List the places, and add one."""
    scope = hub_scope(request, hub)
    form = PlaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            place = add_place(
                **scope.writing, name=typed["name"], storage=Storage(typed["storage"])
            )
        except InvalidInputError as error:
            form.add_error("name", message_for(error))
        else:
            tell(request, _("%(place)s is added.") % {"place": place.name})
            return redirect(scope.url("stock-places"))
    context = {
        "scope": scope,
        "rows": places_to_count(**scope.reading),
        "form": form,
        "may_manage": scope.actor.may(Permission.MANAGE_PARTIES, hub_id=scope.hub.pk),
    }
    return render_page(
        request, "fulfilment/stock_places.html", context, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
def store_facts(request: HttpRequest, hub: UUID) -> HttpResponse:
    """Say what is true of the store: its approval, and when goods are late."""
    scope = hub_scope(request, hub)
    require(scope.actor, Permission.MANAGE_PARTIES, hub_id=scope.hub.pk)
    names = ("approval_no", "goods_in_days_before", "goods_in_until")
    initial = {name: getattr(scope.hub, name) for name in names}
    form = StoreForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            set_store_facts(**scope.writing, **form.cleaned_data)
        except InvalidInputError as error:
            form.add_error(str(error.params.get("field")), message_for(error))
        else:
            tell(request, _("Kept."))
            return redirect(scope.url("stock-places"))
    status = 422 if form.errors else 200
    context = {"scope": scope, "form": form}
    return render_page(request, "fulfilment/store_facts.html", context, status=status)


@require_POST
def place_archive(request: HttpRequest, hub: UUID, place: UUID) -> HttpResponse:
    """Take an empty place out of use."""
    scope = hub_scope(request, hub)
    found = get_place(**scope.reading, public_id=place)
    try:
        archive_place(**scope.writing, place_id=found.pk)
    except ConflictError as error:
        tell(request, message_for(error), level=messages.ERROR)
    else:
        tell(request, _("%(place)s is not in use any more.") % {"place": found.name})
    return redirect(scope.url("stock-places"))


@require_http_methods(["GET", "HEAD", "POST"])
def place_count(request: HttpRequest, hub: UUID, place: UUID) -> HttpResponse:
    """Count what lies on a place, without being told what should."""
    scope = hub_scope(request, hub)
    found = get_place(**scope.reading, public_id=place)
    form = CountForm(request.POST or None, lots=lots_to_count(found))
    if request.method == "POST" and form.is_valid():
        try:
            rows = count_place(**scope.writing, place_id=found.pk, entries=form.entries())
        except (ConflictError, InvalidInputError) as error:
            tell(request, message_for(error), level=messages.ERROR)
        else:
            _tell_counted(request, rows)
            return redirect(scope.url("stock-count", place=place))
    midnight = oslo_moment(oslo_date(timezone.now()), time())
    context = {
        "scope": scope,
        "place": found,
        "form": form,
        "counted": counted_since(found, midnight),
    }
    return render_page(
        request, "fulfilment/stock_count.html", context, status=422 if form.errors else 200
    )


def _tell_counted(request: HttpRequest, rows: list[StockMovement]) -> None:
    differ = sum(row.count != 0 for row in rows)
    text = ngettext("%(count)s lot counted.", "%(count)s lots counted.", len(rows))
    told = text % {"count": len(rows)}
    if differ:
        more = ngettext("%(count)s is not as expected.", "%(count)s are not as expected.", differ)
        told = f"{told} {more % {'count': differ}}"
    tell(request, told, level=messages.WARNING if differ else messages.SUCCESS)
