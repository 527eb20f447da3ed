"""What was owed when the hub moved in: the list, one of them, and noting what is paid."""

from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kortreist.apps.actors.asking import actor_of
from kortreist.apps.actors.permissions import Permission
from kortreist.apps.actors.selectors.parties import get_hub
from kortreist.apps.billing.models import OpenItemSide
from kortreist.apps.billing.selectors.open_items import (
    OpenItemFilter,
    get_open_item,
    list_open_items,
    parties_of,
    sum_up,
)
from kortreist.apps.billing.services.open_items import pay_open_item, undo_payment
from kortreist.apps.billing.wording import SIDES
from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.forms import KrField
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page
from kortreist.kernel.errors import InvalidInputError, NotFoundError
from kortreist.kernel.periods import oslo_date

PAGE = 100


class PaymentForm(forms.Form):
    """What was paid, and when."""

    amount_ore = KrField(label=gettext_lazy("Paid, kr"))
    paid_on = forms.DateField(
        label=gettext_lazy("On the day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


@require_GET
def open_item_list(request: HttpRequest, hub: UUID) -> HttpResponse:
    """List what is not paid, with what it comes to; by party, side or what is searched for."""
    actor, today = actor_of(request), oslo_date(timezone.now())
    found = get_hub(actor=actor, public_id=hub)
    wanted = filter_from(request.GET)
    items = list_open_items(actor=actor, hub_id=found.pk, wanted=wanted)
    context = {
        "hub": found,
        "wanted": wanted,
        "today": today,
        "sides": SIDES.items(),
        "parties": parties_of(actor=actor, hub_id=found.pk),
        "sums": sum_up(items, today=today),
        "page": Paginator(items, PAGE).get_page(request.GET.get("page")),
    }
    return render_page(request, "billing/open_item_list.html", context)


@require_http_methods(["GET", "POST"])
def open_item_detail(request: HttpRequest, hub: UUID, item: UUID) -> HttpResponse:
    """Show one open item with what was paid of it, and note a payment."""
    actor, now = actor_of(request), timezone.now()
    found = get_hub(actor=actor, public_id=hub)
    mine = get_open_item(actor=actor, hub_id=found.pk, public_id=item)
    left = abs(mine.left_ore)
    form = PaymentForm(
        request.POST or None, initial={"amount_ore": left, "paid_on": oslo_date(now)}
    )
    if request.method == "POST" and form.is_valid():
        try:
            payment = pay_open_item(
                actor=actor, hub_id=found.pk, item_id=mine.pk, now=now, **form.cleaned_data
            )
            back = reverse("billing:payment-undo", args=[hub, item, payment.public_id])
            tell(request, _("Noted as paid."), undo_url=back)
            return redirect("billing:open-item", hub=hub, item=item)
        except InvalidInputError as error:
            form.add_error(None, message_for(error))
    context = {
        "hub": found,
        "item": mine,
        "party": mine.payer or mine.producer,
        "side": SIDES[mine.side],
        "today": oslo_date(now),
        "form": form,
        "payments": mine.payments.all(),
        "may_note": actor.may(Permission.ISSUE_DOCUMENTS, hub_id=found.pk),
    }
    return render_page(request, "billing/open_item_detail.html", context)


@require_POST
def payment_undo(request: HttpRequest, hub: UUID, item: UUID, payment: UUID) -> HttpResponse:
    """Take back that something was paid."""
    actor = actor_of(request)
    found = get_hub(actor=actor, public_id=hub)
    mine = get_open_item(actor=actor, hub_id=found.pk, public_id=item)
    noted = next((each for each in mine.payments.all() if each.public_id == payment), None)
    if noted is None:
        raise NotFoundError
    undo_payment(actor=actor, hub_id=found.pk, payment_id=noted.pk, now=timezone.now())
    tell(request, _("Taken back."))
    return redirect("billing:open-item", hub=hub, item=item)


def filter_from(query: QueryDict) -> OpenItemFilter:
    """Return what is looked for; whatever is not understood does not matter."""
    side = query.get("side", "")
    try:
        party = UUID(query.get("party", ""))
    except ValueError:
        party = None
    return OpenItemFilter(
        side=side if side in OpenItemSide.values else "",
        party=party,
        text=query.get("q", "").strip()[:100],
        is_paid=query.get("paid") == "yes",
    )
