"""The coordinator's log: what was sent to whom, what did not arrive, and sending it again."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kortreist.apps.actors.asking import actor_of
from kortreist.apps.actors.models import Hub
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.selectors.parties import get_hub
from kortreist.apps.messages import words
from kortreist.apps.messages.models import Channel, Kind, Message, MessageStatus
from kortreist.apps.messages.rendering import render
from kortreist.apps.messages.selectors.log import (
    PROBLEMS,
    LogFilter,
    get_message,
    list_faults,
    list_messages,
    open_fault_of,
)
from kortreist.apps.messages.services.faults import mend_fault
from kortreist.apps.messages.services.resending import resend_message
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page
from kortreist.kernel.errors import NotFoundError

PAGE = 50


@require_GET
def message_list(request: HttpRequest, hub: UUID) -> HttpResponse:
    """List what was sent, what waits and what did not arrive."""
    actor, found = _scope(request, hub)
    wanted = filter_from(request.GET)
    rows = list_messages(actor=actor, hub_id=found.pk, wanted=wanted)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "hub": found,
        "page": page,
        "rows": [_row(message) for message in page],
        "wanted": wanted,
        "faults": [
            (fault, words.fault_in_words(fault.code))
            for fault in list_faults(actor=actor, hub_id=found.pk)
        ],
        "statuses": [(value, status.word) for value, status in words.STATUS.items()],
        "channels": words.CHANNEL,
        "kinds": words.KIND,
    }
    return render_page(
        request, "messages/message_list.html", context, fragment="messages/_message_rows.html"
    )


@require_GET
def message_detail(request: HttpRequest, hub: UUID, message: UUID) -> HttpResponse:
    """Show one message as it was sent, and what went wrong with it."""
    actor, found = _scope(request, hub)
    mine = get_message(actor=actor, hub_id=found.pk, public_id=message)
    fault = open_fault_of(mine)
    context = {
        "hub": found,
        "row": _row(mine),
        "letter": render(mine),
        "fault": fault,
        "fault_text": words.fault_in_words(fault.code) if fault else "",
    }
    return render_page(request, "messages/message_detail.html", context)


@require_POST
def resend(request: HttpRequest, hub: UUID, message: UUID) -> HttpResponse:
    """Send a message again."""
    actor, found = _scope(request, hub)
    sent = resend_message(actor=actor, hub_id=found.pk, public_id=message, now=timezone.now())
    text = ngettext("It is sent again.", "It is sent again, to %(count)s addresses.", len(sent))
    tell(request, text % {"count": len(sent)})
    return redirect("messages:message-detail", hub=hub, message=message)


@require_POST
def mend(request: HttpRequest, hub: UUID, message: UUID) -> HttpResponse:
    """Take an address into use again."""
    actor, found = _scope(request, hub)
    fault = open_fault_of(get_message(actor=actor, hub_id=found.pk, public_id=message))
    if fault is None:
        raise NotFoundError
    mend_fault(actor=actor, hub_id=found.pk, fault_id=fault.pk, now=timezone.now())
    tell(request, _("The address is in use again."))
    return redirect("messages:message-detail", hub=hub, message=message)


def filter_from(query: QueryDict) -> LogFilter:
    """Return what is looked for; whatever is not understood does not matter."""
    status, channel, kind = (query.get(name, "") for name in ("status", "channel", "kind"))
    return LogFilter(
        status=status if status in {PROBLEMS, *MessageStatus.values} else "",
        channel=channel if channel in Channel.values else "",
        kind=kind if kind in Kind.values else "",
        unit=_uuid(query.get("unit", "")),
        producer=_uuid(query.get("producer", "")),
    )


def _scope(request: HttpRequest, hub: UUID) -> tuple[Actor, Hub]:
    actor = actor_of(request)
    found = get_hub(actor=actor, public_id=hub)
    require(actor, Permission.MANAGE_PARTIES, hub_id=found.pk)
    return actor, found


def _row(message: Message) -> dict[str, object]:
    return {
        "message": message,
        "kind": words.KIND[message.kind],
        "channel": words.CHANNEL[message.channel],
        "status": words.status_of(message),
        "mishap": words.mishap_of(message),
        "may_resend": message.status != MessageStatus.WAITING,
    }


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
