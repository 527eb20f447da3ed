"""What the goods' pages send."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from kortreist.apps.actors.models import Organisation
from kortreist.apps.catalogue.models import Listing, Storage
from kortreist.apps.catalogue.price_rules import PriceRule
from kortreist.apps.catalogue.selectors.wanted import Wanted
from kortreist.apps.catalogue.services.listings import MOST_PRICE_ORE
from kortreist.apps.catalogue.sheets.columns import BY_FIELD, COLUMNS
from kortreist.apps.catalogue.sheets.showing import label_of
from kortreist.apps.catalogue.words import goods_name
from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.forms import KrField
from kortreist.apps.ui.parsing import parse_kr, parse_percent
from kortreist.formats.sheets import MOST_BYTES, SheetTooLargeError, column_letters
from kortreist.kernel.errors import InvalidInputError


class SheetForm(forms.Form):
    """A file of goods, prices or availability."""

    file = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_(
            "An xlsx or csv file. You see what it would change before anything is changed."
        ),
        max_length=200,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )

    def clean_file(self) -> "UploadedFile[Any]":  # Any: of whatever kind
        """Refuse what is larger than any sheet of goods."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            error = SheetTooLargeError(most=MOST_BYTES // 1_000_000)
            raise ValidationError(message_for(error))
        return file


class ColumnsForm(forms.Form):
    """What each column of a sheet is."""

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        columns: Sequence[Mapping[str, Any]],  # Any: JSON
    ) -> None:
        super().__init__(data)
        self._columns = columns
        known = [("", _("not used"))] + [(each.field, label_of(each.field)) for each in COLUMNS]
        for column in columns:
            field = column["field"]
            choices = known if is_known(field) else [*known, (field, label_of(field))]
            self.fields[f"column_{column['index']}"] = forms.ChoiceField(
                label=column["heading"] or column_letters(column["index"] + 1),
                choices=choices,
                initial=field,
                required=False,
                help_text=escape(" · ".join(column["samples"])),
            )

    def clean(self) -> dict[str, Any]:  # Any: as forms have it
        """Refuse two columns that are the same thing."""
        typed = super().clean() or self.cleaned_data
        said = [field for field in typed.values() if field]
        for name, field in list(typed.items()):
            if field and said.count(field) > 1:
                self.add_error(name, _("Another column is this too. Choose one of them."))
        return typed

    def fields_said(self) -> dict[int, str]:
        """Return the field of each column, by its place."""
        return {
            column["index"]: self.cleaned_data.get(f"column_{column['index']}", "")
            for column in self._columns
        }


def is_known(field: str) -> bool:
    """Whether a field is among those that can always be chosen."""
    return not field or field in BY_FIELD


class PriceChoiceForm(forms.Form):
    """Which goods' prices are meant."""

    q = forms.CharField(label=_("Words"), required=False, max_length=100)
    producer = forms.ChoiceField(label=_("Producer"), required=False)
    storage = forms.ChoiceField(
        label=_("How cold it must be kept"),
        required=False,
        choices=[
            ("", _("all")),
            (Storage.AMBIENT, _("On the shelf")),
            (Storage.CHILLED, _("Chilled")),
            (Storage.FROZEN, _("Frozen")),
        ],
    )

    def __init__(self, data: QueryDict | None = None, *, producers: Sequence[Organisation]) -> None:
        super().__init__(data)
        choices = [(str(each.public_id), each.name) for each in producers]
        self.fields["producer"].choices = [("", _("all")), *choices]  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """Return what was chosen; everything where nothing was, or not understood."""
        if not self.is_valid():
            return Wanted()
        chosen = self.cleaned_data
        return Wanted(
            text=chosen["q"].replace("\0", ""),
            storage=chosen["storage"],
            producer=UUID(chosen["producer"]) if chosen["producer"] else None,
        )


class PriceRuleForm(forms.Form):
    """By how much prices change."""

    percent = forms.CharField(
        label=_("Per cent"),
        required=False,
        help_text=_("3 is dearer, -3 is cheaper."),
        widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"}),
    )
    kroner = forms.CharField(
        label=_("Kroner beside that"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"}),
    )
    round_to_ore = forms.TypedChoiceField(
        label=_("Rounded to"),
        coerce=int,
        initial=10,
        choices=[(1, _("1 øre")), (10, _("10 øre")), (50, _("50 øre")), (100, _("1 krone"))],
    )

    def clean_percent(self) -> int:
        """Return basis points, below zero for cheaper."""
        return _signed(self.cleaned_data["percent"], lambda text: parse_percent(text, most=100_000))

    def clean_kroner(self) -> int:
        """Return øre, below zero for cheaper."""
        return _signed(self.cleaned_data["kroner"], lambda text: parse_kr(text, most=1_000_000))

    def rule(self) -> PriceRule:
        """Return what was typed."""
        typed = self.cleaned_data
        return PriceRule(typed["percent"], typed["kroner"], typed["round_to_ore"])


class TypedPricesForm(forms.Form):
    """A new price for each listing of a page, by the keyboard alone."""

    def __init__(self, data: QueryDict | None = None, *, listings: Iterable[Listing]) -> None:
        super().__init__(data)
        self._listings = list(listings)
        for listing in self._listings:
            name = goods_name(listing.variant)
            self.fields[f"price_{listing.pk}"] = KrField(
                label=_("New price of %(goods)s") % {"goods": name},
                required=False,
                most=MOST_PRICE_ORE,
            )

    def rows(self) -> list[tuple[Listing, forms.BoundField]]:
        """Return each listing with its field."""
        return [(each, self[f"price_{each.pk}"]) for each in self._listings]

    def prices(self) -> dict[int, int]:
        """Return the prices that were typed, by listing."""
        typed = {each.pk: self.cleaned_data.get(f"price_{each.pk}") for each in self._listings}
        return {pk: price for pk, price in typed.items() if price is not None}


def _signed(text: str, parse: Callable[[str], int]) -> int:
    """Return a number that may be below zero; nothing typed is nought."""
    bare = text.strip().lstrip("+")
    if not bare:
        return 0
    is_less = bare[0] in "-−–"
    try:
        return (-1 if is_less else 1) * parse(bare[1:] if is_less else bare)
    except InvalidInputError as error:
        raise ValidationError(str(message_for(error))) from error
