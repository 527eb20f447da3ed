"""Every address of the site, as the walks over all of them need it."""

from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver, reverse


@dataclass(frozen=True)
class Route:
    """One address with the names of what stands in it."""

    name: str
    parts: tuple[str, ...]

    @property
    def room(self) -> str:
        """The room whose address it is; empty for those of packages and of the project itself."""
        room, colon, _ = self.name.partition(":")
        return room if colon else ""

    def address(self, ids: dict[str, object]) -> str:
        return reverse(self.name, kwargs={part: ids[part] for part in self.parts})


def routes() -> list[Route]:
    return sorted(_walk(get_resolver(), ""), key=lambda route: route.name)


def _walk(resolver: URLResolver, namespace: str) -> list[Route]:
    found = []
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{entry.namespace}:" if entry.namespace else namespace
            found += _walk(entry, inner)
        elif isinstance(entry, URLPattern) and entry.name:
            parts = tuple(entry.pattern.converters)
            found.append(Route(f"{namespace}{entry.name}", parts))
    return found
