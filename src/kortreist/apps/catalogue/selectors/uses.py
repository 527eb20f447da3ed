"""Whether anything hangs on goods, without knowing what hangs things on them."""

from collections.abc import Collection, Iterator

from django.db.models import ForeignObjectRel, Model

from kortreist.apps.catalogue.models import (
    Availability,
    Declaration,
    GoodsAlias,
    Listing,
    PackLevel,
    Product,
    SearchWord,
    SheetRow,
    Variant,
)

# What comes with goods, and goes with them.
OWN = frozenset(
    {
        Availability,
        Declaration,
        GoodsAlias,
        Listing,
        PackLevel,
        Product,
        SearchWord,
        SheetRow,
        Variant,
    }
)
AT_ONCE = 1000


def is_used(*, variant_ids: Collection[int], product_ids: Collection[int]) -> bool:
    """Whether a row of any other kind, in this room or above it, has a key to these goods.

    Rooms above are not known by name here: the keys that their tables have to this room's are,
    as the database knows them when it refuses to delete a row.
    """
    return any(
        _exists(model, ids)
        for model, ids in ((Variant, variant_ids), (Product, product_ids))
        if ids
    )


def _exists(model: type[Model], ids: Collection[int]) -> bool:
    in_turn = sorted(ids)
    return any(
        other._default_manager.filter(**{f"{name}__in": in_turn[first : first + AT_ONCE]}).exists()
        for other, name in _keys_to(model)
        for first in range(0, len(in_turn), AT_ONCE)
    )


def _keys_to(model: type[Model]) -> Iterator[tuple[type[Model], str]]:
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and relation.related_model not in OWN:
            yield relation.related_model, relation.field.name
