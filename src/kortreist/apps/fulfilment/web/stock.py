"""Pages of the stock: what lies where, who counts on it, what it is worth, what happens to it."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kortreist.apps.actors.permissions import Permission
from kortreist.apps.catalogue.words import goods_name
from kortreist.apps.fulfilment.models import Lot, StockMovement
from kortreist.apps.fulfilment.selectors.lots import get_lot
from kortreist.apps.fulfilment.selectors.returned import came_back
from kortreist.apps.fulfilment.selectors.rounds_selling import selling_rounds
from kortreist.apps.fulfilment.selectors.stock import (
    get_movement,
    get_stock,
    list_movements,
    list_places,
    list_stock,
    undoable,
)
from kortreist.apps.fulfilment.services.levels import drop_level, set_level
from kortreist.apps.fulfilment.services.stock import (
    put_back_returned,
    put_on_place,
    undo_movement,
    write_off,
)
from kortreist.apps.fulfilment.web.scope import HubScope, hub_scope, page_number
from kortreist.apps.fulfilment.web.stock_forms import LevelForm, LossForm, PacksForm, ToPlaceForm
from kortreist.apps.trading.services.stock_offers import set_stock_packs
from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page
from kortreist.kernel.errors import ConflictError, InvalidInputError, NotFoundError
from kortreist.kernel.periods import oslo_date


@require_GET
def stock_list(request: HttpRequest, hub: UUID) -> HttpResponse:
    """List what lies in stock, what needs somebody first."""
    scope = hub_scope(request, hub)
    today = oslo_date(timezone.now())
    stock = list_stock(**scope.reading, today=today, number=page_number(request))
    context = {
        "scope": scope,
        "stock": stock,
        "may_see_money": scope.actor.may(Permission.SEE_MONEY, hub_id=scope.hub.pk),
        "may_buy": scope.actor.may(Permission.PURCHASE, hub_id=scope.hub.pk),
        "may_recall": scope.actor.may(Permission.RECALL, hub_id=scope.hub.pk),
    }
    return render_page(request, "fulfilment/stock.html", context)


@require_GET
def stock_goods(request: HttpRequest, hub: UUID, variant: UUID) -> HttpResponse:
    """Show one variant's lots, who counts on them, and what happened to them."""
    scope = hub_scope(request, hub)
    today = oslo_date(timezone.now())
    row = get_stock(**scope.reading, variant_id=variant, today=today)
    places = list(list_places(**scope.reading))
    may_buy = scope.actor.may(Permission.PURCHASE, hub_id=scope.hub.pk)
    movements = list_movements(hub_id=scope.hub.pk, variant_id=row.variant.pk)
    context = {
        "scope": scope,
        "row": row,
        "lots": [
            (each, ToPlaceForm(places=places, auto_id=f"to-{each.lot.pk}-%s"), _loss_form(each.lot))
            for each in row.lots
        ],
        "level_form": LevelForm.of(row.level, places) if may_buy and places else None,
        "rounds": selling_rounds(hub_id=scope.hub.pk, row=row) if may_buy else (),
        "movements": movements,
        "undoable": undoable(movements),
        "may_see_money": scope.actor.may(Permission.SEE_MONEY, hub_id=scope.hub.pk),
    }
    return render_page(request, "fulfilment/stock_goods.html", context)


@require_POST
def lot_place(request: HttpRequest, hub: UUID, lot: UUID) -> HttpResponse:
    """Put a lot into stock, or on another place."""
    scope = hub_scope(request, hub)
    found = get_lot(**scope.reading, public_id=lot)
    form = ToPlaceForm(request.POST, places=list_places(**scope.reading))
    if not form.is_valid():
        return _refused(request, scope, found.variant.public_id, _("Choose a place."))

    def put() -> None:
        moved = put_on_place(**scope.writing, lot_id=found.pk, place_id=form.chosen.pk)
        text = _("Lot %(lot)s lies at %(place)s now.")
        told = text % {"lot": found.code, "place": form.chosen.name}
        tell(request, told, undo_url=_undo_url(scope, moved))

    return _tried(request, scope, found.variant.public_id, put)


@require_POST
def lot_loss(request: HttpRequest, hub: UUID, lot: UUID) -> HttpResponse:
    """Write packs of a lot off."""
    scope = hub_scope(request, hub)
    found = get_lot(**scope.reading, public_id=lot)
    form = LossForm(request.POST)
    if not form.is_valid():
        text = _("Write how many packs are to be written off, and why.")
        return _refused(request, scope, found.variant.public_id, text)

    def lose() -> None:
        moved = write_off(**scope.writing, lot_id=found.pk, **form.cleaned_data)
        count = form.cleaned_data["count"]
        text = ngettext("%(count)s pack is written off.", "%(count)s packs are written off.", count)
        tell(request, text % {"count": count}, undo_url=_undo_url(scope, moved))

    return _tried(request, scope, found.variant.public_id, lose)


