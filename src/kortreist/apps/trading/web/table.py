"""Ordering by list: a table of one's own goods, filled with the keyboard and sent at once."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kortreist.apps.catalogue.words import goods_name
from kortreist.apps.trading.errors import LinesRefusedError, StaleFormError
from kortreist.apps.trading.models import OrderCycle
from kortreist.apps.trading.selectors.cycles import open_cycles
from kortreist.apps.trading.selectors.order_table import OrderTable, TableRow, order_table
from kortreist.apps.trading.services.favourites import arrange_favourites
from kortreist.apps.trading.services.lines import set_lines
from kortreist.apps.trading.web.filling import Filled, fill_in, packs_named
from kortreist.apps.trading.web.quick import find_quick
from kortreist.apps.trading.web.scope import UnitScope, unit_scope
from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page, wants_fragment
from kortreist.kernel.errors import ConflictError, InvalidInputError


@require_http_methods(["GET", "POST"])
def order_by_list(request: HttpRequest, hub: UUID, unit: UUID) -> HttpResponse:
    """Show the unit's own list and put what is filled in on the order, all of it or nothing."""
    scope = unit_scope(request, hub, unit)
    cycle = scope.cycle(request.POST.get("cycle") or request.GET.get("cycle", ""))
    if cycle is None:
        return render_page(request, "trading/order_table.html", {"scope": scope, "cycle": None})
    if wants_fragment(request):
        return _choices(request, scope, cycle)
    also = packs_named(request.POST)
    table = _table(scope, cycle, also)
    filled = fill_in(table.rows, request.POST if request.method == "POST" else None)
    if request.method == "POST" and not filled.errors:
        if _order(request, scope, cycle, filled):
            return redirect(scope.url("basket") + f"?cycle={cycle.public_id}")
        # With the order's version as it is now, so that one can look and send it again.
        table = _table(scope, cycle, also)
    return _page(request, scope, cycle, table, filled)


@require_http_methods(["GET", "POST"])
def arrange(request: HttpRequest, hub: UUID, unit: UUID) -> HttpResponse:
    """Put the unit's list in the order of its own shelves."""
    scope = unit_scope(request, hub, unit)
    cycle = scope.cycle(request.POST.get("cycle") or request.GET.get("cycle", ""))
    if cycle is None:
        return redirect(scope.url("table"))
    table = _table(scope, cycle)
    if request.method == "POST":
        try:
            arrange_favourites(
                actor=scope.actor,
                hub_id=scope.hub.pk,
                unit_id=scope.unit.pk,
                places=_places(table.rows, request.POST),
                now=timezone.now(),
            )
        except InvalidInputError as error:
            tell(request, message_for(error), level=messages.ERROR)
        return redirect(scope.url("table") + f"?cycle={cycle.public_id}")
    context = {"scope": scope, "cycle": cycle, "table": table}
    return render_page(request, "trading/order_table_arrange.html", context)


def _order(request: HttpRequest, scope: UnitScope, cycle: OrderCycle, filled: Filled) -> bool:
    """Write the lines; where that cannot be, say why and leave everything as it was."""
    version = request.POST.get("version", "")
    try:
        set_lines(
            actor=scope.actor,
            hub_id=scope.hub.pk,
            unit_id=scope.unit.pk,
            cycle_id=cycle.pk,
            wishes=filled.wishes,
            expected_version=int(version) if version.isdigit() else None,
            now=timezone.now(),
        )
    except LinesRefusedError as error:
        filled.refuse(error.faults)
    except StaleFormError:
        text = _("The order was changed after you opened the list. Look, and put it in again.")
        tell(request, text, level=messages.WARNING)
    except (ConflictError, InvalidInputError) as error:
        tell(request, message_for(error), level=messages.ERROR)
    else:
        return True
    return False


def _page(
    request: HttpRequest, scope: UnitScope, cycle: OrderCycle, table: OrderTable, filled: Filled
) -> HttpResponse:
    context = {
        "scope": scope,
        "cycle": cycle,
        "cycles": open_cycles(hub_id=scope.hub.pk, now=timezone.now()),
        "table": table,
        "quick": find_quick(scope, cycle, request.GET.get("q", "")),
        "filled": filled,
        "problems": [(each, goods_name(each.row.variant)) for each in filled.errors],
    }
    status = 422 if filled.errors else 200
    return render_page(request, "trading/order_table.html", context, status=status)


def _choices(request: HttpRequest, scope: UnitScope, cycle: OrderCycle) -> HttpResponse:
    quick = find_quick(scope, cycle, request.GET.get("q", ""))
    template = "trading/_quick_choices.html"
    return render_page(request, template, {"quick": quick, "scope": scope}, fragment=template)


def _table(scope: UnitScope, cycle: OrderCycle, also: Collection[UUID] = ()) -> OrderTable:
    return order_table(
        actor=scope.actor, unit=scope.unit, cycle=cycle, now=timezone.now(), also=also
    )


def _places(rows: Iterable[TableRow], sent: QueryDict) -> dict[int, tuple[str, int]]:
    """Return shelf and place by variant, for the rows that are favourites or get a shelf."""
    found = {}
    for row in rows:
        shelf = str(sent.get(f"s-{row.variant.public_id}", "")).strip()
        typed = str(sent.get(f"p-{row.variant.public_id}", "")).strip()
        if row.favourite is None and not (shelf or typed):
            continue
        if typed and not (typed.isascii() and typed.isdigit() and len(typed) < 6):
            raise InvalidInputError
        found[row.variant.pk] = (shelf, int(typed or 0))
    return found
