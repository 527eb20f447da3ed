"""From a sheet's rows to what each would do: read, matched, checked and held against what stands.

Nothing is written and nothing is locked; the same rows and the same goods give the same plan.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from kortreist.apps.catalogue.checks import check_product, check_variant
from kortreist.apps.catalogue.errors import (
    AllergensDisagreeError,
    CellBrokenError,
    CellMissingError,
    CellsMergedError,
    CodesDisagreeError,
    DayPassedError,
    FormulaWithoutValueError,
    GroupUnknownError,
    GtinTakenError,
    PackFixedError,
    PackUnclearError,
    RowsDisagreeError,
    RowTwiceError,
)
from kortreist.apps.catalogue.models import RowKind
from kortreist.apps.catalogue.sheets import entries
from kortreist.apps.catalogue.sheets.allergens import from_columns
from kortreist.apps.catalogue.sheets.amounts import price_per_unit, read_content
from kortreist.apps.catalogue.sheets.columns import ALLERGEN, ON_DAY, Heading, Part, column_of
from kortreist.apps.catalogue.sheets.plan import (
    KnownGoods,
    KnownPack,
    PlannedRow,
    Problem,
    Values,
    gtin_key,
    names_of,
    pack_names_of,
)
from kortreist.apps.catalogue.sheets.values import NOTHING
from kortreist.apps.catalogue.wording import fold
from kortreist.formats.sheets import Row, Table, cell_name
from kortreist.formats.sheets.tables import CELL_ERROR, FORMULA_WITHOUT_VALUE, MERGED
from kortreist.kernel.errors import DomainError
from kortreist.kernel.quantity import Unit

FAULTS: Final[dict[str, type[DomainError]]] = {
    FORMULA_WITHOUT_VALUE: FormulaWithoutValueError,
    CELL_ERROR: CellBrokenError,
    MERGED: CellsMergedError,
}
# What a pack holds and how it is charged: fixed, as orders and papers speak of it.
FIXED: Final = ("unit", "content_amount", "charge_by")
# Where a refusal of the whole is shown: the cell that it is most likely about.
ABOUT: Final = {
    "alcohol_not_said": "is_alcohol",
    "alcohol_tax": "vat_class",
    "allergen_unknown": "allergens",
    "codes_disagree": "producer_code",
    "content_missing": "name_nb",
    "group_unknown": "group",
    "gtin_invalid": "gtin",
    "gtin_taken": "gtin",
    "not_by_weight": "charge_by",
    "nutrition_invalid": "energy_kj",
    "pack_unclear": "pack_nb",
    "season_invalid": "season",
}
EVERYTHING: Final = "0"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a sheet is held against.

    Parameters
    ----------
    goods
        The producer's, as they stand.
    groups
        Codes of food groups by folded code and name.
    taken
        GTINs in 14 digits that are other producers'.
    today
        Availability for days before this is refused.
    """

    goods: KnownGoods
    groups: Mapping[str, str]
    taken: frozenset[str]
    today: date


@dataclass(slots=True)
class _Seen:
    """What earlier rows have said."""

    packs: dict[object, int] = field(default_factory=dict)
    products: dict[object, dict[str, tuple[object, int]]] = field(default_factory=dict)


def understand(
    table: Table, header: int, headings: Sequence[Heading], around: Surroundings
) -> Iterator[PlannedRow]:
    """Yield what each row below the headings would do."""
    seen = _Seen()
    used = [heading for heading in headings if heading.field]
    for row in table.rows[header + 1 :]:
        reading = _Reading(table, row, used, around)
        if reading.has_something:
            yield reading.plan(seen)


