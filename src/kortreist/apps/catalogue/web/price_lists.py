"""Price lists, agreements, fees and deposits, for those who keep a hub's prices."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kortreist.apps.actors.asking import actor_of
from kortreist.apps.actors.models import Hub
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.selectors.parties import get_hub
from kortreist.apps.catalogue.models import PriceList
from kortreist.apps.catalogue.selectors.agreements import agreed_until, list_agreements, with_notice
from kortreist.apps.catalogue.selectors.price_lists import (
    get_price_list,
    goods_to_price,
    list_deposits,
    list_fees,
    list_price_lists,
    steps_of,
)
from kortreist.apps.catalogue.services.agreements import make_agreement
from kortreist.apps.catalogue.services.deposits import set_deposit
from kortreist.apps.catalogue.services.list_prices import set_entries
from kortreist.apps.catalogue.services.listings import set_fee
from kortreist.apps.catalogue.services.price_lists import (
    archive_price_list,
    change_price_list,
    create_price_list,
)
from kortreist.apps.catalogue.web.price_forms import (
    AgreementForm,
    DepositForm,
    EntriesForm,
    FeeForm,
    PriceListForm,
    PriceListTermsForm,
)
from kortreist.apps.ui import figures
from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page
from kortreist.kernel.errors import ConflictError, InvalidInputError
from kortreist.kernel.periods import oslo_date


@dataclass(frozen=True, slots=True)
class PriceScope:
    """A hub, for those who keep its prices."""

    actor: Actor
    hub: Hub
    now: datetime

    @property
    def reading(self) -> dict[str, Any]:  # Any: keywords of selectors
        """What selectors ask for."""
        return {"actor": self.actor, "hub_id": self.hub.pk}

    @property
    def writing(self) -> dict[str, Any]:  # Any: keywords of services
        """What services ask for."""
        return self.reading | {"now": self.now}

    @property
    def today(self) -> date:
        """The day it is in Norway."""
        return oslo_date(self.now)


def price_scope(request: HttpRequest, hub: UUID) -> PriceScope:
    """Return the hub an address names, for those who keep its prices."""
    actor = actor_of(request)
    found = get_hub(actor=actor, public_id=hub)
    require(actor, Permission.MANAGE_GOODS, hub_id=found.pk)
    return PriceScope(actor, found, timezone.now())


@require_http_methods(["GET", "POST"])
def price_lists(request: HttpRequest, hub: UUID) -> HttpResponse:
    """List a hub's price lists and campaigns, and begin another."""
    scope = price_scope(request, hub)
    form = PriceListForm(request.POST or None, hub_id=scope.hub.pk, today=scope.today)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_price_list(**scope.writing, facts=form.facts())
            tell(request, _("The list is there. Now put prices on it."))
            return redirect("catalogue:price-list", hub=hub, price_list=made.public_id)
        except (ConflictError, InvalidInputError) as error:
            form.add_error(None, message_for(error))
    context = {
        "hub": scope.hub,
        "form": form,
        "lists": list_price_lists(**scope.reading),
        "today": scope.today,
    }
    return render_page(request, "catalogue/price_lists.html", context)


@require_http_methods(["GET", "POST"])
def price_list_detail(request: HttpRequest, hub: UUID, price_list: UUID) -> HttpResponse:
    """Show a list's prices as a table, and write what was changed in it."""
    scope = price_scope(request, hub)
    found = get_price_list(**scope.reading, public_id=price_list)
    form = EntriesForm(
        request.POST or None,
        price_list=found,
        steps=steps_of(found, today=scope.today),
        goods=list(goods_to_price(**scope.reading)),
    )
    if request.method == "POST" and form.is_valid():
        try:
            set_entries(
                **scope.writing,
                price_list_id=found.pk,
                entries=form.entries(),
                expected_version=form.cleaned_data["version"],
            )
            tell(request, _saved(found, scope.today))
            return redirect("catalogue:price-list", hub=hub, price_list=price_list)
        except (ConflictError, InvalidInputError) as error:
            form.add_error(None, message_for(error))
    context = {
        "hub": scope.hub,
        "price_list": found,
        "form": form,
        "agreements": with_notice(found, today=scope.today),
        "agreed_until": agreed_until(found, today=scope.today),
    }
    return render_page(request, "catalogue/price_list_detail.html", context)


