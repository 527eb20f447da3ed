"""The page that says what to buy for stock, and buys it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from kortreist.apps.fulfilment.selectors.replenishment import cycles_to_buy_in, propose_purchases
from kortreist.apps.fulfilment.services.levels import replenish
from kortreist.apps.fulfilment.web.scope import hub_scope
from kortreist.apps.fulfilment.web.stock_forms import ReplenishForm
from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page
from kortreist.kernel.errors import ConflictError, InvalidInputError
from kortreist.kernel.periods import oslo_date


@require_http_methods(["GET", "HEAD", "POST"])
def replenishment(request: HttpRequest, hub: UUID) -> HttpResponse:
    """Propose what to buy for stock; one press has a round's purchase orders ask for it."""
    scope = hub_scope(request, hub)
    now = timezone.now()
    today = oslo_date(now)
    form = ReplenishForm(
        request.POST or None,
        proposals=propose_purchases(**scope.reading, now=now, today=today),
        cycles=cycles_to_buy_in(hub_id=scope.hub.pk, today=today),
    )
    if request.method == "POST" and form.is_valid():
        try:
            bought = replenish(**scope.writing, cycle_id=form.chosen.pk, packs=form.packs())
        except (ConflictError, InvalidInputError) as error:
            tell(request, message_for(error), level=messages.ERROR)
        else:
            text = ngettext(
                "%(count)s kind of goods goes with round %(number)s's purchase orders.",
                "%(count)s kinds of goods go with round %(number)s's purchase orders.",
                len(bought),
            )
            tell(request, text % {"count": len(bought), "number": form.chosen.number})
            return redirect(scope.url("stock"))
    context = {"scope": scope, "form": form}
    return render_page(
        request, "fulfilment/stock_replenish.html", context, status=422 if form.errors else 200
    )
