"""What the team became, quarter by quarter, without names."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kortreist.apps.fulfilment.selectors.teams import list_quarters
from kortreist.apps.fulfilment.services.teams import drop_team_hours, record_team_hours
from kortreist.apps.fulfilment.web.scope import HubScope, hub_scope
from kortreist.apps.fulfilment.web.team_forms import QuarterForm, TeamHoursForm
from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page
from kortreist.kernel.errors import InvalidInputError


@require_http_methods(["GET", "HEAD", "POST"])
def team(request: HttpRequest, hub: UUID) -> HttpResponse:
    """Show what the team became, and take a quarter's hours."""
    scope = hub_scope(request, hub)
    now = timezone.now()
    quarters = list_quarters(**scope.reading, now=now)
    form = TeamHoursForm(request.POST or None, quarters=quarters)
    if form.is_valid():
        return _keep(request, scope, form)
    context = {"scope": scope, "quarters": quarters, "form": form}
    status = 422 if form.errors else 200
    return render_page(request, "fulfilment/team.html", context, status=status)


@require_POST
def drop(request: HttpRequest, hub: UUID) -> HttpResponse:
    """Take a quarter's hours away."""
    scope = hub_scope(request, hub)
    form = QuarterForm(request.POST)
    if form.is_valid():
        drop_team_hours(**scope.writing, **form.facts())
        tell(request, _("The hours are gone."))
    return redirect(scope.url("team"))


def _keep(request: HttpRequest, scope: HubScope, form: TeamHoursForm) -> HttpResponse:
    try:
        record_team_hours(**scope.writing, **form.facts())
    except InvalidInputError as error:
        tell(request, message_for(error), level=messages.ERROR)
    else:
        tell(request, _("Noted."))
    return redirect(scope.url("team"))