class _Reading:
    """One row while it is read."""

    def __init__(
        self, table: Table, row: Row, headings: Sequence[Heading], around: Surroundings
    ) -> None:
        self._table, self._row, self._around = table, row, around
        self._headings = {heading.field: heading for heading in headings}
        self._planned = PlannedRow(row.number)
        self._values: Values = self._planned.values
        self.has_something = any(
            row.cell(heading.index) or self._fault(heading) for heading in headings
        )

    def plan(self, seen: _Seen) -> PlannedRow:
        """Return what the row would do."""
        planned = self._planned
        self._read_cells()
        pack = self._match() if not planned.problems else None
        planned.name = self._name(pack)
        if not planned.problems:
            try:
                self._hold_against(pack, seen)
            except DomainError as error:
                self._refuse(ABOUT.get(error.code, ""), error)
        if planned.problems:
            planned.kind = RowKind.REFUSED
            planned.changes = {}
        return planned

    # reading

    def _read_cells(self) -> None:
        texts = {}
        for heading in self._headings.values():
            fault = self._fault(heading)
            if fault:
                self._refuse(heading.field, FAULTS[fault]())
            elif typed := self._row.cell(heading.index):
                texts[heading.field] = typed
        for name, typed in texts.items():
            if name != "content":
                self._read_cell(name, typed)
        is_clear = "unit" not in texts or "unit" in self._values
        if is_clear and ("content" in texts or "unit" in texts):
            self._read_content(texts.get("content", ""))
        self._settle_group()
        self._settle_days()

    def _read_cell(self, name: str, typed: str) -> None:
        kind = column_of(name).kind
        if typed in NOTHING and kind.can_be_taken_away:
            self._values[name] = kind.empty
            return
        try:
            self._values[name] = kind.parse(typed)
        except DomainError as error:
            self._refuse(name, error)

    def _read_content(self, typed: str) -> None:
        word = str(self._values.pop("unit", ""))
        try:
            unit, amount = read_content(typed, word)
        except CellMissingError as error:
            self._refuse("unit" if "unit" in self._headings else "content", error)
        except DomainError as error:
            self._refuse("content", error)
        else:
            self._values |= {"unit": unit.value, "content_amount": amount}

    def _settle_group(self) -> None:
        if "group" not in self._values:
            return
        called = str(self._values["group"])
        # By name, by code, or by both as exports have it: "1.4 Ost".
        groups = self._around.groups
        code = groups.get(fold(called)) or groups.get(called.split(" ", maxsplit=1)[0])
        if code is None:
            self._refuse("group", GroupUnknownError(group=called[:40]))
        else:
            self._values["group"] = code

    def _settle_days(self) -> None:
        day, packs = self._values.pop("day", None), self._values.pop("packs", None)
        if packs is not None and day is None:
            self._refuse("day" if "day" in self._headings else "packs", CellMissingError())
        elif packs is not None:
            self._values[f"{ON_DAY}{day}"] = packs
        for name in [each for each in self._values if each.startswith(ON_DAY)]:
            on = date.fromisoformat(name.removeprefix(ON_DAY))
            if on < self._around.today:
                self._refuse(name, DayPassedError(day=on))

    # matching

    def _match(self) -> KnownPack | None:
        """Return the pack that the row is of; None for a new one."""
        goods, values = self._around.goods, self._values
        gtin, code = str(values.get("gtin") or ""), str(values.get("producer_code") or "")
        by_gtin = goods.by_gtin.get(gtin_key(gtin)) if gtin else None
        by_code = goods.by_code.get(fold(code)) if code else None
        if by_gtin and by_code and by_gtin != by_code:
            self._refuse("producer_code", CodesDisagreeError())
        elif gtin and not by_gtin and gtin_key(gtin) in self._around.taken:
            self._refuse("gtin", GtinTakenError())
        return by_gtin or by_code or self._match_by_name(has_code=bool(gtin or code))

    def _match_by_name(self, *, has_code: bool) -> KnownPack | None:
        goods, values = self._around.goods, self._values
        product_id = goods.product_called(values)
        if product_id is None:
            return None
        self._planned.product_id = product_id
        packs = goods.pack_like(product_id, values)
        if has_code:
            # With another number than the row's it is another pack.
            packs = [pack for pack in packs if _may_be(pack, values)]
        if len(packs) > 1:
            self._refuse("pack_nb", PackUnclearError())
        return packs[0] if len(packs) == 1 else None

    # holding against what stands

    def _hold_against(self, pack: KnownPack | None, seen: _Seen) -> None:
        planned, values = self._planned, self._values
        self._require_once(pack, seen)
        stands: Values = {}
        if pack is not None:
            planned.variant_id, planned.product_id = pack.variant_id, pack.product_id
            stands = pack.values
        elif planned.product_id is not None:
            stands = self._around.goods.product_values[planned.product_id]
            stands = {name: stands[name] for name in stands if _part(name) is Part.PRODUCT}
        self._settle_price(stands)
        self._settle_allergens(stands)
        self._settle_traces(stands)
        self._agree_with_earlier(seen)
        planned.changes = {
            name: (stands.get(name), value)
            for name, value in values.items()
            if name not in stands or not _is_same(stands[name], value)
        }
        self._require_fixed(pack)
        if pack is None:
            self._require_enough()
        if planned.problems:
            return
        whole = entries.DEFAULTS | stands | values
        check_product(entries.product_facts(whole))
        check_variant(entries.variant_facts(whole))
        planned.kind = RowKind.NEW if pack is None else RowKind.CHANGED
        if pack is not None and not planned.changes:
            planned.kind = RowKind.UNCHANGED

    def _require_once(self, pack: KnownPack | None, seen: _Seen) -> None:
        keys = [pack.variant_id] if pack else self._keys()
        for key in keys:
            earlier = seen.packs.setdefault(key, self._row.number)
            if earlier != self._row.number:
                raise RowTwiceError(row=earlier)

    def _keys(self) -> list[object]:
        """Return what a new pack would be known by; no two rows may have one in common."""
        values = self._values
        keys: list[object] = []
        if gtin := values.get("gtin"):
            keys.append(("gtin", gtin_key(str(gtin))))
        if code := values.get("producer_code"):
            keys.append(("code", fold(str(code))))
        pack = (values.get("unit"), values.get("content_amount"), *sorted(pack_names_of(values)))
        # Of one name and size there may be several, each with a number of its own.
        return keys or [("name", *names_of(values)[:1], *pack)]

    def _settle_price(self, stands: Values) -> None:
        pack_price = self._values.pop("pack_price", None)
        if pack_price is None or "price" in self._values:
            return
        unit = self._values.get("unit") or stands.get("unit")
        content = self._values.get("content_amount") or stands.get("content_amount")
        if unit and content:
            price = price_per_unit(int(str(pack_price)), Unit(str(unit)), int(str(content)))
            self._values["price"] = price

    def _settle_allergens(self, stands: Values) -> None:
        """Make lists of what the columns of single allergens say."""
        said = {
            name.removeprefix(ALLERGEN): self._values.pop(name)
            for name in [each for each in self._values if each.startswith(ALLERGEN)]
        }
        columns = [each for each in self._headings if each.startswith(ALLERGEN)]
        if not said:
            return
        told = from_columns(
            said, covered={each.removeprefix(ALLERGEN) for each in columns}, stands=stands
        )
        for name, value in told.items():
            if self._values.setdefault(name, value) != value:
                self._refuse(name, AllergensDisagreeError())

    def _settle_traces(self, stands: Values) -> None:
        """Leave out of the traces what is in it anyway."""
        contains = self._values.get("allergens", stands.get("allergens")) or []
        traces = self._values.get("traces")
        if isinstance(traces, list) and isinstance(contains, list):
            self._values["traces"] = [each for each in traces if each not in contains]

    def _agree_with_earlier(self, seen: _Seen) -> None:
        planned = self._planned
        key: object = planned.product_id or tuple(names_of(self._values)[:1])
        said = seen.products.setdefault(key, {})
        for name, value in self._values.items():
            if _part(name) is not Part.PRODUCT:
                continue
            earlier, row = said.setdefault(name, (value, self._row.number))
            if earlier != value:
                self._refuse(name, RowsDisagreeError(row=row))

    def _require_fixed(self, pack: KnownPack | None) -> None:
        for name in FIXED if pack else ():
            if name in self._planned.changes:
                self._refuse("content" if name != "charge_by" else name, PackFixedError())
                return

    def _require_enough(self) -> None:
        if self._planned.product_id is None and not names_of(self._values):
            self._refuse("name_nb", CellMissingError())
        if "content_amount" not in self._values:
            self._refuse("content", CellMissingError())
        listed = any(_part(name) is Part.DAY for name in self._values)
        if listed and "price" not in self._values:
            self._refuse("price", CellMissingError())

    # telling

    def _name(self, pack: KnownPack | None) -> str:
        stands = pack.values if pack else {}
        for values in (self._values, stands):
            for name in ("name_nb", "name_nn", "name_en"):
                if values.get(name):
                    return str(values[name])[:300]
        return str(self._values.get("producer_code") or self._values.get("gtin") or "")[:300]

    def _fault(self, heading: Heading) -> str:
        return self._table.faults.get((self._row.number, heading.index + 1), "")

    def _refuse(self, name: str, error: DomainError) -> None:
        heading = self._headings.get(name)
        if heading is None and name.startswith(ON_DAY):
            heading = self._headings.get("day")
        column = heading.index + 1 if heading else 1
        self._planned.problems.append(
            Problem(
                cell=cell_name(self._row.number, column) if heading else "",
                heading=heading.heading if heading else "",
                typed=self._row.cell(column - 1)[:80] if heading else "",
                code=error.code,
                params=error.params,
            )
        )


def _part(name: str) -> Part:
    if name in {"unit", "content_amount"}:
        return Part.PACK
    return column_of(name).part


def _is_same(stands: object, value: object) -> bool:
    """Whether nothing differs but blanks, which no sheet keeps."""
    if isinstance(stands, str) and isinstance(value, str):
        return stands == value or stands.split() == value.split()
    return stands == value


def _may_be(pack: KnownPack, values: Values) -> bool:
    """Whether a pack has none of the numbers that a row has, or the same."""
    return all(
        not pack.values[name] or not values.get(name) or pack.values[name] == values[name]
        for name in ("gtin", "producer_code")
    )
