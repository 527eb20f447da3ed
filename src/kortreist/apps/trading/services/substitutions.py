"""Offering a buyer something else for what there was too little of, and taking the answer.

Nothing is set aside for a proposal. The stock is taken when the buyer says yes, under the same lock
as when ordering: who comes first gets it, and the other is told what is left.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import QuerySet

from kortreist.apps.actors.permissions import Actor, Permission, require, require_system
from kortreist.apps.actors.services.audit import event, record, record_many
from kortreist.apps.trading.checks import require_suitable
from kortreist.apps.trading.errors import (
    AlreadyOnOrderError,
    NothingMissingError,
    OutOfStockError,
    ProducerNotComingError,
    QuantityOutOfRangeError,
    SubstitutionClosedError,
)
from kortreist.apps.trading.locks import (
    hold_cycle,
    lock_cycle,
    lock_open_substitutions,
    lock_order,
    lock_substitution,
)
from kortreist.apps.trading.models import (
    CycleStatus,
    Offer,
    OrderCycle,
    OrderLine,
    Substitution,
    SubstitutionOrigin,
    SubstitutionStatus,
)
from kortreist.apps.trading.quantities import MOST_PACKS, require_packs
from kortreist.apps.trading.selectors.substitutes import (
    Candidate,
    Pantry,
    cut_lines_of,
    missing_net_ore,
)
from kortreist.apps.trading.services.cycles import expect_status
from kortreist.apps.trading.services.instead import put_on_order, require_crates_open
from kortreist.kernel.errors import NotFoundError
from kortreist.kernel.periods import oslo_moment

# How long a buyer has to answer, unless the goods are on the road before.
ANSWER_WITHIN = timedelta(hours=6)


@transaction.atomic
def propose_substitutions(
    *,
    actor: Actor,
    hub_id: int,
    cycle_id: int,
    now: datetime,
    missing: Mapping[int, int] | None = None,
) -> list[Substitution]:
    """Offer each line that was cut the best of what is left, one proposal a line.

    By group, allergens, what suits the unit and the nearest price; what is offered to one line is
    not offered to the next as long as anything else is left. Lines that were asked before, and
    those that nothing fits, are left alone. Once more adds nothing.

    Parameters
    ----------
    missing
        Packs missing by line, for lines that were confirmed and did not come; the lines that the
        sharing-out cut are there in any case.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not share out at the hub.
    CycleStateError
        When the cycle has not been shared out.
    """
    require(actor, Permission.ALLOCATE, hub_id=hub_id)
    cycle = lock_cycle(hub_id=hub_id, cycle_id=cycle_id)
    expect_status(cycle, CycleStatus.ALLOCATED, CycleStatus.ORDERED)
    lines = _to_ask(cycle, missing or {})
    pantry = Pantry.of(
        cycle,
        {line.order_id for line, _ in lines},
        groups={line.variant.product.group_id for line, _ in lines},
    )
    made = []
    for line, packs in lines:
        best = next(iter(pantry.candidates(line, packs)), None)
        if best is not None:
            pantry.take(best)
            made.append(_proposal(cycle, line, packs, best, now=now))
    Substitution.objects.bulk_create(made, batch_size=500)
    _record(actor, "proposed", made, now)
    return made


@transaction.atomic
def propose_substitution(
    *,
    actor: Actor,
    hub_id: int,
    line_id: int,
    offer_id: int,
    count: int,
    now: datetime,
    missing: int | None = None,
    note: str = "",
) -> Substitution:
    """Offer a buyer so many packs of other goods; an earlier proposal for the line is taken back.

    Parameters
    ----------
    missing
        Packs that did not come, where the line was confirmed; left out, what it was cut.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not share out at the hub.
    NotFoundError
        When the line or the offer is not the hub's, or of another cycle.
    NothingMissingError, AlreadyOnOrderError, ProducerNotComingError
        When it would be no substitute.
    GoodsNotForUnitError, OutOfStockError, NotAMultipleError, QuantityOutOfRangeError
        When the buyer could not have it.
    """
    require(actor, Permission.ALLOCATE, hub_id=hub_id)
    line = _line(hub_id, line_id)
    cycle = lock_cycle(hub_id=hub_id, cycle_id=line.order.cycle_id)
    expect_status(cycle, CycleStatus.ALLOCATED, CycleStatus.ORDERED)
    packs = missing or line.ordered_count - (line.confirmed_count or 0)
    if packs <= 0:
        raise NothingMissingError
    pantry = Pantry.of(cycle, [line.order_id])
    offer = _offered(pantry, cycle, offer_id)
    if offer.pk in pantry.on_order.get(line.order_id, ()):
        raise AlreadyOnOrderError
    require_suitable(line.order.unit, offer.variant.product, on=cycle.delivery_day)
    _require_count(offer, count, left=pantry.left[offer.pk])
    _close(actor, line.substitutions.all(), SubstitutionStatus.WITHDRAWN, now)
    candidate = pantry.candidate(line, offer, count)
    made = _proposal(cycle, line, packs, candidate, now=now, note=note.strip())
    made.origin = SubstitutionOrigin.HUB
    made.save(force_insert=True)
    _record(actor, "proposed", [made], now)
    return made


@transaction.atomic
def accept_substitution(
    *,
    actor: Actor,
    hub_id: int,
    substitution_id: int,
    now: datetime,
    count: int | None = None,
) -> Substitution:
    """Say yes to what is offered instead: the stock is taken, and a line comes on the order.

    Saying yes again changes nothing.

    Parameters
    ----------
    count
        Fewer packs than were offered, where others have taken some.

    Raises
    ------
    NotFoundError
        When the proposal is not the actor's to know of.
    SubstitutionClosedError
        When it was answered otherwise, taken back, or its time is over.
    OutOfStockError
        When others have taken what was left (``left``).
    CratesClosedError, GoodsNotForUnitError, CreditLimitError
        When it cannot go with the order any more.
    """
    known = _known(actor, hub_id, substitution_id)
    cycle = hold_cycle(hub_id=hub_id, cycle_id=known.cycle_id)
    order = lock_order(hub_id=hub_id, order_id=known.line.order_id)
    proposal = lock_substitution(hub_id=hub_id, substitution_id=known.pk)
    if proposal.status == SubstitutionStatus.ACCEPTED:
        return proposal
    _require_open(proposal, now)
    expect_status(cycle, CycleStatus.ALLOCATED, CycleStatus.ORDERED)
    packs = proposal.count if count is None else count
    if not 0 < packs <= proposal.count:
        raise QuantityOutOfRangeError(most=proposal.count)
    offer = known.offer
    require_packs(packs, multiple=offer.variant.order_multiple)
    require_suitable(known.line.order.unit, offer.variant.product, on=cycle.delivery_day)
    if cycle.status == CycleStatus.ORDERED:
        require_crates_open(hub_id, [order.pk])
    proposal.new_line = put_on_order(
        cycle, order, offer, packs, instead_of=known.line, actor=actor, now=now
    )
    return _answer(proposal, SubstitutionStatus.ACCEPTED, actor=actor, now=now)


@transaction.atomic
def refuse_substitution(
    *, actor: Actor, hub_id: int, substitution_id: int, now: datetime
) -> Substitution:
    """Say no to what is offered instead. Saying no again changes nothing.

    Raises
    ------
    NotFoundError
        When the proposal is not the actor's to know of.
    SubstitutionClosedError
        When it was answered otherwise, taken back, or its time is over.
    """
    known = _known(actor, hub_id, substitution_id)
    lock_order(hub_id=hub_id, order_id=known.line.order_id)
    proposal = lock_substitution(hub_id=hub_id, substitution_id=known.pk)
    if proposal.status == SubstitutionStatus.REFUSED:
        return proposal
    _require_open(proposal, now)
    return _answer(proposal, SubstitutionStatus.REFUSED, actor=actor, now=now)


@transaction.atomic
def withdraw_substitution(
    *, actor: Actor, hub_id: int, substitution_id: int, now: datetime
) -> Substitution:
    """Take a proposal back that nobody has answered; once more changes nothing.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not share out at the hub.
    SubstitutionClosedError
        When it was answered.
    """
    require(actor, Permission.ALLOCATE, hub_id=hub_id)
    proposal = lock_substitution(hub_id=hub_id, substitution_id=substitution_id)
    if proposal.status == SubstitutionStatus.WITHDRAWN:
        return proposal
    if not proposal.is_open:
        raise SubstitutionClosedError(status=proposal.status)
    return _answer(proposal, SubstitutionStatus.WITHDRAWN, actor=actor, now=now)


@transaction.atomic
def expire_substitutions(*, actor: Actor, now: datetime) -> int:
    """Close every proposal whose time is over; return how many.

    Raises
    ------
    NotPermittedError
        When ``actor`` is not the product itself.
    """
    require_system(actor)
    late = Substitution.objects.filter(answer_by__lte=now)
    return _close(actor, late, SubstitutionStatus.EXPIRED, now)


def close_open_proposals(cycle: OrderCycle, *, actor: Actor, now: datetime) -> int:
    """Close what nobody answered before the purchase orders went; for the service that sends them.

    From then on there is only what was bought.
    """
    return _close(actor, cycle.substitutions.all(), SubstitutionStatus.EXPIRED, now)


def _to_ask(cycle: OrderCycle, missing: Mapping[int, int]) -> list[tuple[OrderLine, int]]:
    asked = set(
        cycle.substitutions.exclude(status=SubstitutionStatus.WITHDRAWN).values_list(
            "line_id", flat=True
        )
    )
    lines = {line.pk: line for line in cut_lines_of(cycle)}
    late = OrderLine.objects.filter(hub_id=cycle.hub_id, order__cycle=cycle, pk__in=missing.keys())
    for line in late.select_related("variant__product", "order__unit__payer").order_by("pk"):
        lines.setdefault(line.pk, line)
    rows = [
        (line, missing.get(pk) or line.ordered_count - (line.confirmed_count or 0))
        for pk, line in lines.items()
        if pk not in asked
    ]
    return [(line, packs) for line, packs in rows if packs > 0]


def _proposal(
    cycle: OrderCycle,
    line: OrderLine,
    missing: int,
    candidate: Candidate,
    *,
    now: datetime,
    note: str = "",
) -> Substitution:
    on_the_road = oslo_moment(cycle.delivery_day, time())
    latest = now + ANSWER_WITHIN
    return Substitution(
        hub_id=cycle.hub_id,
        cycle=cycle,
        line=line,
        missing_count=missing,
        offer=candidate.offer,
        count=candidate.count,
        net_ore=candidate.net_ore,
        instead_of_ore=missing_net_ore(line, missing),
        origin=SubstitutionOrigin.SAME_GROUP,
        note=note,
        proposed_at=now,
        answer_by=min(latest, on_the_road) if on_the_road > now else latest,
    )


def _line(hub_id: int, line_id: int) -> OrderLine:
    line = (
        OrderLine.objects.filter(hub_id=hub_id, pk=line_id)
        .select_related("variant__product", "order__unit__payer")
        .first()
    )
    if line is None:
        raise NotFoundError
    return line


def _offered(pantry: Pantry, cycle: OrderCycle, offer_id: int) -> Offer:
    offer = pantry.offers.get(offer_id)
    if offer is None:
        if Offer.objects.filter(cycle=cycle, pk=offer_id).exists():
            raise ProducerNotComingError
        raise NotFoundError
    return offer


def _require_count(offer: Offer, count: int, *, left: int) -> None:
    require_packs(count, multiple=offer.variant.order_multiple)
    if not count:
        raise QuantityOutOfRangeError(most=MOST_PACKS)
    if count > left:
        raise OutOfStockError(wanted=count, left=left, offer=offer.pk)


def _known(actor: Actor, hub_id: int, substitution_id: int) -> Substitution:
    proposal = (
        Substitution.objects.filter(hub_id=hub_id, pk=substitution_id)
        .select_related(
            "line__order__unit__payer",
            "line__variant__product",
            "offer__variant__product",
            "offer__producer__postcode__municipality",
        )
        .first()
    )
    if proposal is None:
        raise NotFoundError
    require(actor, Permission.ORDER, hub_id=hub_id, unit_id=proposal.line.order.unit_id)
    return proposal


def _require_open(proposal: Substitution, now: datetime) -> None:
    if not proposal.is_open or proposal.answer_by <= now:
        raise SubstitutionClosedError(status=proposal.status)


def _answer(
    proposal: Substitution, status: SubstitutionStatus, *, actor: Actor, now: datetime
) -> Substitution:
    proposal.status = status
    proposal.answered_at, proposal.answered_by = now, actor.name
    proposal.save(update_fields=["status", "answered_at", "answered_by", "new_line"])
    record(actor, f"trading.substitution.{status}", proposal, hub_id=proposal.hub_id, now=now)
    return proposal


def _close(
    actor: Actor, proposals: QuerySet[Substitution], status: SubstitutionStatus, now: datetime
) -> int:
    """Give all that are open among some proposals an end."""
    found = lock_open_substitutions(proposals)
    Substitution.objects.filter(pk__in=[row.pk for row in found]).update(
        status=status, answered_at=now, answered_by=actor.name
    )
    _record(actor, status.value, found, now)
    return len(found)


def _record(actor: Actor, code: str, rows: Sequence[Substitution], now: datetime) -> None:
    record_many(
        event(
            actor,
            f"trading.substitution.{code}",
            row,
            hub_id=row.hub_id,
            now=now,
            params={"line": row.line_id, "offer": row.offer_id, "packs": row.count},
        )
        for row in rows
    )
