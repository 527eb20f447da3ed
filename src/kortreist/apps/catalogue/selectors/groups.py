"""The tree of food groups, small enough to be read whole."""

from dataclasses import dataclass
from typing import Self

from kortreist.apps.catalogue.models import ProductGroup


@dataclass(frozen=True, slots=True)
class GroupTree:
    """Every food group by its key."""

    groups: dict[int, ProductGroup]

    @classmethod
    def read(cls) -> Self:
        """Read all groups in one query."""
        return cls({group.pk: group for group in ProductGroup.objects.all()})

    def path_to(self, group_id: int) -> list[ProductGroup]:
        """Return a group and those it is part of, nearest first; without the root of all food."""
        path: list[ProductGroup] = []
        group: ProductGroup | None = self.groups.get(group_id)
        while group is not None and (group.parent_id is not None or not path):
            path.append(group)
            group = self.groups.get(group.parent_id) if group.parent_id is not None else None
        return path

    def ids_under(self, code: str) -> set[int]:
        """Return the keys of a group and all its parts; none where there is no such group."""
        top = next((group.pk for group in self.groups.values() if group.code == code), None)
        return {pk for pk in self.groups if top in self._ids_up(pk)}

    def _ids_up(self, group_id: int) -> set[int]:
        above = set()
        current: int | None = group_id
        while current is not None and current not in above:
            above.add(current)
            current = self.groups[current].parent_id
        return above
