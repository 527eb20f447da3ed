"""The dated rules about goods: who they are not for, how cold they are kept, their marking."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kortreist.apps.actors.selectors.grants import in_force
from kortreist.apps.catalogue.models import HandlingRule, NotForRule, Product, Storage

# Norwegian food hygiene rules §§ 11-13 (Mattilsynet): perishable food and frozen food.
MOST_OF_STORAGE_DC = {Storage.CHILLED: 40, Storage.FROZEN: -180}


@dataclass(frozen=True, slots=True)
class Handling:
    """How warm goods may be at most, in tenths of a degree, and what must stand on them.

    Without a rule of its own the storage decides.
    """

    max_temperature_dc: int | None
    markings: tuple[str, ...] = ()
    rule: HandlingRule | None = None


def kinds_by_code(*, on: date) -> dict[str, set[str]]:
    """Return which kinds of units each mark keeps goods from on a day, in one query."""
    kinds: dict[str, set[str]] = {}
    rules = NotForRule.objects.filter(in_force(on))
    for code, kind in rules.values_list("code", "unit_kind"):
        kinds.setdefault(code, set()).add(kind)
    return kinds


def kinds_refused(codes: Iterable[str], *, on: date) -> list[str]:
    """Return which kinds of units goods with these marks are not for on a day, by name."""
    wanted = set(codes)
    kinds = kinds_by_code(on=on) if wanted else {}
    return sorted({kind for code in wanted for kind in kinds.get(code, ())})


def handling_of(product: Product, *, on: date) -> Handling:
    """Return the rule for a product's species and treatment on a day, else its storage's limit.

    Frozen goods are held to the freezer's limit, whatever they are.
    """
    return handlings_of([product], on=on)[product.pk]


def handlings_of(products: Iterable[Product], *, on: date) -> dict[int, Handling]:
    """Return `handling_of` for many products, by id, in at most one query."""
    products = list(products)
    treatments = {product.treatment for product in products if product.treatment}
    rules: list[HandlingRule] = []
    if treatments:
        in_use = HandlingRule.objects.filter(in_force(on), treatment__in=treatments)
        # The species' own rule comes before the one for all.
        rules = list(in_use.order_by("-species", "-valid_from"))
    return {product.pk: _handling(product, rules) for product in products}


def _handling(product: Product, rules: Iterable[HandlingRule]) -> Handling:
    by_storage = MOST_OF_STORAGE_DC.get(Storage(product.storage))
    fitting = (
        rule
        for rule in rules
        if rule.treatment == product.treatment and rule.species in ("", product.species)
    )
    rule = next(fitting, None)
    if rule is None:
        return Handling(by_storage)
    limits = [each for each in (by_storage, rule.max_temperature_dc) if each is not None]
    # What keeps on the shelf, as tins do, has no limit.
    limit = None if product.storage == Storage.AMBIENT else min(limits, default=None)
    return Handling(limit, tuple(rule.markings), rule)