def _saved(price_list: PriceList, today: date) -> str:
    until = agreed_until(price_list, today=today)
    if until is None:
        return _("Saved. Those who have the goods in a basket are told before they send.")
    return _(
        "Saved. What became dearer is so for deliveries from %(day)s on; the buyer is told."
    ) % {"day": figures.day(until)}


@require_http_methods(["GET", "POST"])
def price_list_terms(request: HttpRequest, hub: UUID, price_list: UUID) -> HttpResponse:
    """Change whom a list is for, and when."""
    scope = price_scope(request, hub)
    found = get_price_list(**scope.reading, public_id=price_list)
    form = PriceListTermsForm(request.POST or None, price_list=found)
    if request.method == "POST" and form.is_valid():
        try:
            change_price_list(
                **scope.writing,
                price_list_id=found.pk,
                facts=form.facts(),
                expected_version=form.cleaned_data["version"],
            )
            tell(request, _("Saved. Orders that were sent keep their prices."))
            return redirect("catalogue:price-list", hub=hub, price_list=price_list)
        except (ConflictError, InvalidInputError) as error:
            form.add_error(None, message_for(error))
    context = {"hub": scope.hub, "price_list": found, "form": form}
    return render_page(request, "catalogue/price_list_terms.html", context)


@require_POST
def price_list_archive(request: HttpRequest, hub: UUID, price_list: UUID) -> HttpResponse:
    """Put a list away."""
    scope = price_scope(request, hub)
    found = get_price_list(**scope.reading, public_id=price_list)
    ended = archive_price_list(**scope.writing, price_list_id=found.pk)
    if ended.archived_at is None and ended.valid_until is not None:
        said = _("Agreed with notice, so the list counts for deliveries before %(day)s, then ends.")
        tell(request, said % {"day": figures.day(ended.valid_until)})
        return redirect("catalogue:price-list", hub=hub, price_list=price_list)
    tell(request, _("The list is put away. Orders that were sent keep their prices."))
    return redirect("catalogue:price-lists", hub=hub)


@require_http_methods(["GET", "POST"])
def agreements(request: HttpRequest, hub: UUID) -> HttpResponse:
    """List what was agreed with buyers, and write down another agreement."""
    scope = price_scope(request, hub)
    form = AgreementForm(request.POST or None, hub_id=scope.hub.pk, today=scope.today)
    if request.method == "POST" and form.is_valid():
        try:
            make_agreement(**scope.writing, facts=form.facts())
            tell(request, _("Written down. The buyer sees it too."))
            return redirect("catalogue:agreements", hub=hub)
        except (ConflictError, InvalidInputError) as error:
            form.add_error(None, message_for(error))
    context = {"hub": scope.hub, "form": form, "agreements": list_agreements(**scope.reading)}
    return render_page(request, "catalogue/agreements.html", context)


@require_http_methods(["GET", "POST"])
def fees(request: HttpRequest, hub: UUID) -> HttpResponse:
    """List the hub's fees and deposits by period, and set one from a day on."""
    scope = price_scope(request, hub)
    is_deposit = "deposit_ore" in request.POST
    initial = {"valid_from": scope.today, "deposit_from": scope.today}
    form = FeeForm(request.POST if request.POST and not is_deposit else None, initial=initial)
    deposit = DepositForm(request.POST if is_deposit else None, initial=initial)
    sent: FeeForm | DepositForm = deposit if is_deposit else form
    if request.method == "POST" and sent.is_valid():
        try:
            if isinstance(sent, DepositForm):
                set_deposit(**scope.writing, facts=sent.facts())
            else:
                set_fee(**scope.writing, **sent.facts())
            tell(request, _("Set. Orders that were sent keep what they were promised."))
            return redirect("catalogue:fees", hub=hub)
        except (ConflictError, InvalidInputError) as error:
            sent.add_error(None, message_for(error))
    context = {
        "hub": scope.hub,
        "form": form,
        "deposit_form": deposit,
        "fees": list_fees(**scope.reading),
        "deposits": list_deposits(**scope.reading),
    }
    return render_page(request, "catalogue/fees.html", context)
