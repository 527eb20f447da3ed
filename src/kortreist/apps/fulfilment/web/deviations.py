"""Pages of what was not as it should be: the list, one of them, and writing one down."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kortreist.apps.actors.permissions import Permission, require
from kortreist.apps.fulfilment.deviation_words import KIND, REMEDY_DONE
from kortreist.apps.fulfilment.models import Deviation, DeviationKind, DeviationStage
from kortreist.apps.fulfilment.selectors.deliveries import get_delivery
from kortreist.apps.fulfilment.selectors.deviations import (
    fitting_remedies,
    get_deviation,
    list_deviations,
)
from kortreist.apps.fulfilment.selectors.lots import get_lot
from kortreist.apps.fulfilment.services.deviations import (
    LONGEST_NOTE,
    DeviationEntry,
    choose_remedy,
    record_deviation,
    undo_remedy,
)
from kortreist.apps.fulfilment.web.photos import WorkPhotoField
from kortreist.apps.fulfilment.web.scope import HubScope, hub_scope, page_number, uuid_of
from kortreist.apps.jobs.services.files import open_file
from kortreist.apps.trading.models import OrderCycle
from kortreist.apps.trading.selectors.cycles import get_cycle
from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page
from kortreist.kernel.errors import ConflictError, InvalidInputError, NotFoundError

KEPT_S = 86_400
OF_LOT = (
    DeviationKind.DAMAGED,
    DeviationKind.WRONG_GOODS,
    DeviationKind.WARM,
    DeviationKind.SHORT_DATED,
    DeviationKind.EXPIRED,
    DeviationKind.OTHER,
)
OF_DELIVERY = (
    DeviationKind.REFUSED,
    DeviationKind.NOBODY_THERE,
    DeviationKind.DAMAGED,
    DeviationKind.SHORT,
    DeviationKind.WRONG_GOODS,
    DeviationKind.LATE,
    DeviationKind.WARM,
    DeviationKind.OTHER,
)


class DeviationForm(forms.Form):
    """What was wrong, as somebody tells it."""

    kind = forms.ChoiceField(label=gettext_lazy("What is wrong?"))
    note = forms.CharField(label=gettext_lazy("Tell more"), required=False, max_length=LONGEST_NOTE)
    photo = WorkPhotoField()

    def __init__(self, request: HttpRequest, kinds: tuple[DeviationKind, ...]) -> None:
        is_sent = request.method == "POST"
        super().__init__(request.POST if is_sent else None, request.FILES if is_sent else None)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]  # a choice field
            (kind.value, KIND[kind].word) for kind in kinds
        ]


@require_GET
def deviation_list(request: HttpRequest, hub: UUID) -> HttpResponse:
    """List what was not as it should be, the worst of what waits first."""
    scope = hub_scope(request, hub)
    cycle = _cycle(request, scope)
    page = list_deviations(
        **scope.reading,
        cycle_id=cycle.pk if cycle else None,
        only_open=bool(request.GET.get("open")),
        number=page_number(request),
        now=timezone.now(),
    )
    context = {"scope": scope, "cycle": cycle, "page": page}
    return render_page(request, "fulfilment/deviations.html", context)


@require_GET
def deviation_detail(request: HttpRequest, hub: UUID, deviation: UUID) -> HttpResponse:
    """Show what was wrong, and what can be done about it."""
    scope = hub_scope(request, hub)
    found = get_deviation(**scope.reading, public_id=deviation)
    context = {"scope": scope, "deviation": found, "remedies": fitting_remedies(found)}
    return render_page(request, "fulfilment/deviation_detail.html", context)


@require_POST
def choose(request: HttpRequest, hub: UUID, deviation: UUID) -> HttpResponse:
    """Do what was chosen."""
    scope = hub_scope(request, hub)
    found = get_deviation(**scope.reading, public_id=deviation)
    remedy = request.POST.get("remedy", "")
    try:
        choose_remedy(
            **scope.writing,
            deviation_id=found.pk,
            remedy=remedy,
            remark=request.POST.get("remark", ""),
        )
    except (ConflictError, InvalidInputError) as error:
        tell(request, message_for(error), level=messages.ERROR)
        return redirect(scope.url("deviation", deviation=deviation))
    undo_url = scope.url("deviation-undo", deviation=deviation)
    tell(request, REMEDY_DONE[remedy], undo_url=undo_url)
    return redirect(scope.url("deviation", deviation=deviation))


@require_POST
def undo(request: HttpRequest, hub: UUID, deviation: UUID) -> HttpResponse:
    """Take a choice back."""
    scope = hub_scope(request, hub)
    found = get_deviation(**scope.reading, public_id=deviation)
    try:
        undo_remedy(**scope.writing, deviation_id=found.pk)
    except (ConflictError, InvalidInputError) as error:
        tell(request, message_for(error), level=messages.ERROR)
    else:
        tell(request, _("The choice is taken back."))
    return redirect(scope.url("deviation", deviation=deviation))


@require_GET
def photo(request: HttpRequest, hub: UUID, deviation: UUID) -> HttpResponseBase:
    """Send the photo of what was wrong."""
    scope = hub_scope(request, hub)
    found = get_deviation(**scope.reading, public_id=deviation)
    if found.photo is None:
        raise NotFoundError
    response = FileResponse(open_file(found.photo), content_type="image/jpeg")
    response["Cache-Control"] = f"private, max-age={KEPT_S}, immutable"
    response["Content-Disposition"] = "inline"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def new_of_lot(request: HttpRequest, hub: UUID, lot: UUID) -> HttpResponse:
    """Write down what is wrong with a lot."""
    scope = hub_scope(request, hub)
    found = get_lot(**scope.reading, public_id=lot)
    form = DeviationForm(request, OF_LOT)
    if form.is_valid():
        stage = DeviationStage.STORAGE if found.is_stock else DeviationStage.GOODS_IN
        return _written(request, scope, form, {"lot_id": found.pk, "stage": stage})
    back = scope.url("lot-detail", lot=lot)
    return _asked(request, form, {"scope": scope, "lot": found, "back_url": back})


@require_http_methods(["GET", "HEAD", "POST"])
def new_of_delivery(request: HttpRequest, hub: UUID, delivery: UUID) -> HttpResponse:
    """Write down what is wrong with a delivery."""
    scope = hub_scope(request, hub)
    require(scope.actor, Permission.DELIVER, hub_id=scope.hub.pk)
    found, _lines = get_delivery(**scope.reading, public_id=delivery)
    form = DeviationForm(request, OF_DELIVERY)
    if form.is_valid():
        about = {"delivery_id": found.pk, "stage": DeviationStage.HANDOVER}
        return _written(request, scope, form, about)
    back = scope.url("delivery-detail", delivery=delivery)
    return _asked(request, form, {"scope": scope, "delivery": found, "back_url": back})


def _asked(request: HttpRequest, form: DeviationForm, context: dict[str, object]) -> HttpResponse:
    status = 422 if form.errors else 200
    context = context | {"form": form}
    return render_page(request, "fulfilment/deviation_new.html", context, status=status)


def _written(
    request: HttpRequest, scope: HubScope, form: DeviationForm, about: dict[str, Any]
) -> HttpResponse:
    entry = DeviationEntry(**form.cleaned_data, **about)
    deviation: Deviation = record_deviation(**scope.writing, entry=entry)
    tell(request, _("It is written down. Choose what is to be done."))
    return redirect(scope.url("deviation", deviation=deviation.public_id))


def _cycle(request: HttpRequest, scope: HubScope) -> OrderCycle | None:
    asked = uuid_of(request.GET.get("cycle", ""))
    return get_cycle(**scope.reading, cycle_public_id=asked) if asked else None
