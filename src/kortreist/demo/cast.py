"""Who does what in a demonstration: the personas for what is theirs, the product for the rest."""

from datetime import date
from functools import cached_property

from kortreist.apps.actors.permissions import Actor
from kortreist.apps.actors.selectors.grants import actor_of_person
from kortreist.demo.description import Region

SYSTEM = Actor.system("demo.build")


class Cast:
    """A region's personas as actors, by the part they play."""

    def __init__(self, region: Region, people: dict[str, int], *, on: date) -> None:
        self._region = region
        self._people = people
        self._on = on

    @cached_property
    def coordinator(self) -> Actor:
        return self._first("coordinator")

    @cached_property
    def accountant(self) -> Actor:
        return self._first("accountant")

    @cached_property
    def packers(self) -> Actor:
        return self._first("packing_team")

    def producer(self, code: str) -> Actor:
        """Return the producer's own persona; most have none."""
        return self._at.get(("producer", code), SYSTEM)

    def buyer(self, code: str) -> Actor:
        """Return the kitchen's own persona; most have none."""
        return self._at.get(("buyer", code), SYSTEM)

    def has_buyer(self, code: str) -> bool:
        """Whether somebody can step into this kitchen's shoes."""
        return ("buyer", code) in self._at

    @cached_property
    def _at(self) -> dict[tuple[str, str], Actor]:
        return {
            (person.role, person.at): actor_of_person(self._people[person.code], on=self._on)
            for person in self._region.people
        }

    def _first(self, role: str) -> Actor:
        for person in self._region.people:
            if person.role == role:
                return self._at[role, person.at]
        return SYSTEM
