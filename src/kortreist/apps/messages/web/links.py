"""Choosing from a link in a message, without signing in: only for whom it was sent to."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from kortreist.apps.messages.kinds import NEEDED
from kortreist.apps.messages.links import Choosing, read_token
from kortreist.apps.messages.models import Kind
from kortreist.apps.messages.selectors.choices import channels, choice_rows
from kortreist.apps.messages.services.preferences import choose_by_link
from kortreist.apps.messages.web.forms import chosen_in
from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page
from kortreist.kernel.errors import InvalidInputError, NotFoundError


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def choices(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the receiver of a message is told, and take their choice."""
    choosing, error = _opened(token), ""
    if request.method == "POST":
        try:
            chosen = chosen_in(request.POST, choosing)
            choose_by_link(choosing=choosing, choices=chosen, now=timezone.now())
        except InvalidInputError as refused:
            error = message_for(refused)
        else:
            tell(request, _("Saved."))
            return redirect(request.path)
    context = {"rows": choice_rows(choosing), "channels": channels(), "error": error}
    return render_page(request, "messages/choices_by_link.html", context)


# Mail programs press this for their readers, and have no form of ours (RFC 8058); whoever holds
# the link may, and can turn off nothing that has to be known.
@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Turn one kind of news off; looked at in a browser it leads to all the choices."""
    choosing = _opened(token)
    if request.method == "GET":
        return redirect("messages:choices", token=token)
    kind = Kind(choosing.kind)
    if kind not in NEEDED:
        choose_by_link(choosing=choosing, choices={kind: frozenset()}, now=timezone.now())
    return HttpResponse(status=204)


def _opened(token: str) -> Choosing:
    choosing = read_token(token)
    if choosing is None:
        raise NotFoundError
    return choosing
