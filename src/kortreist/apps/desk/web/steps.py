"""A round's stages as steps, each leading to where its work is done."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from kortreist.apps.actors.models import Hub
from kortreist.apps.actors.permissions import Actor
from kortreist.apps.desk import words
from kortreist.apps.desk.models import CycleStage
from kortreist.apps.desk.selectors.conductor import CycleState, Finding, Standing, Wrong
from kortreist.apps.desk.services.stages import STEPS
from kortreist.apps.trading.models import CycleStatus
from kortreist.apps.ui.components import PriceLine, Step
from kortreist.engines.pricing import IdentityReport

PAGES = {
    CycleStage.CLOSE: "desk:order-list",
    CycleStage.ALLOCATE: "desk:allocation",
    CycleStage.ORDER: "desk:purchase-list",
    CycleStage.RECEIVE: "fulfilment:goods-in",
    CycleStage.PACK: "fulfilment:packing",
    CycleStage.DELIVER: "fulfilment:deliveries",
}
# What stands on a page of its own.
OWN_PAGES = {
    Wrong.CUT: "desk:shortages",
    Wrong.SUBSTITUTES_WAITING: "desk:shortages",
    Wrong.RECEIVED_SHORT: "desk:shortages",
    Wrong.OUTSIDE_TOLERANCE: "desk:weights",
    Wrong.WEIGHTS_WAITING: "desk:weights",
    Wrong.WEIGHTS_REFUSED: "desk:weights",
}
# Done by people, on pages for those who do it.
BY_HAND = frozenset({CycleStage.RECEIVE, CycleStage.PACK, CycleStage.DELIVER})
UNDOABLE = frozenset({CycleStage.CLOSE, CycleStage.ALLOCATE, CycleStage.ORDER})


@dataclass(frozen=True, slots=True)
class FindingRow:
    """Something that is not as planned, and where to look at it."""

    stage: str
    text: str
    url: str


def steps_of(actor: Actor, hub: Hub, state: CycleState) -> list[Step]:
    """Return the nine stages for `ui/_steps.html`."""
    return [
        Step(
            label=words.STAGE[row.stage],
            state=row.standing.value,
            url=page_of(actor, hub, state, row.stage),
        )
        for row in state.stages
    ]


def findings_of(actor: Actor, hub: Hub, state: CycleState) -> list[FindingRow]:
    """Return what is not as planned and stops nothing; what stops the round stands above it."""
    return [
        FindingRow(
            str(words.STAGE[row.stage]),
            words.finding_in_words(found),
            _where(hub, state, found) or page_of(actor, hub, state, row.stage),
        )
        for row in state.stages
        if row.standing != Standing.PROBLEM
        for found in row.findings
    ]


def _where(hub: Hub, state: CycleState, found: Finding) -> str:
    """Return the page that is about just this finding; empty where it is the stage's own."""
    if found.code not in OWN_PAGES:
        return ""
    scope = {"hub": hub.public_id, "cycle": state.cycle.public_id}
    return reverse(OWN_PAGES[found.code], kwargs=scope)


def page_of(actor: Actor, hub: Hub, state: CycleState, stage: CycleStage) -> str:
    """Return where a stage's work is done; empty where there is no such page for the reader."""
    scope = {"hub": hub.public_id, "cycle": state.cycle.public_id}
    if stage in {CycleStage.INVOICE, CycleStage.SETTLE}:
        kind = "invoice" if stage == CycleStage.INVOICE else "settlement"
        url = reverse("billing:document-list", kwargs={"hub": hub.public_id})
        return f"{url}?kind={kind}"
    if stage not in PAGES or (stage in BY_HAND and not _may(actor, state, stage)):
        return ""
    return reverse(PAGES[stage], kwargs=scope)


def may_run(actor: Actor, state: CycleState) -> bool:
    """Whether the next stage is the reader's to do."""
    row = state.next_stage
    return row is not None and _may(actor, state, row.stage)


def _may(actor: Actor, state: CycleState, stage: CycleStage) -> bool:
    return actor.may(STEPS[stage].permission, hub_id=state.cycle.hub_id)


def can_undo(stage: CycleStage) -> bool:
    """Whether a stage can be taken back as a whole."""
    return stage in UNDOABLE


def latest_undoable(actor: Actor, state: CycleState) -> str:
    """Return the last stage done, where the reader can take it back as a whole; else nothing."""
    undoable = {
        CycleStatus.CLOSED: CycleStage.CLOSE,
        CycleStatus.ALLOCATED: CycleStage.ALLOCATE,
        CycleStatus.ORDERED: CycleStage.ORDER,
    }
    stage = undoable.get(CycleStatus(state.cycle.status))
    figures = state.figures
    has_come_in = figures.purchase_lines > figures.purchase_lines_waiting
    if stage is None or has_come_in or not _may(actor, state, stage):
        return ""
    return stage.value


def money_of(report: IdentityReport) -> list[PriceLine]:
    """Return the identity of a round's money, line by line."""
    lines = [
        PriceLine(_("To the producers"), report.credited),
        PriceLine(_("Fees"), report.fees),
        PriceLine(_("The hub's margin"), report.margin),
        PriceLine(_("Freight"), report.freight),
        PriceLine(_("Less what the hub bears"), -report.borne),
    ]
    if report.difference_ore:
        lines.append(PriceLine(_("Not accounted for yet"), report.difference_ore))
    return [*lines, PriceLine(_("Charged to the buyers"), report.charged, "total")]
