"""What the goods' pages send."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kortreist.apps.catalogue.facts import ProductFacts
from kortreist.apps.catalogue.models import ALLERGENS, Product, Storage
from kortreist.apps.catalogue.words import ALLERGEN
from kortreist.apps.registers.models import VatClass


class ProductForm(forms.Form):
    """What a producer tells of something it makes; price and packs are agreed with the hub."""

    name_nb = forms.CharField(label=_("Name in bokmål"), max_length=100)
    name_nn = forms.CharField(label=_("Name in nynorsk"), max_length=100, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=100, required=False)
    description_nb = forms.CharField(
        label=_("A few words about it"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    storage = forms.ChoiceField(
        label=_("How cold it must be kept"),
        choices=[
            (Storage.AMBIENT, _("On the shelf")),
            (Storage.CHILLED, _("Chilled")),
            (Storage.FROZEN, _("Frozen")),
        ],
    )
    is_organic = forms.BooleanField(label=_("Organic"), required=False)
    allergens = forms.MultipleChoiceField(
        label=_("Allergens in it"),
        choices=list(ALLERGEN.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    allergens_stated = forms.BooleanField(
        label=_("This is all; there are no other of the 14 allergens in it"), required=False
    )

    @classmethod
    def initial_of(cls, product: Product) -> dict[str, Any]:  # Any: a form's initial values
        """Return what is known already."""
        names = {f"name_{language}": product.name.get(language, "") for language in LANGUAGES}
        return names | {
            "description_nb": product.description.get("nb", ""),
            "storage": product.storage,
            "is_organic": product.is_organic,
            "allergens": product.allergens,
            "allergens_stated": product.allergens_stated,
        }

    def facts(self, product: Product) -> ProductFacts:
        """Return all that is known of the product, with what was typed."""
        typed = self.cleaned_data
        names = {language: typed[f"name_{language}"] for language in LANGUAGES}
        chosen = [each for each in ALLERGENS if each in typed["allergens"]]
        weeks = (product.season_from_week, product.season_until_week)
        return ProductFacts(
            name=product.name | names,
            group=product.group.code,
            description=dict(product.description) | {"nb": typed["description_nb"]},
            storage=Storage(typed["storage"]),
            vat_class=VatClass(product.vat_class),
            is_alcohol=product.is_alcohol,
            is_organic=typed["is_organic"],
            allergens=chosen if typed["allergens_stated"] or chosen else None,
            season=(weeks[0], weeks[1]) if weeks[0] and weeks[1] else None,
        )


LANGUAGES = ("nb", "nn", "en")
