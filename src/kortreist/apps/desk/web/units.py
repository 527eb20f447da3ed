"""A unit's card, for the hub: who it is, and its licences for alcohol."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kortreist.apps.actors.asking import actor_of
from kortreist.apps.actors.models import BuyerLicence, BuyerUnit, Hub, LicenceKind
from kortreist.apps.actors.papers import (
    PaperForm,
    Papers,
    optional_paper,
    papers_for_page,
    send_paper,
    upload_of,
)
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.selectors.licences import get_licence, get_licence_paper, list_licences
from kortreist.apps.actors.selectors.parties import get_hub, get_unit
from kortreist.apps.actors.services.licence_papers import (
    put_licence_paper,
    remove_licence_paper,
    restore_licence_paper,
)
from kortreist.apps.actors.services.licences import (
    MOST_IN_SHOPS_BP,
    LicenceFacts,
    add_licence,
    restore_licence,
    withdraw_licence,
)
from kortreist.apps.catalogue.suitability import may_buy_alcohol
from kortreist.apps.desk.words import LICENCE
from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page
from kortreist.formats.scans import ScanUnreadableError
from kortreist.kernel.errors import ConflictError, InvalidInputError
from kortreist.kernel.periods import oslo_date

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
# What a municipality gives leave to serve, up to so strong.
STRENGTHS = (
    (str(MOST_IN_SHOPS_BP), gettext_lazy("beer and the like, up to 4.7 per cent")),
    ("2200", gettext_lazy("wine as well, up to 22 per cent")),
    ("6000", gettext_lazy("spirits as well, up to 60 per cent")),
)


class LicenceForm(forms.Form):
    """A licence as its paper reads."""

    kind = forms.ChoiceField(label=gettext_lazy("Leave to"), choices=list(LICENCE.items()))
    number = forms.CharField(label=gettext_lazy("Number on the licence"), max_length=60)
    up_to_bp = forms.TypedChoiceField(
        label=gettext_lazy("Covers"),
        choices=STRENGTHS,
        coerce=int,
        help_text=gettext_lazy("Shops have leave for beer only."),
    )
    valid_from = forms.DateField(label=gettext_lazy("Holds from"), widget=DATE)
    last_day = forms.DateField(label=gettext_lazy("Last day it holds"), widget=DATE)

    paper = optional_paper()

    def clean(self) -> dict[str, Any]:  # Any: cleaned values of any kind
        """Refuse a licence that ends before it begins."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = typed.get("valid_from"), typed.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", ValidationError(_("It would end before it begins.")))
        return typed

    def facts(self) -> LicenceFacts:
        """Return what was typed; a last day is the day before it no longer holds."""
        typed = self.cleaned_data
        return LicenceFacts(
            kind=LicenceKind(typed["kind"]),
            number=typed["number"],
            up_to_bp=typed["up_to_bp"],
            valid_from=typed["valid_from"],
            valid_until=typed["last_day"] + timedelta(days=1),
        )


@require_http_methods(["GET", "POST"])
def unit_card(request: HttpRequest, hub: UUID, unit: UUID) -> HttpResponse:
    """Show a unit's licences, and put another on file."""
    actor, found, known = _scope(request, hub, unit)
    form = LicenceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_licence(
                actor=actor,
                hub_id=found.pk,
                unit_id=known.pk,
                facts=form.facts(),
                paper=upload_of(form.cleaned_data["paper"]),
                now=timezone.now(),
            )
        except (InvalidInputError, ConflictError) as error:
            form.add_error(None, message_for(error))
        else:
            tell(request, _("The licence is on file."))
            return redirect("desk:unit-card", hub=hub, unit=unit)
    today = oslo_date(timezone.now())
    context = {
        "hub": found,
        "unit": known,
        "form": form if may_buy_alcohol(known.kind) else None,
        "rows": [
            {
                "licence": licence,
                "what": LICENCE[licence.kind],
                "is_over": licence.valid_until <= today,
                "last_day": licence.valid_until - timedelta(days=1),
                "papers": _papers(hub, unit, licence),
            }
            for licence in list_licences(
                actor=actor, hub_id=found.pk, unit_id=known.pk
            ).prefetch_related("papers")
        ],
    }
    return render_page(request, "desk/unit_card.html", context)


