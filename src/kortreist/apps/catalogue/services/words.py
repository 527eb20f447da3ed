"""The words producers use for their goods, kept so that a notice is read better the next time."""

from collections.abc import Mapping

from django.db import transaction

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.catalogue.models import GoodsAlias, Variant

MOST_WORDS = 200


@transaction.atomic
def learn_words(*, actor: Actor, hub_id: int, producer_id: int, words: Mapping[str, int]) -> int:
    """Remember what a producer meant by some words; the latest meaning counts.

    Only for the producer's own goods, and only so many words; return how many were kept.

    Raises
    ------
    NotFoundError, NotPermittedError
        When the producer is not the actor's to speak for.
    """
    require(actor, Permission.OFFER_GOODS, hub_id=hub_id, organisation_id=producer_id)
    own = set(
        Variant.objects.filter(
            pk__in=set(words.values()), product__producer_id=producer_id
        ).values_list("pk", flat=True)
    )
    room = MOST_WORDS - GoodsAlias.objects.filter(producer_id=producer_id).count()
    kept = 0
    for said, variant_id in words.items():
        word = " ".join(said.casefold().split())[:60]
        if not word or variant_id not in own or kept >= room:
            continue
        GoodsAlias.objects.update_or_create(
            producer_id=producer_id, word=word, defaults={"variant_id": variant_id}
        )
        kept += 1
    return kept
