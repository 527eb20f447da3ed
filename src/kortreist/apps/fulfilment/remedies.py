"""Which remedy fits what was wrong: a suggestion from the facts alone, for somebody to choose by.

How much too warm goods can have been and still be used is the hub's own judgement (its internal
control); the steps here are what is suggested until somebody decides otherwise.
"""

from dataclasses import dataclass
from typing import Final

from kortreist.apps.catalogue.models import Storage
from kortreist.apps.fulfilment.models import DeviationKind, DeviationStage, Remedy

# Up to so many tenths of a degree over the limit, the mildest first; beyond the last, away with it.
WARM_STEPS: Final[dict[str, tuple[tuple[int, Remedy], ...]]] = {
    Storage.CHILLED: ((20, Remedy.USE_FIRST), (50, Remedy.HOLD)),
    # Deep-frozen goods may be up to 3 °C warmer for a short while in local distribution.
    Storage.FROZEN: ((30, Remedy.ACCEPT), (80, Remedy.HOLD)),
    Storage.AMBIENT: ((50, Remedy.USE_FIRST), (100, Remedy.HOLD)),
}
ALWAYS: Final[dict[str, Remedy]] = {
    DeviationKind.OVER: Remedy.ACCEPT,
    DeviationKind.LATE: Remedy.ACCEPT,
    DeviationKind.SHORT_DATED: Remedy.USE_FIRST,
    DeviationKind.REFUSED: Remedy.HOLD,
    DeviationKind.NOBODY_THERE: Remedy.BRING_AGAIN,
    DeviationKind.OTHER: Remedy.ACCEPT,
}
LACKING: Final = frozenset({DeviationKind.SHORT, DeviationKind.MISSING})


@dataclass(frozen=True, slots=True)
class Wrong:
    """What was wrong, as far as a suggestion depends on it.

    Parameters
    ----------
    over_dc
        How far over the limit, in tenths of a degree.
    """

    kind: str
    stage: str
    storage: str = Storage.AMBIENT
    over_dc: int = 0


def suggest(wrong: Wrong) -> Remedy:
    """Return what is suggested to be done."""
    if wrong.kind == DeviationKind.WARM:
        return _of_warm(wrong)
    if wrong.kind in LACKING:
        is_early = wrong.stage == DeviationStage.GOODS_IN
        return Remedy.ASK_PRODUCER if is_early else Remedy.TELL_BUYER
    if wrong.kind == DeviationKind.EXPIRED:
        return Remedy.HOLD if wrong.stage == DeviationStage.GOODS_IN else _away(wrong)
    if wrong.kind in {DeviationKind.DAMAGED, DeviationKind.WRONG_GOODS}:
        return _away(wrong)
    return ALWAYS[wrong.kind]


def _of_warm(wrong: Wrong) -> Remedy:
    if wrong.over_dc <= 0:
        return Remedy.ACCEPT
    steps = WARM_STEPS[wrong.storage]
    return next((remedy for most, remedy in steps if wrong.over_dc <= most), _away(wrong))


def _away(wrong: Wrong) -> Remedy:
    """Return how goods that nobody should get leave: back, thrown away, or brought anew."""
    if wrong.stage == DeviationStage.GOODS_IN:
        return Remedy.RETURN
    return Remedy.WRITE_OFF if wrong.stage == DeviationStage.STORAGE else Remedy.BRING_AGAIN
