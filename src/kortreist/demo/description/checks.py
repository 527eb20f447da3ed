"""What must hold between the rows of a region, and between them and the registers."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from stdnum.no import orgnr

from kortreist.apps.registers.services.records import read_record
from kortreist.demo.description.packs import PACKS
from kortreist.demo.description.parts import Actor, Product, Reference, Region
from kortreist.kernel.quantity import Unit


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong: where it stands, and why it will not do."""

    file: str
    table: str
    field: str
    reason: str

    def __str__(self) -> str:
        where = ".".join(part for part in (self.table, self.field) if part)
        return ": ".join(part for part in (self.file, where, self.reason) if part)


@cache
def _municipality_of() -> Mapping[str, str]:
    return {row["code"]: row["municipality"] for row in read_record("postcodes").rows}


@cache
def _groups() -> frozenset[str]:
    return frozenset(row["code"] for row in read_record("food_groups").rows)


def find_faults(region: Region, origin: Mapping[tuple[str, str], str]) -> list[Fault]:
    """Return everything that does not hold; `origin` tells which file a row came from."""
    checks = (_actors, _codes, _references, _goods, _fees, _habits)
    written_in = {table: file for (table, _), file in origin.items()}
    return [
        Fault(
            origin.get((table, code), written_in.get(table, "")),
            f"{table} {code}".strip(),
            field,
            reason,
        )
        for check in checks
        for table, code, field, reason in check(region)
    ]


# Table, code, field, reason.
Found = Iterator[tuple[str, str, str, str]]


def _table_of(region: Region) -> Iterator[tuple[str, Actor]]:
    yield "hub", region.hub
    yield from (("team", actor) for actor in region.teams)
    yield from (("producer", actor) for actor in region.producers)
    yield from (("payer", actor) for actor in region.payers)
    yield from (("unit", actor) for actor in region.units)


def _actors(region: Region) -> Found:
    for table, actor in _table_of(region):
        for field, reason in _actor(actor):
            yield table, actor.code, field, reason
    numbers = Counter(actor.org_no for actor in region.actors if actor.org_no)
    numbers[region.demonstration.issuer_org_no] += 1
    for table, actor in _table_of(region):
        if numbers[actor.org_no] > 1:
            yield table, actor.code, "org_no", "is used twice"
    if not is_synthetic(region.demonstration.issuer_org_no):
        yield "demonstration", "", "issuer_org_no", "must be a synthetic number: 3…, mod 11"


def _actor(actor: Actor) -> Iterator[tuple[str, str]]:
    found = _municipality_of().get(actor.postcode)
    if found is None:
        yield "postcode", f"{actor.postcode} is no Norwegian postcode"
    elif found != actor.municipality:
        yield "postcode", f"{actor.postcode} lies in {found}, not in {actor.municipality}"
    yield from _example(actor) if actor.is_example else _real(actor)


def _example(actor: Actor) -> Iterator[tuple[str, str]]:
    if actor.org_no and not is_synthetic(actor.org_no):
        yield "org_no", "an example's number must be synthetic: 3…, mod 11"
    if actor.email and not actor.email.endswith(".example"):
        yield "email", "an example's address must end in .example"
    if "eksempel" not in actor.name.casefold():
        yield "name", "an example must say so: eksempel"
    if actor.facts or actor.place_source:
        yield "facts", "an example has no facts"


def _real(actor: Actor) -> Iterator[tuple[str, str]]:
    if actor.email:
        yield "email", "a real actor's address is not invented"
    if actor.org_no and is_synthetic(actor.org_no):
        yield "org_no", "a real actor's number is not invented"
    if not actor.facts:
        yield "facts", "a real actor is known by at least one sourced fact"


def is_synthetic(org_no: str) -> bool:
    """Whether a number is of the synthetic series (first digit 3) with a right check digit."""
    return org_no.startswith("3") and orgnr.is_valid(org_no)


