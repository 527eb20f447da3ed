"""Where bars and words stand in a plot; templates only draw."""

from collections.abc import Sequence
from dataclasses import dataclass

from kortreist.apps.catalogue.words import goods_name
from kortreist.apps.trading.selectors.shortages import Scarce

ROW, BAR = 46, 18
MOST_BARS = 8


@dataclass(frozen=True, slots=True)
class Bar:
    """What is there inside what is wished for, both from the left; widths are percentages.

    So bars follow the page's width, and words keep their size.
    """

    label: str
    wished: int
    there: int
    y_text: int
    y_bar: int
    wished_width: int
    there_width: int


@dataclass(frozen=True, slots=True)
class BarPlot:
    """Bars under one another, sized to the longest."""

    bars: tuple[Bar, ...]
    height: int
    bar_height: int


def scarce_plot(rows: Sequence[Scarce]) -> BarPlot:
    """Return the worst few of the goods that are short, as bars."""
    shown = list(rows)[:MOST_BARS]
    longest = max((row.there + row.missing for row in shown), default=1) or 1
    bars = tuple(
        Bar(
            label=goods_name(row.offer.variant),
            wished=row.there + row.missing,
            there=row.there,
            y_text=place * ROW + 15,
            y_bar=place * ROW + 22,
            wished_width=max(1, (row.there + row.missing) * 100 // longest),
            there_width=row.there * 100 // longest,
        )
        for place, row in enumerate(shown)
    )
    return BarPlot(bars, len(bars) * ROW, BAR)
