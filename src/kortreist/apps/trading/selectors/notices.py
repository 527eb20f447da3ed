"""Reading a producer's notice against what it sells and the rounds there are to fill."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.catalogue.models import GoodsAlias, Listing, Variant
from kortreist.apps.trading.models import OrderCycle
from kortreist.apps.trading.selectors.week import packs_last_time
from kortreist.engines.notices import Goods, Notice, Proposal, Remark, read_notice
from kortreist.kernel.quantity import Unit

MOST_GOODS = 2000
LONGEST_WORD = 100


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One proposal, with the goods and rounds it is about."""

    variant: Variant
    alternatives: tuple[Variant, ...]
    cycles: tuple[OrderCycle, ...]
    proposal: Proposal

    @property
    def is_doubtful(self) -> bool:
        """Whether the reader should look twice at the goods themselves."""
        return Remark.UNSURE in self.proposal.remarks

    @property
    def choices(self) -> tuple[Variant, ...]:
        """What it may mean, likeliest first."""
        return (self.variant, *self.alternatives)


@dataclass(frozen=True, slots=True)
class ReadNotice:
    """What was understood of a notice, and what was not."""

    rows: tuple[ReadRow, ...]
    not_understood: tuple[str, ...]
    is_same_as_last: bool


def read_producer_notice(
    *,
    actor: Actor,
    hub_id: int,
    producer_id: int,
    text: str,
    cycles: Sequence[OrderCycle],
    today: date,
) -> ReadNotice:
    """Return what a notice means for the rounds that can be filled; nothing is written.

    Parameters
    ----------
    cycles
        First delivery first; of two on one day the first is meant.

    Raises
    ------
    NotFoundError, NotPermittedError
        When the producer is not the actor's to speak for.
    """
    require(actor, Permission.OFFER_GOODS, hub_id=hub_id, organisation_id=producer_id)
    by_day: dict[date, OrderCycle] = {}
    for cycle in cycles:
        by_day.setdefault(cycle.delivery_day, cycle)
    variants = _variants(hub_id, producer_id)
    goods = _goods(producer_id, variants, _usual(hub_id, producer_id, cycles), text)
    reading = read_notice(Notice(text[:1000], today, tuple(sorted(by_day)), goods))
    rows = [
        ReadRow(
            variant=variants[proposal.goods_id],
            alternatives=tuple(variants[pk] for pk in proposal.alternatives),
            cycles=tuple(by_day[day] for day in proposal.days),
            proposal=proposal,
        )
        for proposal in reading.proposals
    ]
    return ReadNotice(tuple(rows), reading.not_understood, reading.is_same_as_last)


def _variants(hub_id: int, producer_id: int) -> dict[int, Variant]:
    listings = Listing.objects.filter(
        hub_id=hub_id,
        is_visible=True,
        variant__archived_at__isnull=True,
        variant__product__archived_at__isnull=True,
        variant__product__producer_id=producer_id,
    )
    rows = listings.select_related("variant__product").order_by("variant_id")[:MOST_GOODS]
    return {listing.variant_id: listing.variant for listing in rows}


def _usual(hub_id: int, producer_id: int, cycles: Sequence[OrderCycle]) -> set[int]:
    """Return what the producer had last time: of goods alike these are meant first."""
    if not cycles:
        return set()
    return set(packs_last_time(hub_id=hub_id, producer_id=producer_id, cycle=cycles[0]))


def _goods(
    producer_id: int, variants: dict[int, Variant], usual: set[int], text: str
) -> tuple[Goods, ...]:
    """Return the goods, of those alike first what the producer meant by these words before."""
    own_words: dict[int, list[str]] = defaultdict(list)
    for alias in GoodsAlias.objects.filter(producer_id=producer_id, variant_id__in=variants):
        own_words[alias.variant_id].append(alias.word)
    lowered = text.casefold()
    meant = {pk for pk, words in own_words.items() if any(word in lowered for word in words)}
    ordered = sorted(
        variants.values(), key=lambda row: (row.pk not in meant, row.pk not in usual, row.pk)
    )
    return tuple(
        Goods(
            goods_id=variant.pk,
            names=_texts(variant.product.name) + tuple(own_words[variant.pk][:20]),
            packs=_texts(variant.name),
            unit=Unit(variant.unit),
            content_amount=variant.content_amount,
        )
        for variant in ordered
    )


def _texts(content: dict[str, str]) -> tuple[str, ...]:
    return tuple(str(text)[:LONGEST_WORD] for text in content.values() if text)
