"""Writing a sheet's rows into a producer's goods, all at once: few questions, however many rows."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from kortreist.apps.actors.models import AuditEvent, Organisation
from kortreist.apps.actors.permissions import Actor
from kortreist.apps.actors.services.audit import event, record_many
from kortreist.apps.catalogue.locks import lock_goods
from kortreist.apps.catalogue.models import (
    Availability,
    Listing,
    PackKind,
    PackLevel,
    Product,
    ProductGroup,
    RowKind,
    SheetImport,
    SheetRow,
    Variant,
)
from kortreist.apps.catalogue.selectors.groups import GroupTree
from kortreist.apps.catalogue.services.declarations import declare_many
from kortreist.apps.catalogue.services.many import AT_ONCE, write_anew
from kortreist.apps.catalogue.services.search_words import write_words
from kortreist.apps.catalogue.sheets.columns import ON_DAY
from kortreist.apps.catalogue.sheets.entries import (
    DEFAULTS,
    LISTING_FIELDS,
    PALLET,
    PRODUCT_FIELDS,
    VARIANT_FIELDS,
    set_product,
    set_variant,
)
from kortreist.apps.catalogue.sheets.plan import names_of
from kortreist.apps.catalogue.wording import sort_key
from kortreist.kernel.periods import oslo_date

COLUMNS_OF_PRODUCT: Final = (
    "group",
    "name",
    "description",
    "origin",
    "ingredients",
    "storage",
    "vat_class",
    "is_alcohol",
    "alcohol_bp",
    "is_organic",
    "species",
    "treatment",
    "shelf_life_days",
    "lead_days",
    "allergens",
    "allergens_stated",
    "cereals",
    "nuts",
    "traces",
    "season_from_week",
    "season_until_week",
    "nutrition",
    "sort_key",
)
COLUMNS_OF_VARIANT: Final = (
    "name",
    "tolerance_bp",
    "order_multiple",
    "case_packs",
    "gtin",
    "producer_code",
)
# Of these the trail keeps that they changed, not what they said.
LONG: Final = frozenset({"description_nb", "ingredients_nb", "origin_nb"})


@dataclass(slots=True)
class Writing:
    """What is written, gathered row by row and then put down kind by kind."""

    sheet: SheetImport
    actor: Actor
    now: datetime
    groups: Mapping[str, int]
    tree: GroupTree
    products: dict[int, Product]
    variants: dict[int, Variant]
    listings: dict[int, Listing]
    days: dict[tuple[int, date], Availability]
    changed_products: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    changed_variants: dict[int, set[str]] = field(default_factory=dict)
    changed_listings: dict[int, set[str]] = field(default_factory=dict)
    # How many cases stand on a pallet; None takes the pallet away.
    pallets: dict[int, int | None] = field(default_factory=dict)
    new_products: dict[str, Product] = field(default_factory=dict)
    new_listings: list[Listing] = field(default_factory=list)
    new_days: list[Availability] = field(default_factory=list)
    changed_days: list[Availability] = field(default_factory=list)
    events: list[AuditEvent] = field(default_factory=list)

    @classmethod
    def begin(
        cls, sheet: SheetImport, rows: Collection[SheetRow], *, actor: Actor, now: datetime
    ) -> "Writing":
        """Lock all that the rows are about, and return it ready to be written."""
        products, variants, listings, days = lock_goods(
            hub_id=sheet.hub_id,
            product_ids={row.product_id for row in rows if row.product_id is not None},
            variant_ids={row.variant_id for row in rows if row.variant_id is not None},
        )
        groups = dict(ProductGroup.objects.values_list("code", "pk"))
        return cls(sheet, actor, now, groups, GroupTree.read(), products, variants, listings, days)

    def put_down(self, rows: Sequence[SheetRow]) -> None:
        """Write the rows' changes, their packs and products where those are new, and the trail."""
        added = [row for row in rows if row.kind == RowKind.NEW]
        changed = [row for row in rows if row.kind == RowKind.CHANGED]
        self._make_products(added)
        for row in rows:
            self._change_product(row)
        self._write_products()
        self._make_variants(added)
        for row in changed:
            self._change_variant(row)
        self._write_variants()
        for row in rows:
            self._change_listing(row)
            self._change_days(row)
        self._write_listings()
        self._write_days()
        write_anew(added, ["product", "variant", "makes_product"])
        record_many(self.events)

    def put_back(self, rows: Sequence[SheetRow]) -> None:
        """Write what rows say backwards, and archive what they brought."""
        for row in rows:
            self._change_product(row)
            if row.kind == RowKind.CHANGED:
                self._change_variant(row)
                self._change_listing(row)
                self._change_days(row)
        self._archive([row for row in rows if row.kind == RowKind.NEW])
        self._write_products()
        self._write_variants()
        self._write_listings()
        self._write_days()
        record_many(self.events)

    def _archive(self, rows: Sequence[SheetRow]) -> None:
        packs = {row.variant_id for row in rows if row.variant_id is not None}
        made = {row.product_id for row in rows if row.makes_product and row.product_id is not None}
        variants = [self.variants[pk] for pk in packs]
        products = [self.products[pk] for pk in made]
        gone: list[Product | Variant] = [*variants, *products]
        for archived in gone:
            archived.archived_at = self.now
            self._tell(f"catalogue.{archived._meta.model_name}.archived", archived)
        write_anew(variants, ["archived_at"])
        write_anew(products, ["archived_at"])
        for pk in packs & self.listings.keys():
            self.listings[pk].is_visible = False
            self.listings[pk].version += 1
            self.changed_listings[pk] = {"is_visible"}
        for word in (word for (pk, _), word in self.days.items() if pk in packs):
            word.packs, word.stated_at = 0, self.now
            self.changed_days.append(word)

    # products

    def _make_products(self, rows: Iterable[SheetRow]) -> None:
        for row in rows:
            if row.product_id is not None:
                continue
            key = names_of(row.values)[0]
            row.makes_product = key not in self.new_products
            product = self.new_products.setdefault(key, Product(producer_id=self.sheet.producer_id))
            set_product(product, (DEFAULTS if row.makes_product else {}) | row.values, self.groups)
            row.product = product

    def _change_product(self, row: SheetRow) -> None:
        changes = {name: row.changes[name][1] for name in row.changes if name in PRODUCT_FIELDS}
        if changes and row.product_id in self.products:
            set_product(self.products[row.product_id], changes, self.groups)
            self.changed_products[row.product_id].update(changes)

    def _write_products(self) -> None:
        added = list(self.new_products.values())
        changed = [self.products[pk] for pk in self.changed_products]
        producer = Organisation.objects.get(pk=self.sheet.producer_id)
        for product in (*added, *changed):
            product.producer = producer
            product.sort_key = sort_key(product.name)
        Product.objects.bulk_create(added, batch_size=AT_ONCE)
        write_anew(changed, COLUMNS_OF_PRODUCT)
        write_words([*added, *changed], on=oslo_date(self.now), tree=self.tree)
        declare_many([*added, *changed], now=self.now)
        for product in added:
            self._tell("catalogue.product.created", product)
        for pk, fields in self.changed_products.items():
            self._tell(
                "catalogue.product.changed", self.products[pk], params={"fields": sorted(fields)}
            )

    # packs

    def _make_variants(self, rows: Sequence[SheetRow]) -> None:
        variants = []
        for row in rows:
            known = self.products.get(row.product_id) if row.product_id else row.product
            variant = Variant(product=known)
            set_variant(variant, DEFAULTS | row.values)
            variants.append(variant)
        Variant.objects.bulk_create(variants, batch_size=AT_ONCE)
        for row, variant in zip(rows, variants, strict=True):
            # Only now they have their keys.
            row.variant_id, row.product_id = variant.pk, variant.product_id
            if row.values.get(PALLET):
                self.pallets[variant.pk] = row.values[PALLET]
            self._tell("catalogue.variant.added", variant, params={"product": row.product_id})
        self._write_levels(variants, is_new=True)

    def _change_variant(self, row: SheetRow) -> None:
        changes = {name: row.changes[name][1] for name in row.changes if name in VARIANT_FIELDS}
        if changes and row.variant_id is not None:
            set_variant(self.variants[row.variant_id], changes)
            self.changed_variants[row.variant_id] = set(changes)
            if PALLET in changes:
                self.pallets[row.variant_id] = changes[PALLET]
            before = {name: row.changes[name][0] for name in changes}
            variant = self.variants[row.variant_id]
            self._tell("catalogue.variant.changed", variant, before=before, after=changes)

    def _write_variants(self) -> None:
        write_anew([self.variants[pk] for pk in self.changed_variants], COLUMNS_OF_VARIANT)
        packed = {"gtin", "case_packs"}
        repacked = [pk for pk, fields in self.changed_variants.items() if fields & packed]
        self._write_levels([self.variants[pk] for pk in repacked], is_new=False)
        self._write_pallets()

    def _write_levels(self, variants: Sequence[Variant], *, is_new: bool) -> None:
        """Write what a piece and a case hold; what stands of cases and pallets beside stays."""
        if not is_new:
            ids = [variant.pk for variant in variants]
            old = PackLevel.objects.filter(variant__in=ids)
            cases = dict(old.filter(kind=PackKind.CASE).values_list("variant_id", "gtin"))
            old.exclude(kind=PackKind.PALLET).delete()
        else:
            cases = {}
        pieces = [
            PackLevel(variant=each, kind=PackKind.PIECE, holds=each.content_amount, gtin=each.gtin)
            for each in variants
        ]
        boxes = [
            PackLevel(
                variant=each,
                kind=PackKind.CASE,
                holds=each.case_packs,
                gtin=cases.get(each.pk, ""),
            )
            for each in variants
            if each.case_packs > 1
        ]
        PackLevel.objects.bulk_create([*pieces, *boxes], batch_size=AT_ONCE)

    def _write_pallets(self) -> None:
        old = PackLevel.objects.filter(variant__in=self.pallets, kind=PackKind.PALLET)
        gtins = dict(old.values_list("variant_id", "gtin"))
        old.delete()
        pallets = [
            PackLevel(variant_id=pk, kind=PackKind.PALLET, holds=holds, gtin=gtins.get(pk, ""))
            for pk, holds in self.pallets.items()
            if holds
        ]
        PackLevel.objects.bulk_create(pallets, batch_size=AT_ONCE)

    # what the hub pays, and what there is

    def _change_listing(self, row: SheetRow) -> None:
        changes = {name: row.changes[name][1] for name in row.changes if name in LISTING_FIELDS}
        if not changes or row.variant_id is None:
            return
        listing = self.listings.get(row.variant_id)
        if listing is None:
            if "price" not in changes:
                return
            listing = Listing(hub_id=self.sheet.hub_id, variant_id=row.variant_id)
            self.new_listings.append(listing)
        else:
            listing.version += 1
            self.changed_listings[row.variant_id] = set(changes)
        for name, column in LISTING_FIELDS.items():
            if changes.get(name) is not None:
                setattr(listing, column, changes[name])
        if changes.get("price", 0) is None:
            # It was not listed before; a listing that was seen is hidden, never taken away.
            listing.is_visible = False

    def _write_listings(self) -> None:
        Listing.objects.bulk_create(self.new_listings, batch_size=AT_ONCE)
        changed = [self.listings[pk] for pk in self.changed_listings]
        write_anew(changed, [*LISTING_FIELDS.values(), "version"])
        for listing in (*self.new_listings, *changed):
            after = {
                "producer_price_ore": listing.producer_price_ore,
                "is_visible": listing.is_visible,
            }
            params = {"variant": listing.variant_id}
            self._tell("catalogue.listing.set", listing, params=params, after=after)

    def _change_days(self, row: SheetRow) -> None:
        for name, (_, packs) in row.changes.items():
            if not name.startswith(ON_DAY) or row.variant_id is None:
                continue
            on = date.fromisoformat(name.removeprefix(ON_DAY))
            word = self.days.get((row.variant_id, on))
            if word is None:
                word = Availability(
                    hub_id=self.sheet.hub_id, variant_id=row.variant_id, delivery_day=on
                )
                self.new_days.append(word)
            else:
                self.changed_days.append(word)
            word.packs = int(packs or 0)
            word.stated_at = self.now

    def _write_days(self) -> None:
        Availability.objects.bulk_create(self.new_days, batch_size=AT_ONCE)
        write_anew(self.changed_days, ["packs", "stated_at"])
        for word in (*self.new_days, *self.changed_days):
            params = {"variant": word.variant_id, "day": word.delivery_day.isoformat()}
            after = {"packs": word.packs}
            self._tell("catalogue.availability.stated", word, params=params, after=after)

    def _tell(
        self,
        code: str,
        target: Product | Variant | Listing | Availability,
        *,
        params: Mapping[str, object] | None = None,
        before: Mapping[str, object] | None = None,
        after: Mapping[str, object] | None = None,
    ) -> None:
        self.events.append(
            event(
                self.actor,
                code,
                target,
                hub_id=self.sheet.hub_id,
                now=self.now,
                params={"sheet": self.sheet.pk} | dict(params or {}),
                before=before,
                after=after,
            )
        )
