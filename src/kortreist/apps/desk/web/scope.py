"""From an address to the hub and the round it is about."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from kortreist.apps.actors.asking import actor_of
from kortreist.apps.actors.models import Hub
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.selectors.parties import get_hub
from kortreist.apps.trading.models import CycleRule, OrderCycle
from kortreist.apps.trading.selectors.cycles import get_cycle
from kortreist.apps.trading.selectors.rules import get_rule


@dataclass(frozen=True, slots=True)
class CycleScope:
    """A round of a hub, as those who see the whole hub see it."""

    actor: Actor
    hub: Hub
    cycle: OrderCycle

    def url(self, name: str = "cycle-detail", **kwargs: object) -> str:
        """Return the address of one of the round's pages."""
        scope = {"hub": self.hub.public_id, "cycle": self.cycle.public_id}
        return reverse(f"desk:{name}", kwargs=scope | kwargs)


@dataclass(frozen=True, slots=True)
class RuleScope:
    """A rule of a hub, as those who see the whole hub see it."""

    actor: Actor
    hub: Hub
    rule: CycleRule

    def url(self, name: str = "rule-detail") -> str:
        """Return the address of one of the rule's pages."""
        scope = {"hub": self.hub.public_id, "rule": self.rule.public_id}
        return reverse(f"desk:{name}", kwargs=scope)


def rule_scope(request: HttpRequest, hub: UUID, rule: UUID) -> RuleScope:
    """Return the rule an address names, for those who see the whole hub."""
    actor, found = hub_scope(request, hub)
    return RuleScope(actor, found, get_rule(actor=actor, hub_id=found.pk, public_id=rule))


def hub_scope(request: HttpRequest, hub: UUID) -> tuple[Actor, Hub]:
    """Return the hub an address names, for those who see all of it."""
    actor = actor_of(request)
    found = get_hub(actor=actor, public_id=hub)
    require(actor, Permission.SEE_HUB, hub_id=found.pk)
    return actor, found


def cycle_scope(request: HttpRequest, hub: UUID, cycle: UUID) -> CycleScope:
    """Return the round an address names, for those who see the whole hub."""
    actor, found = hub_scope(request, hub)
    return CycleScope(actor, found, get_cycle(actor=actor, hub_id=found.pk, cycle_public_id=cycle))
