"""The log: what was told to whom, when and how, and the addresses that do not work."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from kortreist.apps.actors.models import BuyerUnit, Organisation
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.messages.models import AddressFault, Message, MessageStatus
from kortreist.apps.messages.phones import mobile_number
from kortreist.kernel.errors import NotFoundError

WENT_WRONG = Q(status__in=(MessageStatus.FAILED, MessageStatus.BOUNCED), resent_at__isnull=True)
PROBLEMS = "problems"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFilter:
    """What somebody looks for in the log; left out, it does not matter."""

    status: str = ""
    channel: str = ""
    kind: str = ""
    unit: UUID | None = None
    producer: UUID | None = None


def list_messages(
    *, actor: Actor, hub_id: int, wanted: LogFilter | None = None
) -> QuerySet[Message]:
    """Return a hub's messages, the latest first, for those who look after its parties.

    Raises
    ------
    NotFoundError, NotPermittedError
        When ``actor`` may not manage the hub's parties.
    """
    require(actor, Permission.MANAGE_PARTIES, hub_id=hub_id)
    messages = Message.objects.filter(hub_id=hub_id).order_by("-pk")
    wanted = wanted or LogFilter()
    if wanted.status == PROBLEMS:
        messages = messages.filter(WENT_WRONG)
    elif wanted.status:
        messages = messages.filter(status=wanted.status)
    if wanted.channel:
        messages = messages.filter(channel=wanted.channel)
    if wanted.kind:
        messages = messages.filter(kind=wanted.kind)
    if wanted.unit:
        messages = messages.filter(unit__public_id=wanted.unit)
    if wanted.producer:
        messages = messages.filter(organisation__public_id=wanted.producer)
    return messages.select_related("unit", "organisation", "person")


def get_message(*, actor: Actor, hub_id: int, public_id: UUID) -> Message:
    """Return one of a hub's messages.

    Raises
    ------
    NotFoundError, NotPermittedError
        When it is none of them, or ``actor`` may not manage the hub's parties.
    """
    rows = list_messages(actor=actor, hub_id=hub_id).select_related("hub")
    message = rows.filter(public_id=public_id).first()
    if message is None:
        raise NotFoundError
    return message


def count_problems(*, hub_id: int, since: datetime) -> int:
    """Return how many of a hub's messages did not arrive, and nobody has dealt with."""
    return Message.objects.filter(WENT_WRONG, hub_id=hub_id, made_at__gte=since).count()


def list_faults(*, actor: Actor, hub_id: int) -> list[AddressFault]:
    """Return the addresses that do not work and are still somebody's, the latest first.

    Raises
    ------
    NotFoundError, NotPermittedError
        When ``actor`` may not manage the hub's parties.
    """
    require(actor, Permission.MANAGE_PARTIES, hub_id=hub_id)
    return [fault for fault in _open_faults(hub_id) if _is_in_use(fault)]


def faults_of_unit(unit: BuyerUnit) -> list[AddressFault]:
    """Return what is wrong with a unit's own addresses, for those who may see the unit."""
    rows = _open_faults(unit.hub_id).filter(message__unit=unit)
    return [fault for fault in rows if _is_in_use(fault)]


def faults_of_producer(organisation: Organisation, *, hub_id: int) -> list[AddressFault]:
    """Return what is wrong with a producer's addresses, for those who may see the producer."""
    rows = _open_faults(hub_id).filter(message__organisation=organisation)
    return [fault for fault in rows if _is_in_use(fault)]


def open_fault_of(message: Message) -> AddressFault | None:
    """Return what is wrong with the address that a message was sent to, if anything is."""
    return AddressFault.objects.filter(
        hub_id=message.hub_id,
        channel=message.channel,
        address=message.address.casefold(),
        mended_at__isnull=True,
    ).first()


def _open_faults(hub_id: int) -> QuerySet[AddressFault]:
    return AddressFault.objects.filter(hub_id=hub_id, mended_at__isnull=True).select_related(
        "message__unit", "message__organisation", "message__person__user"
    )


def _is_in_use(fault: AddressFault) -> bool:
    """Whether whoever had the address still has it: a corrected one is no trouble any more."""
    message = fault.message
    if message.person:
        known = [message.person.user.email if message.person.user else "", message.person.phone]
    elif party := message.unit or message.organisation:
        known = [party.email, party.phone]
    else:
        return True
    return any(_same(fault.address, each) for each in known if each)


def _same(address: str, known: str) -> bool:
    return address in {known.casefold(), mobile_number(known)}
