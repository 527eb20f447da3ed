"""The words that goods are found by."""

from django.db import models

from kortreist.apps.catalogue.models.goods import Product


class SearchWord(models.Model):
    """One word that leads to a product, with its stems; written by the services that write goods.

    Rows are only ever added and removed, never changed, so that the highest key tells whether
    anything is new.
    """

    product = models.ForeignKey(Product, models.CASCADE, related_name="words")
    word = models.CharField(max_length=60)
    # What is left without endings: as Norwegian has them, and as English has them.
    stem = models.CharField(max_length=60)
    stem_en = models.CharField(max_length=60)
    # Whether it is part of the goods' own name, and not of their producer's, group's or mark's.
    is_name = models.BooleanField()

    class Meta:
        ordering = ("id",)
        # All that is asked for stands in the index.
        indexes = (models.Index(fields=("word", "product", "is_name")),)
        constraints = (
            models.UniqueConstraint(fields=("product", "word"), name="search_word_once"),
        )

    def __str__(self) -> str:
        return f"{self.word} {self.product_id}"
