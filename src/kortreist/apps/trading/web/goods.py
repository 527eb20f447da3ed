"""The goods' own page, for those who cook: all there is to know, and how to order it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from kortreist.apps.trading.selectors.goods import goods_card
from kortreist.apps.trading.web.breakdown import offer_breakdown
from kortreist.apps.trading.web.scope import unit_scope
from kortreist.apps.ui.pages import render_page
from kortreist.kernel.periods import oslo_date


@require_GET
def goods(request: HttpRequest, hub: UUID, unit: UUID, product: UUID) -> HttpResponse:
    """Show what is in the goods, who made them, what their price goes to, and order them."""
    scope = unit_scope(request, hub, unit)
    cycle = scope.cycle(request.GET.get("cycle", ""))
    card = goods_card(
        actor=scope.actor,
        unit=scope.unit,
        public_id=product,
        cycle=cycle,
        today=oslo_date(timezone.now()),
    )
    context = {
        "scope": scope,
        "cycle": cycle,
        "card": card,
        "prices": [(row, offer_breakdown(row.offer, row.price_ore)) for row in card.rows],
        "way_back": request.get_full_path(),
    }
    return render_page(request, "trading/goods.html", context)