@require_POST
def withdraw(request: HttpRequest, hub: UUID, unit: UUID, licence: UUID) -> HttpResponse:
    """Take a licence off the file."""
    actor, found, known = _scope(request, hub, unit)
    row = get_licence(actor=actor, hub_id=found.pk, unit_id=known.pk, public_id=licence)
    withdraw_licence(actor=actor, hub_id=found.pk, licence_id=row.pk, now=timezone.now())
    undo_url = request.path.replace("/withdraw/", "/restore/")
    tell(request, _("The licence is taken off. No alcohol is sold on it."), undo_url=undo_url)
    return redirect("desk:unit-card", hub=hub, unit=unit)


@require_POST
def restore(request: HttpRequest, hub: UUID, unit: UUID, licence: UUID) -> HttpResponse:
    """Put a licence back on file."""
    actor, found, known = _scope(request, hub, unit)
    row = get_licence(actor=actor, hub_id=found.pk, unit_id=known.pk, public_id=licence)
    restore_licence(actor=actor, hub_id=found.pk, licence_id=row.pk, now=timezone.now())
    tell(request, _("The licence is back on file."))
    return redirect("desk:unit-card", hub=hub, unit=unit)


@require_POST
def paper_put(request: HttpRequest, hub: UUID, unit: UUID, licence: UUID) -> HttpResponse:
    """Take a licence in as a file."""
    actor, found, known = _scope(request, hub, unit)
    row = get_licence(actor=actor, hub_id=found.pk, unit_id=known.pk, public_id=licence)
    form = PaperForm(request.POST, request.FILES)
    upload = form.upload() if form.is_valid() else None
    try:
        if upload is None:
            raise ScanUnreadableError  # told as any other file that is none
        put_licence_paper(
            actor=actor, hub_id=found.pk, licence_id=row.pk, paper=upload, now=timezone.now()
        )
    except InvalidInputError as error:
        tell(request, message_for(error), level=messages.ERROR)
    else:
        tell(request, _("The file is kept."))
    return redirect("desk:unit-card", hub=hub, unit=unit)


@require_POST
def paper_remove(request: HttpRequest, hub: UUID, unit: UUID, licence: UUID) -> HttpResponse:
    """Take a licence's file away."""
    actor, found, known = _scope(request, hub, unit)
    row = get_licence(actor=actor, hub_id=found.pk, unit_id=known.pk, public_id=licence)
    paper = remove_licence_paper(
        actor=actor, hub_id=found.pk, licence_id=row.pk, now=timezone.now()
    )
    if paper is not None:
        undo_url = _paper_url(hub, unit, "paper-restore", paper.public_id)
        tell(request, _("The file is taken away."), undo_url=undo_url)
    return redirect("desk:unit-card", hub=hub, unit=unit)


@require_POST
def paper_restore(request: HttpRequest, hub: UUID, unit: UUID, paper: UUID) -> HttpResponse:
    """Put an earlier file back."""
    actor, found, known = _scope(request, hub, unit)
    row = get_licence_paper(actor=actor, hub_id=found.pk, unit_id=known.pk, public_id=paper)
    restore_licence_paper(actor=actor, hub_id=found.pk, paper_id=row.pk, now=timezone.now())
    tell(request, _("The file is back."))
    return redirect("desk:unit-card", hub=hub, unit=unit)


@require_GET
def paper(request: HttpRequest, hub: UUID, unit: UUID, paper: UUID) -> HttpResponseBase:
    """Send a licence's file to those who may read it."""
    actor, found, known = _scope(request, hub, unit)
    row = get_licence_paper(actor=actor, hub_id=found.pk, unit_id=known.pk, public_id=paper)
    return send_paper(row.file, row.name)


def _papers(hub: UUID, unit: UUID, licence: BuyerLicence) -> Papers:
    scope = {"hub": hub, "unit": unit, "licence": licence.public_id}
    return papers_for_page(
        licence.papers.all(),
        put_url=reverse("desk:licence-paper-put", kwargs=scope),
        remove_url=reverse("desk:licence-paper-remove", kwargs=scope),
        url=lambda name, paper: _paper_url(hub, unit, name, paper),
    )


def _paper_url(hub: UUID, unit: UUID, name: str, paper: UUID) -> str:
    return reverse(f"desk:licence-{name}", kwargs={"hub": hub, "unit": unit, "paper": paper})


def _scope(request: HttpRequest, hub: UUID, unit: UUID) -> tuple[Actor, Hub, BuyerUnit]:
    """Return the unit an address names, for those who look after the hub's parties."""
    actor = actor_of(request)
    found = get_hub(actor=actor, public_id=hub)
    # Who may not know of the unit finds nothing; who does, but may not manage it, is refused.
    known = get_unit(actor=actor, hub_id=found.pk, public_id=unit)
    require(actor, Permission.MANAGE_PARTIES, hub_id=found.pk)
    return actor, found, known