def _codes(region: Region) -> Found:
    tables = {
        "producer": [producer.code for producer in region.producers],
        "product": [product.code for product in region.products],
        "payer": [payer.code for payer in region.payers],
        "unit": [unit.code for unit in region.units],
        "calendar": [calendar.code for calendar in region.calendars],
        "team": [team.code for team in region.teams],
        "person": [person.code for person in region.people],
    }
    for table, codes in tables.items():
        for code, times in Counter(codes).items():
            if times > 1:
                yield table, code, "code", "is used twice"
    packs = Counter(variant.code for variant in region.variants)
    for product in region.products:
        for variant in product.variants:
            if packs[variant.code] > 1:
                yield "product", product.code, "variants", f"{variant.code} is used twice"
    for table, field, values in (
        ("unit", "number", [unit.number for unit in region.units]),
        ("person", "email", [person.email for person in region.people]),
    ):
        for value, times in Counter(map(str, values)).items():
            if times > 1:
                yield table, "", field, f"{value} is used twice"


def _references(region: Region) -> Found:
    producers = {producer.code for producer in region.producers}
    rules = {payer.code: payer.reference for payer in region.payers}
    yield from _patterns(rules)
    calendars = {calendar.code for calendar in region.calendars}
    for product in region.products:
        if product.producer not in producers:
            yield "product", product.code, "producer", f"there is no {product.producer}"
    for unit in region.units:
        if unit.payer not in rules:
            yield "unit", unit.code, "payer", f"there is no {unit.payer}"
        if unit.calendar and unit.calendar not in calendars:
            yield "unit", unit.code, "calendar", f"there is no {unit.calendar}"
        rule = rules.get(unit.payer)
        if rule and not _fits(rule, unit.reference):
            yield "unit", unit.code, "reference", f"does not fit the payer's {rule.pattern}"
        if unit.closes <= unit.opens:
            yield "unit", unit.code, "closes", "must be after it opens"
    places = {
        "producer": producers,
        "buyer": {unit.code for unit in region.units},
        "packing_team": {team.code for team in region.teams},
    }
    for person in region.people:
        if person.at not in places.get(person.role, {region.hub.code}):
            yield "person", person.code, "at", f"a {person.role} is not at {person.at}"


def _patterns(rules: Mapping[str, Reference]) -> Found:
    for code, rule in rules.items():
        try:
            re.compile(rule.pattern)
        except re.error as error:
            yield "payer", code, "reference.pattern", f"is no regular expression: {error}"


def _fits(rule: Reference, reference: str) -> bool:
    try:
        return not (rule.pattern and reference) or bool(re.fullmatch(rule.pattern, reference))
    except re.error:
        return True


def _goods(region: Region) -> Found:
    real = {producer.code for producer in region.producers if not producer.is_example}
    for product in region.products:
        for field, reason in _product(product, is_real=product.producer in real):
            yield "product", product.code, field, reason
        for place, variant in enumerate(product.variants, start=1):
            where = f"variants.{place}"
            if variant.pack not in PACKS:
                yield "product", product.code, f"{where}.pack", f"there is no {variant.pack}"
            if variant.charge_by == "measured" and not variant.tolerance_bp:
                yield "product", product.code, f"{where}.tolerance_bp", "measured goods need one"
            if variant.charge_by == "measured" and variant.unit is not Unit.GRAM:
                yield "product", product.code, f"{where}.unit", "measured goods are in g"
            if (variant.unit is Unit.PIECE) is not bool(variant.weight_g):
                yield "product", product.code, f"{where}.weight_g", "goes with pieces only"


def _product(product: Product, *, is_real: bool) -> Iterator[tuple[str, str]]:
    if product.group not in _groups():
        yield "group", f"there is no group {product.group}"
    if product.is_organic and is_real and not product.source:
        yield "is_organic", "of a real producer only with a source"
    if product.is_alcohol and product.vat_class != "general":
        yield "vat_class", "alcohol is at the general rate"


def _fees(region: Region) -> Found:
    for fee in region.fees:
        is_percent = fee.basis == "percent"
        if bool(fee.rate_bp) is not is_percent or bool(fee.amount_ore) is is_percent:
            needed = "rate_bp" if is_percent else "amount_ore"
            yield "fee", "", "basis", f"{fee.basis} takes {needed}, and nothing else"


def _habits(region: Region) -> Found:
    described = [habit.kind for habit in region.habits]
    for kind in sorted({unit.kind for unit in region.units}):
        if described.count(kind) != 1:
            yield "habit", "", "kind", f"{kind} must be described once"
    for habit in region.habits:
        for least, most in (habit.lines, habit.line_ore_per_head, habit.pack_g):
            if least > most:
                yield "habit", "", habit.kind, "the least is above the most"
        for group in habit.groups:
            if group not in _groups():
                yield "habit", "", f"{habit.kind}.groups", f"there is no group {group}"
