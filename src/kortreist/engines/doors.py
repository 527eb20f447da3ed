"""The file doors: every engine that can be given one whole input and gives one whole output.

A door is a name, a sentence, and the place of a function from one frozen dataclass to another; its
schema and checks follow from the two. An engine gets its file door by a line in `DOORS`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, get_type_hints


@dataclass(frozen=True, slots=True)
class Engine:
    """An opened door.

    Parameters
    ----------
    input_type, output_type
        Frozen dataclasses.
    function
        From the one to the other.
    """

    input_type: type
    output_type: type
    # The two types differ from door to door, and are checked where the door is used.
    function: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Door:
    """Where an engine is; nothing of it is imported before the door is opened."""

    name: str
    summary: str
    module: str
    function: str

    def open(self) -> Engine:
        """Import the engine, and read its types from the function's annotations."""
        function = getattr(import_module(self.module), self.function)
        hints = get_type_hints(function)
        output_type = hints.pop("return")
        (input_type,) = hints.values()
        return Engine(input_type, output_type, function)


DOORS = {
    door.name: door
    for door in (
        Door(
            "allocation",
            "Share a cycle's scarce goods between its lines, with a reason for each.",
            "kortreist.engines.allocation",
            "allocate",
        ),
        Door(
            "footprint",
            "Count what tours let out, share it between stops, and compare with driving alone.",
            "kortreist.engines.footprint",
            "count_footprint",
        ),
        Door(
            "menus",
            "Turn dishes and portions into packs of what is offered, and tell what is missing.",
            "kortreist.engines.menus",
            "plan_menu",
        ),
        Door(
            "notices",
            "Read a producer's quick word of what can be had, in everyday Norwegian or English.",
            "kortreist.engines.notices",
            "read_notice",
        ),
        Door(
            "prices",
            "Choose a buyer's price among price lists, by number of packs.",
            "kortreist.engines.pricing.lists",
            "answer_prices",
        ),
        Door(
            "pricing",
            "Charge lines, add VAT per document, and check that every øre has a place.",
            "kortreist.engines.pricing.case",
            "price_case",
        ),
        Door(
            "routing",
            "Plan a day's tours: who drives where and when, with what aboard, at what cost.",
            "kortreist.engines.routing",
            "plan_tours",
        ),
        Door(
            "shares",
            "Share whole packs of one variant between claims.",
            "kortreist.engines.shares",
            "solve_sharing",
        ),
    )
}
