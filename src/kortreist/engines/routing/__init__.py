"""Tours: who drives where and when, with what aboard, and what it costs to serve each stop.

`plan_tours` takes a `TourProblem` and gives a `TourPlan`. Everything is whole numbers: grams,
millilitres, metres, øre, and seconds after midnight of the plan's first day (tomorrow 06:00 is
``30 * 3600`` for a plan that begins today).

    plan = plan_tours(TourProblem(hub_id=1, places=…, roads=…, vehicles=…, tasks=…))
    for tour in plan.tours:
        for stop in tour.stops:  # start, hub, load / unload …, hub, end
            …

What goes in:

- ``places`` and ``roads``: metres and driving seconds between all places, one table for each
  profile that vehicles name. Closed roads are the caller's to have in them; `Ferry` adds time that
  is not driving to one leg, one way.
- ``vehicles``: what each carries, in grams, millilitres and compartments per zone; its shift,
  trips, driving time, breaks and rates. Where it stands is the hub unless it says otherwise.
- ``tasks``: `TaskKind.DELIVER` from the hub, `TaskKind.COLLECT` to the hub, `TaskKind.DIRECT` from
  a producer to a buyer. Goods that are collected and delivered on the same day have ``due_s`` on
  the collecting task and ``ready_s`` on the delivering ones.
- ``choices``: tasks that are each other's alternatives, direct or collected and delivered.
- ``fixed``: tours with their order given (`TourOrder`); they are timed and costed, and
  `Tour.breaches` says what they do not keep. A comparison with the engine's own is the same problem
  without ``fixed``.
- ``previous``: `previous_of` an earlier plan. Kept as it is where nothing that matters has changed.
- ``iterations`` (same input, same plan, to the byte) or ``seconds``.

What comes out: tours with stops, times, loads, breaks and cost; ``unserved`` tasks with a code and
numbers that show why; ``cost_to_serve`` by task. `order_of` turns a tour into a `TourOrder` again.
Codes (`UnservedCode`, `BreachCode`) are put into words by the caller.
"""

from kortreist.engines.energy import Carrier, Energy
from kortreist.engines.routing.checking import check_plan
from kortreist.engines.routing.plan import (
    Breach,
    BreachCode,
    CostToServe,
    PlannedStop,
    StopKind,
    Tour,
    TourPlan,
    Unserved,
    UnservedCode,
    order_of,
)
from kortreist.engines.routing.planning import plan_tours, previous_of
from kortreist.engines.routing.problem import (
    Act,
    Call,
    Choice,
    Compartment,
    Ferry,
    Goods,
    Place,
    Previous,
    Rest,
    Roads,
    Task,
    TaskKind,
    TourOrder,
    TourProblem,
    Vehicle,
    Window,
    Zone,
)

__all__ = [
    "Act",
    "Breach",
    "BreachCode",
    "Call",
    "Carrier",
    "Choice",
    "Compartment",
    "CostToServe",
    "Energy",
    "Ferry",
    "Goods",
    "Place",
    "PlannedStop",
    "Previous",
    "Rest",
    "Roads",
    "StopKind",
    "Task",
    "TaskKind",
    "Tour",
    "TourOrder",
    "TourPlan",
    "TourProblem",
    "Unserved",
    "UnservedCode",
    "Vehicle",
    "Window",
    "Zone",
    "check_plan",
    "order_of",
    "plan_tours",
    "previous_of",
]
