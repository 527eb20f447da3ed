"""A kitchen says that it has read what changed in its goods."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kortreist.apps.actors.asking import actor_of
from kortreist.apps.actors.selectors.parties import get_hub, get_unit
from kortreist.apps.desk.services.declarations import note_seen
from kortreist.apps.ui.notices import tell


@require_POST
def seen(request: HttpRequest, hub: UUID, unit: UUID) -> HttpResponse:
    """Put the news away."""
    _note(request, hub, unit, is_seen=True)
    undo_url = reverse("desk:declarations-unseen", kwargs={"hub": hub, "unit": unit})
    tell(request, _("Noted. The goods' own pages say what is in them."), undo_url=undo_url)
    return redirect("desk:unit-home", hub=hub, unit=unit)


@require_POST
def unseen(request: HttpRequest, hub: UUID, unit: UUID) -> HttpResponse:
    """Bring the news back."""
    _note(request, hub, unit, is_seen=False)
    return redirect("desk:unit-home", hub=hub, unit=unit)


def _note(request: HttpRequest, hub: UUID, unit: UUID, *, is_seen: bool) -> None:
    actor = actor_of(request)
    found = get_hub(actor=actor, public_id=hub)
    mine = get_unit(actor=actor, hub_id=found.pk, public_id=unit)
    note_seen(actor=actor, hub_id=found.pk, unit_id=mine.pk, now=timezone.now(), is_seen=is_seen)
