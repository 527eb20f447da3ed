"""What a producer tells of one of its goods."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from kortreist.apps.catalogue import words
from kortreist.apps.catalogue.facts import ProductFacts, facts_of
from kortreist.apps.catalogue.models import NUTRIENTS, Product, Storage
from kortreist.apps.catalogue.web.fields import GramsField, GroupField
from kortreist.apps.registers.models import VatClass
from kortreist.apps.ui.content import LANGUAGE_NAMES
from kortreist.apps.ui.forms import PercentField

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

LANGUAGES = ("nb", "nn", "en", "sma")
# Bokmål is asked for first; the others are folded.
OTHERS = LANGUAGES[1:]
TEXTS = ("description", "ingredients", "origin", "story")
PLAIN = (
    "storage",
    "shelf_life_days",
    "lead_days",
    "species",
    "treatment",
    "is_alcohol",
    "alcohol_bp",
    "is_organic",
    "allergens",
    "allergens_stated",
    "cereals",
    "nuts",
    "traces",
    "not_for",
    "not_for_stated",
)


@dataclass(frozen=True, slots=True)
class Section:
    """Fields that belong together, folded unless they are needed now."""

    title: str | Promise
    fields: tuple[BoundField, ...]
    is_open: bool
    # The same texts in other languages, in which of them there are some, and whether to unfold.
    others: tuple[BoundField, ...] = ()
    written: str = ""
    is_other_wrong: bool = False


def _text(
    label: "StrPromise", rows: int = 3, help_text: "StrPromise | str" = ""
) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=1500,
        required=False,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def _several(label: "StrPromise", choices: dict[str, Promise]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=list(choices.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


def _one(label: "StrPromise", choices: dict[str, Promise]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=[("", _("Not that kind")), *choices.items()], required=False
    )


class ProductForm(forms.Form):
    """What a producer tells of something it makes; price and packs are agreed with the hub."""

    name_nb = forms.CharField(label=_("Name in bokmål"), max_length=100)
    name_nn = forms.CharField(label=_("Name in nynorsk"), max_length=100, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=100, required=False)
    name_sma = forms.CharField(label=_("Name in South Sámi"), max_length=100, required=False)
    group = GroupField(required=False)
    is_organic = forms.BooleanField(label=_("Organic"), required=False)

    ingredients_nb = _text(
        _("Ingredients"), help_text=_("The most first. Put stars around allergens: *milk*.")
    )
    allergens = _several(_("Allergens in it"), words.ALLERGEN)
    allergens_stated = forms.BooleanField(
        label=_("This is all; there are no other of the 14 allergens in it"), required=False
    )
    cereals = _several(_("If gluten: from which cereals?"), words.CEREAL)
    nuts = _several(_("If nuts: which ones?"), words.NUT)
    traces = _several(_("May contain traces of"), words.ALLERGEN)
    not_for = _several(_("Is any of this in it?"), words.NOT_FOR_QUESTION)
    not_for_stated = forms.BooleanField(
        label=_("This is all; nothing else of the list is in it"), required=False
    )

    storage = forms.ChoiceField(
        label=_("How cold it must be kept"), choices=list(words.STORAGE.items())
    )
    shelf_life_days = forms.IntegerField(
        label=_("How many days it keeps"), min_value=1, max_value=3650, required=False
    )
    lead_days = forms.IntegerField(
        label=_("How many days you need from order to delivery"),
        min_value=0,
        max_value=60,
        required=False,
    )
    species = _one(_("Of which animal"), words.SPECIES)
    treatment = _one(_("What was done with it"), words.TREATMENT)
    season_from = forms.IntegerField(
        label=_("Season from week"), min_value=1, max_value=53, required=False
    )
    season_until = forms.IntegerField(
        label=_("Season until week"), min_value=1, max_value=53, required=False
    )

    nutrition_per = forms.ChoiceField(
        label=_("The table is for"), choices=[("g", "100 g"), ("ml", "100 ml")], required=False
    )
    energy_kj = forms.IntegerField(label=_("Energy, kJ"), min_value=0, required=False)
    energy_kcal = forms.IntegerField(label=_("Energy, kcal"), min_value=0, required=False)
    fat_mg = GramsField(label=_("Fat, g"), required=False)
    saturates_mg = GramsField(label=_("Of which saturates, g"), required=False)
    carbohydrate_mg = GramsField(label=_("Carbohydrate, g"), required=False)
    sugars_mg = GramsField(label=_("Of which sugars, g"), required=False)
    protein_mg = GramsField(label=_("Protein, g"), required=False)
    salt_mg = GramsField(label=_("Salt, g"), required=False)

    description_nb = _text(_("A few words about it"))
    origin_nb = _text(_("Where it comes from"), rows=2)
    story_nb = _text(_("The story"), rows=5)

    is_alcohol = forms.BooleanField(label=_("It is alcohol"), required=False)
    alcohol_bp = PercentField(
        label=_("Strength in per cent of volume"),
        required=False,
        help_text=_("Alcohol is shown as plain facts only, to those who have a licence."),
    )

    SECTIONS = (
        (_("Name and kind"), ("name_nb", "group", "is_organic")),
        (
            _("Contents and allergens"),
            (
                "ingredients_nb",
                "allergens",
                "allergens_stated",
                "cereals",
                "nuts",
                "traces",
                "not_for",
                "not_for_stated",
            ),
        ),
        (
            _("Keeping and season"),
            (
                "storage",
                "shelf_life_days",
                "lead_days",
                "species",
                "treatment",
                "season_from",
                "season_until",
            ),
        ),
        (_("Nutrition"), ("nutrition_per", *NUTRIENTS)),
        (_("Words and origin"), ("description_nb", "origin_nb", "story_nb")),
        (_("Alcohol"), ("is_alcohol", "alcohol_bp")),
    )
    # What most have to fill in stands open; the rest is unfolded by who needs it.
    OPEN = 2

    # Whose texts are asked for in the other languages too.
    TRANSLATED = ("name", *TEXTS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # whatever Django's forms take
        super().__init__(*args, **kwargs)
        for name in TEXTS:
            for language in OTHERS:
                self.fields[f"{name}_{language}"] = self._translated(name, language)
        for name in self.TRANSLATED:
            for language in LANGUAGES:
                self.fields[f"{name}_{language}"].widget.attrs["lang"] = language

    @classmethod
    def initial_of(cls, product: Product) -> dict[str, Any]:  # Any: a form's initial values
        """Return what is known already."""
        known: dict[str, Any] = {name: getattr(product, name) for name in PLAIN}
        known |= {f"name_{language}": product.name.get(language, "") for language in LANGUAGES}
        known |= {
            f"{name}_{language}": getattr(product, name).get(language, "")
            for name in TEXTS
            for language in LANGUAGES
        }
        known |= {name: product.nutrition.get(name) for name in NUTRIENTS}
        return known | {
            "group": product.group.code,
            "nutrition_per": product.nutrition.get("per", "g"),
            "season_from": product.season_from_week,
            "season_until": product.season_until_week,
        }

    def sections(self) -> list[Section]:
        """Return the fields by what they are about."""
        return [
            self._section(title, names, is_open=place < self.OPEN)
            for place, (title, names) in enumerate(self.SECTIONS)
        ]

    def clean(self) -> dict[str, Any]:  # Any: cleaned values of any kind
        """Hold half tables and half seasons up to their sender."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if (typed.get("season_from") is None) != (typed.get("season_until") is None):
            self.add_error("season_until", ValidationError(_("Write both weeks, or none.")))
        missing = [name for name in NUTRIENTS if typed.get(name) is None]
        if missing and len(missing) < len(NUTRIENTS):
            for name in missing:
                self.add_error(
                    name, ValidationError(_("Fill in the whole table, or nothing of it."))
                )
        return typed

    def facts(self, product: Product) -> ProductFacts:
        """Return all that is known of the product, with what was typed."""
        typed = self.cleaned_data
        known = facts_of(product)
        names = {language: typed[f"name_{language}"] for language in LANGUAGES}
        texts = {
            name: dict(getattr(product, name))
            | {language: typed[f"{name}_{language}"] for language in LANGUAGES}
            for name in TEXTS
        }
        has_table = typed["energy_kj"] is not None
        table = {name: typed[name] for name in NUTRIENTS}
        weeks = (typed["season_from"], typed["season_until"])
        return replace(
            known,
            name=product.name | names,
            group=typed["group"] or known.group,
            **texts,
            storage=Storage(typed["storage"]),
            vat_class=_vat_class(known, is_alcohol=typed["is_alcohol"]),
            is_alcohol=typed["is_alcohol"],
            alcohol_bp=typed["alcohol_bp"],
            is_organic=typed["is_organic"],
            species=typed["species"],
            treatment=typed["treatment"],
            shelf_life_days=typed["shelf_life_days"],
            lead_days=typed["lead_days"] or 0,
            allergens=_stated(typed["allergens"], is_all=typed["allergens_stated"]),
            cereals=typed["cereals"],
            nuts=typed["nuts"],
            traces=typed["traces"],
            not_for=_stated(typed["not_for"], is_all=typed["not_for_stated"]),
            nutrition={"per": typed["nutrition_per"] or "g", **table} if has_table else {},
            season=(weeks[0], weeks[1]) if weeks[0] and weeks[1] else None,
        )

    def _section(self, title: str | Promise, names: tuple[str, ...], *, is_open: bool) -> Section:
        texts = [name[:-3] for name in names if name[:-3] in self.TRANSLATED]
        others = [f"{text}_{language}" for text in texts for language in OTHERS]
        written = [
            LANGUAGE_NAMES[language]
            for language in OTHERS
            if any(self[f"{text}_{language}"].value() for text in texts)
        ]
        is_other_wrong = self._is_wrong(others)
        return Section(
            title,
            tuple(self[name] for name in names),
            is_open or is_other_wrong or self._is_wrong(names),
            others=tuple(self[name] for name in others),
            written=", ".join(written),
            is_other_wrong=is_other_wrong,
        )

    def _translated(self, name: str, language: str) -> forms.CharField:
        there = self.fields[f"{name}_nb"]
        return _text(
            format_lazy("{} ({})", there.label, LANGUAGE_NAMES[language]),
            rows=there.widget.attrs["rows"],
        )

    def _is_wrong(self, names: Iterable[str]) -> bool:
        return any(name in self.errors for name in names)


def _stated(chosen: list[str], *, is_all: bool) -> list[str] | None:
    """Return what was ticked; None where nothing was, and nobody said that this is all."""
    return chosen if is_all or chosen else None


def _vat_class(known: ProductFacts, *, is_alcohol: bool) -> VatClass:
    if is_alcohol == known.is_alcohol:
        return known.vat_class
    return VatClass.GENERAL if is_alcohol else VatClass.FOOD
