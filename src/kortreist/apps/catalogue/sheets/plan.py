"""What a row is, once it is held against the goods there are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kortreist.apps.catalogue.models import RowKind
from kortreist.apps.catalogue.wording import fold

Values = dict[str, object]
Changes = dict[str, tuple[object, object]]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row is refused: the cell, what stands there, and the code of the reason."""

    cell: str
    heading: str
    typed: str
    code: str
    params: Mapping[str, object]

    def as_json(self) -> dict[str, object]:
        """Return it as it is kept with the row."""
        return {
            "cell": self.cell,
            "heading": self.heading,
            "typed": self.typed,
            "code": self.code,
            "params": {name: _plain(value) for name, value in self.params.items()},
        }


@dataclass(slots=True)
class PlannedRow:
    """One row of a sheet, and what taking it in would do."""

    number: int
    name: str = ""
    kind: RowKind = RowKind.REFUSED
    values: Values = field(default_factory=dict)
    changes: Changes = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    product_id: int | None = None
    variant_id: int | None = None


@dataclass(frozen=True, slots=True)
class KnownPack:
    """A pack as it stands, its product's facts and its price among the rest, by field."""

    variant_id: int
    product_id: int
    values: Values


class KnownGoods:
    """A producer's goods, found by what sheets call them."""

    def __init__(self, packs: Iterable[KnownPack], bare: Mapping[int, Values]) -> None:
        """Take packs, and products that have none."""
        self.by_gtin: dict[str, KnownPack] = {}
        self.by_code: dict[str, KnownPack] = {}
        self.of_product: dict[int, list[KnownPack]] = defaultdict(list)
        self.product_values: dict[int, Values] = dict(bare)
        self._products: dict[str, int] = {}
        for pack in packs:
            self._add(pack)
        for product_id, values in self.product_values.items():
            for name in names_of(values):
                self._products.setdefault(name, product_id)

    def product_called(self, values: Values) -> int | None:
        """Return the product that one of the row's names is of."""
        found = (self._products.get(name) for name in names_of(values))
        return next((product_id for product_id in found if product_id is not None), None)

    def pack_like(self, product_id: int, values: Values) -> list[KnownPack]:
        """Return the product's packs that a row may mean: all that it does not rule out."""
        packs = self.of_product[product_id]
        told = {name: values[name] for name in ("unit", "content_amount") if name in values}
        if told:
            packs = [pack for pack in packs if told.items() <= pack.values.items()]
        called = pack_names_of(values)
        if called and (len(packs) > 1 or not told):
            packs = [pack for pack in packs if called & pack_names_of(pack.values)]
        return packs

    def _add(self, pack: KnownPack) -> None:
        self.of_product[pack.product_id].append(pack)
        self.product_values.setdefault(pack.product_id, pack.values)
        if gtin := pack.values["gtin"]:
            self.by_gtin.setdefault(gtin_key(str(gtin)), pack)
        if code := pack.values["producer_code"]:
            self.by_code.setdefault(fold(str(code)), pack)


def names_of(values: Values) -> list[str]:
    """Return what a product is called, folded, in each language."""
    names = (str(values.get(f"name_{language}") or "") for language in ("nb", "nn", "en"))
    return [fold(name) for name in names if name]


def pack_names_of(values: Values) -> set[str]:
    """Return what a pack is called, folded, in each language."""
    names = (str(values.get(f"pack_{language}") or "") for language in ("nb", "nn", "en"))
    return {fold(name) for name in names if name}


def gtin_key(gtin: str) -> str:
    """Return a GTIN as 14 digits, so that the same number is the same however it is written."""
    return gtin.zfill(14)


def _plain(value: object) -> object:
    return value if isinstance(value, str | int | bool) or value is None else str(value)
