"""The page where lots are mixed or packed anew, and taking that back."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kortreist.apps.catalogue.words import ALLERGEN, CEREAL, NOT_FOR, NUT
from kortreist.apps.fulfilment.errors import UndeclaredError
from kortreist.apps.fulfilment.models import Lot
from kortreist.apps.fulfilment.selectors.lots import get_lot
from kortreist.apps.fulfilment.selectors.makeable import free_code, makeable
from kortreist.apps.fulfilment.selectors.stock import list_places
from kortreist.apps.fulfilment.services.making import make_lot, undo_making
from kortreist.apps.fulfilment.web.making_forms import MakeForm
from kortreist.apps.fulfilment.web.scope import HubScope, hub_scope
from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page
from kortreist.kernel.errors import ConflictError, DomainError, InvalidInputError
from kortreist.kernel.periods import oslo_date


@require_http_methods(["GET", "HEAD", "POST"])
def lot_make(request: HttpRequest, hub: UUID, lot: UUID) -> HttpResponse:
    """Make a new lot of this one, alone or with others."""
    scope = hub_scope(request, hub)
    found = get_lot(**scope.reading, public_id=lot)
    today = oslo_date(timezone.now())
    form = MakeForm(
        request.POST or None,
        choices=makeable(**scope.reading, lot=found, today=today),
        places=list(list_places(**scope.reading)),
        code=free_code(hub_id=scope.hub.pk, today=today),
    )
    made = _made(scope, form) if request.method == "POST" and form.is_valid() else None
    if made is not None:
        undo_url = scope.url("lot-unmake", lot=made.public_id)
        told = _("Lot %(lot)s is made and lies in stock.") % {"lot": made.code}
        tell(request, told, undo_url=undo_url)
        return redirect(scope.url("lot-detail", lot=made.public_id))
    context = {"scope": scope, "lot": found, "form": form}
    return render_page(
        request, "fulfilment/lot_make.html", context, status=422 if form.errors else 200
    )


@require_POST
def lot_unmake(request: HttpRequest, hub: UUID, lot: UUID) -> HttpResponse:
    """Put what a lot was made of back."""
    scope = hub_scope(request, hub)
    found = get_lot(**scope.reading, public_id=lot)
    first = found.sources.select_related("source").first()
    try:
        undo_making(**scope.writing, lot_id=found.pk)
    except (ConflictError, InvalidInputError) as error:
        tell(request, message_for(error), level=messages.ERROR)
        return redirect(scope.url("lot-detail", lot=lot))
    tell(request, _("Taken back: lot %(lot)s was never made.") % {"lot": found.code})
    if first is None:
        return redirect(scope.url("stock"))
    return redirect(scope.url("lot-detail", lot=first.source.public_id))


def _made(scope: HubScope, form: MakeForm) -> Lot | None:
    try:
        return make_lot(**scope.writing, entry=form.entry())
    except UndeclaredError as error:
        form.add_error(None, _undeclared(error))
    except (ConflictError, InvalidInputError) as error:
        field = error.params.get("field")
        form.add_error(field if field in form.fields else None, _worded(error))
    return None


def _worded(error: DomainError) -> forms.ValidationError:
    return forms.ValidationError(message_for(error), code=error.code)


def _undeclared(error: UndeclaredError) -> str:
    """Name what the new goods do not declare, where it is known."""
    words = {**ALLERGEN, **CEREAL, **NUT, **NOT_FOR}
    missing = [str(words.get(code, code)).lower() for code in error.missing]
    if not missing:
        return message_for(error)
    text = _("Lot %(lot)s holds %(what)s, which these goods do not declare.")
    return text % {"lot": error.params["lot"], "what": ", ".join(missing)}
