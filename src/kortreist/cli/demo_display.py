"""How ``kortreist demo`` shows that it works, and what came of it."""

from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from kortreist.apps.ui.figures import kr_figure, whole
from kortreist.demo.build import STAGES, Built
from kortreist.demo.story import Cut, Story, story_of

MOST_PRODUCERS = 6
NAMES = {
    "migrate": "Prepare the database",
    "registers": "Read places, rates and food groups",
    "parties": "Found the hub, its producers and kitchens",
    "goods": "Put the goods on the shelf",
    "earlier_cycle": "Live through an earlier, small round",
    "availability": "Hear what the producers have",
    "orders": "Take the kitchens' orders",
    "closing": "Close the round",
    "allocation": "Share out what is scarce",
    "purchase_orders": "Order from the producers",
    "tours": "Plan the tours, and fetch from the farms",
    "goods_in": "Take in and weigh the goods",
    "packing": "Pack every delivery",
    "deliveries": "Deliver",
    "invoices": "Invoice, and credit a claim",
    "settlements": "Settle with the producers",
    "cycle_at_work": "Leave a round at work, half of it come in",
    "next_cycle": "Open the next round",
}


class Display:
    """Shows the stages: a moving line on a terminal, one plain line each elsewhere."""

    def __init__(self, *, is_quiet_on_stdout: bool) -> None:
        self._console = Console(stderr=is_quiet_on_stdout, highlight=False, markup=False)
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TimeElapsedColumn(),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )
        self._task: TaskID | None = None
        self._done = 0

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def begin(self, stage: str) -> None:
        """Show what is being done."""
        self._task = self._progress.add_task(NAMES[stage], total=None)

    def advance(self, done: int, of: int) -> None:
        """Show how much of it is done."""
        if self._task is not None:
            self._progress.update(self._task, completed=done, total=of)

    def end(self, stage: str, seconds: float) -> None:
        """Show that it is done, and how long it took."""
        if self._task is not None:
            self._progress.remove_task(self._task)
        self._done += 1
        self._console.print(
            f"{self._done:2}/{len(STAGES) + 1} {NAMES[stage]:<44}{seconds:6.1f} s",
        )


def print_result(built: Built, *, seconds: float) -> None:
    """Print what the shown cycle came to: the money, who got it, and two of the cuts."""
    story = story_of(hub_id=built.hub_id, cycle_id=built.cycle_id)
    console = Console(highlight=False, markup=False)
    console.print()
    console.print(_counts(built))
    console.print(_money(built, story))
    console.print(_producers(story))
    for cut in story.cuts:
        console.print(_explain(cut), soft_wrap=True)
    if story.tours:
        console.print(_tours(story.tours), soft_wrap=True)
    figures = built.figures
    verdict = "the money adds up to the øre" if figures.balanced else "THE MONEY DOES NOT ADD UP"
    console.print(f"\nOversold: {figures.oversold}; {verdict}. {seconds:.1f} s in all.")
    console.print("Prices, quantities and orders are examples.")


def _tours(comparison: Mapping[str, Any]) -> str:
    together, alone = comparison["together"], comparison["separate"]
    return (
        f"\nTours: {comparison['own']['tours']}, all told {together['distance_m'] / 1000:.0f} km "
        f"and {together['co2_g'] / 1000:.1f} kg CO2; every producer alone, one good round each: "
        f"{alone['distance_m'] / 1000:.0f} km and {alone['co2_g'] / 1000:.1f} kg.\n"
        f"Driving together saves {comparison['saved_m'] / 1000:.0f} km "
        f"({comparison['saved_m_bp'] / 100:.0f} %) and {comparison['saved_g'] / 1000:.1f} kg CO2 "
        f"({comparison['saved_g_bp'] / 100:.0f} %). Transport is a small part of what food "
        "lets out."
    )


def _counts(built: Built) -> Table:
    figures = built.figures
    table = Table(title=f"One round in {figures.region}", title_justify="left", show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for label, number in (
        ("Producers", figures.producers),
        ("Kitchens and shops", figures.buyer_units),
        ("Packs on the shelf", figures.variants),
        ("Orders", figures.orders),
        ("Order lines", figures.lines),
        ("  of which cut", figures.lines_cut),
        ("Purchase orders", figures.purchase_orders),
        ("Lots taken in", figures.lots),
        ("Deliveries", figures.deliveries),
        ("Invoices", figures.invoices),
    ):
        table.add_row(label, whole(number))
    return table


def _money(built: Built, story: Story) -> Table:
    figures = built.figures
    table = _table("Where the money goes", "NOK")
    table.add_row("Producers", kr_figure(figures.producers_get_ore))
    for label, ore in story.parts:
        if ore:
            table.add_row(label, kr_figure(ore))
    table.add_row("VAT", kr_figure(figures.vat_ore), end_section=True)
    table.add_row("Buyers pay", kr_figure(figures.buyers_pay_ore), style="bold")
    return table


def _producers(story: Story) -> Table:
    table = _table("Who gets it", "NOK ex VAT")
    for name, ore in story.producers[:MOST_PRODUCERS]:
        table.add_row(name, kr_figure(ore))
    rest = story.producers[MOST_PRODUCERS:]
    if rest:
        table.add_row(f"{len(rest)} others", kr_figure(sum(ore for _, ore in rest)))
    return table


def _table(title: str, unit: str) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column("")
    table.add_column(unit, justify="right")
    return table


def _explain(cut: Cut) -> str:
    why = " ".join(cut.why)
    return f"\n{cut.goods}: {cut.unit} wanted {cut.wanted} and got {cut.given}. {why}"
