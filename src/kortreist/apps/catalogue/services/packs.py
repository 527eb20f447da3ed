"""Writing the chain of packs: pieces in a case, cases on a pallet."""

from datetime import datetime

from django.db import transaction

from kortreist.apps.actors.permissions import Actor
from kortreist.apps.actors.selectors.parties import found
from kortreist.apps.actors.services.audit import record
from kortreist.apps.catalogue.checks import check_variant
from kortreist.apps.catalogue.errors import GoodsArchivedError
from kortreist.apps.catalogue.facts import VariantFacts, variant_facts_of
from kortreist.apps.catalogue.models import PackKind, PackLevel, Variant
from kortreist.apps.catalogue.services.rights import require_offering


def pack_levels(variant: Variant, facts: VariantFacts) -> list[PackLevel]:
    """Write a variant's levels anew from its facts; in the transaction of whoever wrote it."""
    chain = {
        PackKind.PIECE: (variant.content_amount, facts.gtin),
        PackKind.CASE: (facts.case_packs if facts.case_packs > 1 else 0, facts.case_gtin),
        PackKind.PALLET: (facts.pallet_cases, facts.pallet_gtin),
    }
    PackLevel.objects.filter(variant=variant).delete()
    return PackLevel.objects.bulk_create(
        PackLevel(variant=variant, kind=kind, holds=holds, gtin=gtin)
        for kind, (holds, gtin) in chain.items()
        if holds
    )


@transaction.atomic
def set_packs(
    *,
    actor: Actor,
    hub_id: int,
    variant_id: int,
    case_packs: int,
    pallet_cases: int,
    gtin: str = "",
    case_gtin: str = "",
    pallet_gtin: str = "",
    now: datetime,
) -> Variant:
    """Say how a variant is packed in cases and on pallets, and which GTINs stand on them.

    What one pack holds stays; that is another variant.

    Raises
    ------
    NotFoundError, NotPermittedError
        When the pack is none of the hub's producers', or the actor may not offer its goods.
    GoodsArchivedError
        When it is no longer made.
    GtinError, GtinTwiceError, PackChainError, AmountOutOfRangeError
        When a number cannot be right.
    """
    rows = Variant.objects.select_for_update(of=("self",)).select_related("product")
    variant = found(rows.filter(pk=variant_id).first())
    require_offering(actor, hub_id, variant.product, now)
    if variant.archived_at:
        raise GoodsArchivedError
    facts = variant_facts_of(
        variant,
        case_packs=case_packs,
        pallet_cases=pallet_cases,
        gtin=gtin.strip(),
        case_gtin=case_gtin.strip(),
        pallet_gtin=pallet_gtin.strip(),
    )
    check_variant(facts)
    before = {"case_packs": variant.case_packs, "gtin": variant.gtin}
    variant.case_packs, variant.gtin = facts.case_packs, facts.gtin
    variant.save(update_fields=["case_packs", "gtin"])
    levels = pack_levels(variant, facts)
    record(
        actor,
        "catalogue.variant.packed",
        variant,
        hub_id=hub_id,
        now=now,
        before=before,
        after={str(level.kind): [level.holds, level.gtin] for level in levels},
    )
    return variant