@require_POST
def lot_put_back(request: HttpRequest, hub: UUID, lot: UUID, line: UUID) -> HttpResponse:
    """Put what a unit gave back into stock again."""
    scope = hub_scope(request, hub)
    found = get_lot(**scope.reading, public_id=lot)
    each = next((each for each in came_back(found) if each.line.public_id == line), None)
    if each is None:
        raise NotFoundError

    def put() -> None:
        moved = put_back_returned(
            **scope.writing, order_line_id=each.line.pk, lot_id=found.pk, count=each.packs
        )
        told = _("What came back of lot %(lot)s lies in stock again.") % {"lot": found.code}
        tell(request, told, undo_url=_undo_url(scope, moved))

    return _tried(request, scope, found.variant.public_id, put)


@require_POST
def movement_undo(request: HttpRequest, hub: UUID, movement: UUID) -> HttpResponse:
    """Take back what was done with a lot."""
    scope = hub_scope(request, hub)
    found = get_movement(**scope.reading, public_id=movement)

    def undo() -> None:
        undo_movement(**scope.writing, movement_id=found.pk)
        tell(request, _("Taken back."))

    return _tried(request, scope, found.lot.variant.public_id, undo)


@require_POST
def level(request: HttpRequest, hub: UUID, variant: UUID) -> HttpResponse:
    """Say when to buy more of a variant."""
    scope = hub_scope(request, hub)
    row = get_stock(**scope.reading, variant_id=variant, today=oslo_date(timezone.now()))
    form = LevelForm(request.POST, places=list_places(**scope.reading))
    if not form.is_valid():
        return _refused(request, scope, variant, _("Write both numbers, and choose a place."))

    def change() -> None:
        set_level(**scope.writing, variant_id=row.variant.pk, **form.facts())
        tell(request, _("Noted. %(goods)s is watched.") % {"goods": goods_name(row.variant)})

    return _tried(request, scope, variant, change)


@require_POST
def level_drop(request: HttpRequest, hub: UUID, variant: UUID) -> HttpResponse:
    """Stop keeping a variant in stock."""
    scope = hub_scope(request, hub)
    row = get_stock(**scope.reading, variant_id=variant, today=oslo_date(timezone.now()))
    drop_level(**scope.writing, variant_id=row.variant.pk)
    tell(request, _("%(goods)s is not watched any more.") % {"goods": goods_name(row.variant)})
    return redirect(scope.url("stock-goods", variant=variant))


@require_POST
def round_stock(request: HttpRequest, hub: UUID, variant: UUID, cycle: UUID) -> HttpResponse:
    """Say how many packs a round may sell from stock."""
    scope = hub_scope(request, hub)
    row = get_stock(**scope.reading, variant_id=variant, today=oslo_date(timezone.now()))
    found = scope.cycle(cycle)
    form = PacksForm(request.POST)
    if not form.is_valid():
        return _refused(request, scope, variant, _("Write a number of packs."))

    def change() -> None:
        packs = form.cleaned_data["packs"]
        set_stock_packs(**scope.writing, cycle_id=found.pk, variant_id=row.variant.pk, packs=packs)
        text = _("Round %(number)s may sell %(packs)s packs from stock.")
        tell(request, text % {"number": found.number, "packs": packs})

    return _tried(request, scope, variant, change)


def _loss_form(lot: Lot) -> LossForm:
    return LossForm(auto_id=f"loss-{lot.pk}-%s")


def _undo_url(scope: HubScope, movement: StockMovement | None) -> str:
    return scope.url("stock-undo", movement=movement.public_id) if movement else ""


def _tried(
    request: HttpRequest, scope: HubScope, variant: UUID, act: Callable[[], None]
) -> HttpResponse:
    """Do something with a variant's stock, and show it; what stops it is told there."""
    try:
        act()
    except (ConflictError, InvalidInputError) as error:
        return _refused(request, scope, variant, message_for(error))
    return redirect(scope.url("stock-goods", variant=variant))


def _refused(request: HttpRequest, scope: HubScope, variant: UUID, text: str) -> HttpResponse:
    tell(request, text, level=messages.ERROR)
    return redirect(scope.url("stock-goods", variant=variant))
