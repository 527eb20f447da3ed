"""A unit's price agreement: what was agreed, and how far it has come."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from kortreist.apps.catalogue.selectors.agreements import agreements_with, prices_to_come
from kortreist.apps.trading.selectors.agreements import progress_of
from kortreist.apps.trading.web.scope import unit_scope
from kortreist.apps.ui.pages import render_page
from kortreist.kernel.periods import oslo_date


@require_GET
def unit_agreement(request: HttpRequest, hub: UUID, unit: UUID) -> HttpResponse:
    """Show the agreements a unit trades under, for its own people and for the hub."""
    scope = unit_scope(request, hub, unit)
    today = oslo_date(timezone.now())
    agreements = agreements_with(actor=scope.actor, unit=scope.unit, on=today)
    changes = prices_to_come(agreements, today=today)
    rows = [(row, changes[row.agreement.pk]) for row in progress_of(agreements)]
    context = {"scope": scope, "rows": rows}
    return render_page(request, "trading/unit_agreement.html", context)
