"""Seeded chance: what scales, kitchens and boxes would have shown, always the same."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

from kortreist.demo.description import Variant

Thing = TypeVar("Thing")

# How much of a pack's tolerance its weight tends to use up; beyond it the buyer is asked.
USED_BP = 6_000
# What meat and fish lose between the scale at goods-in and the one at packing.
DRIP_BP = (30, 120)


def stream(*names: object) -> Random:
    """Return a source of chance of its own for what the names name."""
    return Random(":".join(map(str, names)))  # noqa: S311 — a demonstration, nothing secret


def pack_weights(variant: Variant, count: int, random: Random) -> list[int]:
    """Return what each of so many packs weighs in grams, around what a pack usually does."""
    span = variant.content_amount * variant.tolerance_bp * USED_BP // 100_000_000
    return [variant.content_amount + random.randint(-span, span) for _ in range(count)]


def too_heavy(variant: Variant) -> int:
    """Return what a pack weighs that the buyer must be asked about."""
    over_bp = variant.tolerance_bp + max(variant.tolerance_bp // 2, 500)
    return variant.content_amount + variant.content_amount * over_bp // 10_000


def after_drip(grams: int, random: Random) -> int:
    """Return what is left of a weight at packing."""
    return max(1, grams - grams * random.randint(*DRIP_BP) // 10_000)


def pick(things: Sequence[Thing], random: Random) -> Thing | None:
    """Return one of the things, or None when there are none."""
    return random.choice(things) if things else None
