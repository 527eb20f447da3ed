"""What a kitchen or a producer is told and how, chosen by themselves."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kortreist.apps.actors.asking import actor_of
from kortreist.apps.actors.models import BuyerUnit, Organisation, Person, RoleKind
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.selectors.parties import get_hub, get_producer, get_unit
from kortreist.apps.actors.services.contacts import (
    change_producer_contact,
    change_unit_contact,
)
from kortreist.apps.messages import words
from kortreist.apps.messages.links import Choosing
from kortreist.apps.messages.models import AddressFault
from kortreist.apps.messages.selectors.choices import channels, choice_rows
from kortreist.apps.messages.selectors.log import faults_of_producer, faults_of_unit
from kortreist.apps.messages.services.preferences import (
    choose_copies,
    choose_for_producer,
    choose_for_unit,
)
from kortreist.apps.messages.web.forms import ContactForm, chosen_in
from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page
from kortreist.kernel.errors import InvalidInputError
from kortreist.kernel.periods import oslo_date

COPIES = "my-"
Deed = Callable[[], None]


@require_http_methods(["GET", "POST"])
def unit_choices(request: HttpRequest, hub: UUID, unit: UUID) -> HttpResponse:
    """Show where and how a unit is told things, and take its choice."""
    actor = actor_of(request)
    found = get_hub(actor=actor, public_id=hub)
    mine = get_unit(actor=actor, hub_id=found.pk, public_id=unit)
    require(actor, Permission.ORDER, hub_id=found.pk, unit_id=mine.pk)
    choosing = Choosing(found.pk, mine.pk, None, None, "")
    # Any: a service's own arguments
    ids: dict[str, Any] = {
        "actor": actor,
        "hub_id": found.pk,
        "unit_id": mine.pk,
        "now": timezone.now(),
    }
    form = ContactForm(request.POST or None, initial={"email": mine.email, "phone": mine.phone})
    deeds: dict[str, Deed] = {
        "contact": lambda: _keep(change_unit_contact, form, ids),
        "choices": lambda: choose_for_unit(**ids, choices=chosen_in(request.POST, choosing)),
        "copies": lambda: choose_copies(
            **ids, choices=chosen_in(request.POST, choosing, prefix=COPIES)
        ),
    }
    if request.method == "POST" and _did(request, form, deeds):
        return redirect(request.path)
    return _page(request, mine, choosing, form, faults_of_unit(mine))


@require_http_methods(["GET", "POST"])
def producer_choices(request: HttpRequest, hub: UUID, producer: UUID) -> HttpResponse:
    """Show where and how a producer is told things, and take its choice."""
    actor, now = actor_of(request), timezone.now()
    found = get_hub(actor=actor, public_id=hub)
    terms = get_producer(actor=actor, hub_id=found.pk, public_id=producer, on=oslo_date(now))
    mine = terms.organisation
    require(actor, Permission.OFFER_GOODS, hub_id=found.pk, organisation_id=mine.pk)
    choosing = Choosing(found.pk, None, mine.pk, None, "")
    # Any: a service's own arguments
    ids: dict[str, Any] = {
        "actor": actor,
        "hub_id": found.pk,
        "organisation_id": mine.pk,
        "now": now,
    }
    form = ContactForm(request.POST or None, initial={"email": mine.email, "phone": mine.phone})
    deeds: dict[str, Deed] = {
        "contact": lambda: _keep(change_producer_contact, form, ids),
        "choices": lambda: choose_for_producer(**ids, choices=chosen_in(request.POST, choosing)),
        "copies": lambda: choose_copies(
            **ids, choices=chosen_in(request.POST, choosing, prefix=COPIES)
        ),
    }
    if request.method == "POST" and _did(request, form, deeds):
        return redirect(request.path)
    return _page(request, mine, choosing, form, faults_of_producer(mine, hub_id=found.pk))


def _did(request: HttpRequest, form: ContactForm, deeds: dict[str, Deed]) -> bool:
    """Do what was asked for; a refusal is told on the page it was asked from."""
    what = request.POST.get("what", "")
    if what == "contact" and not form.is_valid():
        return False
    try:
        deeds.get(what, lambda: None)()
    except InvalidInputError as error:
        form.add_error(None, message_for(error))
        return False
    tell(request, _("Saved."))
    return True


def _keep(service: Callable[..., object], form: ContactForm, ids: dict[str, Any]) -> None:
    service(**ids, email=form.cleaned_data["email"], phone=form.cleaned_data["phone"])


def _page(
    request: HttpRequest,
    party: BuyerUnit | Organisation,
    choosing: Choosing,
    form: ContactForm,
    faults: list[AddressFault],
) -> HttpResponse:
    actor = actor_of(request)
    me = _person_of(actor, choosing)
    copies = choice_rows(_copies(choosing, me), prefix=COPIES) if me else []
    context = {
        "party": party,
        "is_producer": choosing.organisation_id is not None,
        "form": form
        if request.POST.get("what") == "contact" or not request.POST
        else _fresh(party),
        "errors": form.non_field_errors() if request.method == "POST" else (),
        "rows": choice_rows(choosing),
        "channels": channels(),
        "me": me,
        "copies": copies,
        "faults": [(fault, words.fault_in_words(fault.code)) for fault in faults],
        "may_choose": not actor.is_device,
    }
    return render_page(request, "messages/choices.html", context)


def _fresh(party: BuyerUnit | Organisation) -> ContactForm:
    return ContactForm(initial={"email": party.email, "phone": party.phone})


def _copies(choosing: Choosing, me: Person) -> Choosing:
    return Choosing(choosing.hub_id, choosing.unit_id, choosing.organisation_id, me.pk, "")


def _person_of(actor: Actor, choosing: Choosing) -> Person | None:
    """Return who asks, where they are one of the party's own people."""
    kinds = {RoleKind.BUYER, RoleKind.PRODUCER}
    is_own = any(
        grant.kind in kinds and grant.covers(choosing.organisation_id, choosing.unit_id)
        for grant in actor.grants_at(choosing.hub_id)
    )
    if actor.person_id is None or not is_own:
        return None
    return Person.objects.select_related("user").get(pk=actor.person_id)
