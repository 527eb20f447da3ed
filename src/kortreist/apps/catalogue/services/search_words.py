"""Writing the words that goods are found by."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from kortreist.apps.catalogue.mark_words import MARK_WORDS
from kortreist.apps.catalogue.models import Product, SearchWord
from kortreist.apps.catalogue.selectors.groups import GroupTree
from kortreist.apps.catalogue.selectors.marks import marks_of
from kortreist.apps.catalogue.stemming import stems_of, words_of

ORGANIC = "økologisk organic øko"
AT_ONCE = 1_000


def write_words(
    products: Sequence[Product], *, on: date, tree: GroupTree | None = None
) -> set[int]:
    """Bring the words of products up to date with all they are called; return whose changed.

    For services that have written the products, with their producers at hand, in the same
    transaction. Only differences are written.
    """
    tree = tree or GroupTree.read()
    if not products:
        return set()
    some, rest = products[:AT_ONCE], products[AT_ONCE:]
    return _write(some, on, tree) | write_words(rest, on=on, tree=tree)


def _write(products: Sequence[Product], on: date, tree: GroupTree) -> set[int]:
    ids = [product.pk for product in products]
    marks = marks_of(ids, on=on)
    has = _known(ids)
    gone: list[SearchWord] = []
    new: list[SearchWord] = []
    for product in products:
        called = [MARK_WORDS[each.mark] for each in marks.get(product.pk, ())]
        wanted = _words(product, tree, called)
        old = has.get(product.pk, {})
        gone += [row for word, row in old.items() if wanted.get(word) != row.is_name]
        new += [
            _row(product, word, is_name=is_name)
            for word, is_name in wanted.items()
            if word not in old or old[word].is_name != is_name
        ]
    SearchWord.objects.filter(pk__in=[row.pk for row in gone]).delete()
    SearchWord.objects.bulk_create(new, batch_size=AT_ONCE)
    return {row.product_id for row in (*gone, *new)}


def _known(ids: Collection[int]) -> dict[int, dict[str, SearchWord]]:
    found: dict[int, dict[str, SearchWord]] = {}
    for row in SearchWord.objects.filter(product__in=ids):
        found.setdefault(row.product_id, {})[row.word] = row
    return found


def _words(product: Product, tree: GroupTree, marks: Iterable[str]) -> Mapping[str, bool]:
    """Return a product's words, and whether each is part of its name."""
    groups = [text for group in tree.path_to(product.group_id) for text in group.name.values()]
    around = [product.producer.name, *groups, *marks, ORGANIC if product.is_organic else ""]
    found = dict.fromkeys((word for text in around for word in words_of(text)), False)
    return found | dict.fromkeys(
        (word for text in product.name.values() for word in words_of(text)), True
    )


def _row(product: Product, word: str, *, is_name: bool) -> SearchWord:
    stem, stem_en = stems_of(word)
    return SearchWord(product=product, word=word, stem=stem, stem_en=stem_en, is_name=is_name)
