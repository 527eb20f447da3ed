"""Form fields for amounts and money: typed the Norwegian way, cleaned to whole numbers."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from kortreist.apps.ui import figures, parsing
from kortreist.apps.ui.error_messages import message_for
from kortreist.kernel.errors import InvalidInputError
from kortreist.kernel.quantity import Unit

MOST_AMOUNT = 100_000_000
MOST_ORE = 1_000_000_000


class TypedNumberField(forms.Field):
    """A number read from text: no browser agrees with another on commas in number inputs."""

    def __init__(self, *, least: int = 0, most: int = MOST_AMOUNT, **kwargs: Any) -> None:  # noqa: ANN401  # whatever Django's fields take
        self.least = least
        self.most = most
        kwargs.setdefault("widget", forms.TextInput())
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("inputmode", "decimal")
        self.widget.attrs.setdefault("autocomplete", "off")

    def to_python(self, value: object) -> int | None:
        if value is None or isinstance(value, int):
            return value
        text = str(value).strip()
        if not text:
            return None
        try:
            return self.parse_in_range(text)
        except InvalidInputError as error:
            raise ValidationError(message_for(error), code=error.code) from error

    def parse_in_range(self, text: str) -> int:
        number = self.parse(text)
        if number < self.least:
            raise InvalidInputError("number_too_small", least=self.as_text(self.least))
        return number

    def prepare_value(self, value: object) -> object:
        return self.as_text(value) if isinstance(value, int) else value

    def has_changed(self, initial: object, data: object) -> bool:
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True

    def parse(self, text: str) -> int:
        raise NotImplementedError

    def as_text(self, number: int) -> str:
        raise NotImplementedError


class AmountField(TypedNumberField):
    """An amount in whole g, ml or pieces, typed in kg, l or pieces unless another unit is named."""

    def __init__(self, unit: Unit, **kwargs: Any) -> None:  # noqa: ANN401  # whatever Django's fields take
        self.unit = unit
        super().__init__(**kwargs)

    def parse(self, text: str) -> int:
        return parsing.parse_amount(text, self.unit, most=self.most)

    def as_text(self, number: int) -> str:
        if self.unit is Unit.PIECE:
            return str(number)
        return figures.decimals(number, 3, trim=True)


class KrField(TypedNumberField):
    """Money in whole øre, typed in kroner."""

    def __init__(self, *, most: int = MOST_ORE, **kwargs: Any) -> None:  # noqa: ANN401  # whatever Django's fields take
        super().__init__(most=most, **kwargs)

    def parse(self, text: str) -> int:
        return parsing.parse_kr(text, most=self.most)

    def as_text(self, number: int) -> str:
        return figures.kr_figure(number)


class PercentField(TypedNumberField):
    """A rate in whole basis points, typed in per cent."""

    def __init__(self, *, most: int = 10_000, **kwargs: Any) -> None:  # noqa: ANN401  # whatever Django's fields take
        super().__init__(most=most, **kwargs)

    def parse(self, text: str) -> int:
        return parsing.parse_percent(text, most=self.most)

    def as_text(self, number: int) -> str:
        return figures.decimals(number, 2, trim=True)


class CountField(forms.IntegerField):
    """Whole order units, for `_quantity_input.html`."""

    def __init__(self, *, most: int = 10_000, **kwargs: Any) -> None:  # noqa: ANN401  # whatever Django's fields take
        kwargs.setdefault("min_value", 0)
        super().__init__(max_value=most, **kwargs)
        self.widget.attrs.setdefault("inputmode", "numeric")

    def to_python(self, value: object) -> int | None:
        # int() would read other alphabets' digits, underscores and "1.0" as numbers.
        text = "" if value is None else str(value).strip()
        if text and not (text.isascii() and text.lstrip("-").isdigit() and len(text) <= 12):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)
