"""One cycle of a demonstration: who, when and with which goods, and the conductor's own stages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random

from kortreist.apps.actors.permissions import Actor
from kortreist.apps.desk.models import CycleStage, StageRun
from kortreist.apps.desk.services.conductor import run_stage
from kortreist.apps.desk.services.stages import Args
from kortreist.apps.trading.models import CycleStatus, OrderCycle, OrderLine, Policy
from kortreist.demo.cast import Cast
from kortreist.demo.chance import stream
from kortreist.demo.dates import Timetable
from kortreist.demo.description import Product, Region, Variant


@dataclass(frozen=True, slots=True)
class Goods:
    """A pack as the description has it, and the product it is of."""

    product: Product
    variant: Variant


@dataclass(frozen=True, slots=True)
class Setting:
    """What all cycles of a demonstration have in common; keys are the database's."""

    region: Region
    cast: Cast
    hub_id: int
    seed: int
    variant_ids: Mapping[str, int]
    unit_ids: Mapping[str, int]
    goods: Mapping[int, Goods]
    units: Mapping[int, str]

    @classmethod
    def of(
        cls,
        region: Region,
        cast: Cast,
        *,
        hub_id: int,
        seed: int,
        rows: Mapping[str, Mapping[str, int]],
    ) -> "Setting":
        """Join the description with the rows its codes became."""
        variant_ids, unit_ids = rows["variant"], rows["unit"]
        return cls(
            region=region,
            cast=cast,
            hub_id=hub_id,
            seed=seed,
            variant_ids=variant_ids,
            unit_ids=unit_ids,
            goods={
                variant_ids[variant.code]: Goods(product, variant)
                for product in region.products
                for variant in product.variants
            },
            units={pk: code for code, pk in unit_ids.items()},
        )


@dataclass(frozen=True, slots=True)
class Round:
    """One cycle, and the moments its people keep to."""

    setting: Setting
    cycle_id: int
    times: Timetable

    @property
    def hub_id(self) -> int:
        return self.setting.hub_id

    @property
    def region(self) -> Region:
        return self.setting.region

    @property
    def cast(self) -> Cast:
        return self.setting.cast

    @property
    def status(self) -> CycleStatus:
        """How far the cycle is, as the database has it now."""
        return CycleStatus(
            OrderCycle.objects.values_list("status", flat=True).get(pk=self.cycle_id)
        )

    def by(self, actor: Actor, now: datetime) -> Args:
        """Return what every service of a cycle is told."""
        return Args(actor=actor, hub_id=self.hub_id, cycle_id=self.cycle_id, now=now)

    def chance(self, *names: object) -> Random:
        """Return chance of this cycle's own, drawn from names, never from ids or the clock."""
        return stream(self.setting.seed, self.times.delivery_day, *names)

    def place_of(self, line: OrderLine) -> tuple[str, str]:
        """Return where an order line stands among a cycle's, by codes; its order is read along."""
        goods = self.setting.goods[line.variant_id]
        return self.setting.units[line.order.unit_id], goods.variant.code

    def conduct(self, stage: CycleStage) -> None:
        """Have the conductor do a stage, unless it is noted as done."""
        if self.is_done(stage):
            return
        leader, moment = self._leader(stage)
        run_stage(
            **self.by(leader, moment),
            stage=stage,
            policy=Policy(self.region.allocation.policy),
        )

    def is_done(self, stage: CycleStage) -> bool:
        """Whether the conductor has noted the stage as done."""
        return StageRun.objects.filter(
            cycle=self.cycle_id, stage=stage, finished_at__isnull=False, error=""
        ).exists()

    def _leader(self, stage: CycleStage) -> tuple[Actor, datetime]:
        times = self.times
        moments = {
            CycleStage.OPEN: times.opens,
            CycleStage.CLOSE: times.closes,
            CycleStage.ALLOCATE: times.shared_out,
            CycleStage.ORDER: times.ordered,
            CycleStage.RECEIVE: times.goods_in,
            CycleStage.PACK: times.packed,
            CycleStage.DELIVER: times.delivered,
            CycleStage.INVOICE: times.invoiced,
            CycleStage.SETTLE: times.settled,
        }
        is_paperwork = stage in {CycleStage.INVOICE, CycleStage.SETTLE}
        leader = self.cast.accountant if is_paperwork else self.cast.coordinator
        return leader, moments[stage]
