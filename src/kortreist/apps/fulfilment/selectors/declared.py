"""What was declared of a lot when it came, and what has changed in the goods since."""

from dataclasses import dataclass

from kortreist.apps.catalogue.changes import sentences
from kortreist.apps.catalogue.reading import Reading
from kortreist.apps.catalogue.selectors.rules import Handling, handling_of
from kortreist.apps.fulfilment.models import Lot
from kortreist.kernel.periods import oslo_date


@dataclass(frozen=True, slots=True)
class LotFacts:
    """A lot's frozen declaration in words, and how warm it may be.

    `has_changed` says that the goods are declared otherwise now; `changes` what of that can make
    somebody ill.
    """

    reading: Reading | None
    has_changed: bool
    changes: tuple[str, ...]
    handling: Handling
    is_too_warm: bool


def facts_of_lot(lot: Lot) -> LotFacts:
    """Return what was declared of a lot from `trace.get_lot`, in one query."""
    product = lot.variant.product
    then, now = lot.declaration, product.declaration
    has_changed = then is not None and now is not None and then.pk != now.pk
    handling = handling_of(product, on=oslo_date(lot.received_at))
    limit, measured = handling.max_temperature_dc, lot.temperature_dc
    return LotFacts(
        reading=Reading(then.content) if then else None,
        has_changed=has_changed,
        changes=tuple(sentences(then.content, now.content)) if then and now else (),
        handling=handling,
        is_too_warm=limit is not None and measured is not None and measured > limit,
    )
