"""Addresses of the homes and the coordinator's pages."""

from django.urls import path

from kortreist.apps.desk.web import (
    allocation,
    cycles,
    declarations,
    homes,
    hub_days,
    jobs,
    more,
    parties,
    rules,
    shortages,
    units,
    weights,
)

app_name = "desk"

HUB = "hubs/<uuid:hub>/"
UNIT = f"{HUB}units/<uuid:unit>/"
CYCLE = f"{HUB}cycles/<uuid:cycle>/"
RULE = f"{HUB}cycles/rules/<uuid:rule>/"

urlpatterns = [
    path("", homes.front_door, name="front-door"),
    path(HUB, homes.hub_home, name="hub-home"),
    path(f"{HUB}team/", homes.team_home, name="team-home"),
    path(f"{HUB}jobs/", jobs.job_list, name="job-list"),
    path(f"{HUB}jobs/<uuid:job>/retry/", jobs.job_retry, name="job-retry"),
    path(f"{HUB}units/", parties.unit_list, name="unit-list"),
    path(f"{HUB}units/<uuid:unit>/", homes.unit_home, name="unit-home"),
    path(f"{UNIT}changed/seen/", declarations.seen, name="declarations-seen"),
    path(f"{UNIT}changed/unseen/", declarations.unseen, name="declarations-unseen"),
    path(f"{UNIT}card/", units.unit_card, name="unit-card"),
    path(f"{UNIT}licences/<uuid:licence>/withdraw/", units.withdraw, name="licence-withdraw"),
    path(f"{UNIT}licences/<uuid:licence>/restore/", units.restore, name="licence-restore"),
    path(f"{UNIT}licences/<uuid:licence>/paper/", units.paper_put, name="licence-paper-put"),
    path(
        f"{UNIT}licences/<uuid:licence>/paper/remove/",
        units.paper_remove,
        name="licence-paper-remove",
    ),
    path(f"{UNIT}licence-papers/<uuid:paper>/", units.paper, name="licence-paper"),
    path(
        f"{UNIT}licence-papers/<uuid:paper>/restore/",
        units.paper_restore,
        name="licence-paper-restore",
    ),
    path(f"{HUB}producers/", parties.producer_list, name="producer-list"),
    path(f"{HUB}producers/<uuid:producer>/", homes.producer_home, name="producer-home"),
    path(f"{HUB}cycles/", cycles.cycle_list, name="cycle-list"),
    path(f"{HUB}cycles/closed-days/", hub_days.closed_days, name="closed-days"),
    path(f"{HUB}cycles/closed-days/open/", hub_days.closed_days_open, name="closed-days-open"),
    path(f"{HUB}cycles/pickup-points/", hub_days.pickup_list, name="pickup-list"),
    path(
        f"{HUB}cycles/pickup-points/<uuid:point>/close/",
        hub_days.pickup_close,
        name="pickup-close",
    ),
    path(f"{HUB}cycles/rules/new/", rules.rule_new, name="rule-new"),
    path(RULE, rules.rule_detail, name="rule-detail"),
    path(f"{RULE}state/", rules.rule_state, name="rule-state"),
    path(f"{RULE}dates/", rules.rule_date, name="rule-date"),
    path(f"{CYCLE}clone/", more.cycle_clone, name="cycle-clone"),
    path(f"{CYCLE}surplus/", more.cycle_surplus, name="cycle-surplus"),
    path(CYCLE, cycles.cycle_detail, name="cycle-detail"),
    path(f"{CYCLE}orders/", cycles.order_list, name="order-list"),
    path(f"{CYCLE}purchases/", cycles.purchase_list, name="purchase-list"),
    path(f"{CYCLE}allocation/", allocation.allocation, name="allocation"),
    path(f"{CYCLE}allocation/preview/", allocation.preview, name="allocation-preview"),
    path(f"{CYCLE}allocation/commit/", allocation.commit, name="allocation-commit"),
    path(f"{CYCLE}allocation/progress/", allocation.progress, name="allocation-progress"),
    path(f"{CYCLE}shortages/", shortages.shortages, name="shortages"),
    path(f"{CYCLE}shortages/ask/", shortages.ask, name="shortage-ask"),
    path(f"{CYCLE}substitutes/", shortages.propose, name="substitute-propose"),
    path(f"{CYCLE}substitutes/all/", shortages.propose_all, name="substitute-propose-all"),
    path(
        f"{CYCLE}substitutes/<uuid:substitution>/withdraw/",
        shortages.withdraw,
        name="substitute-withdraw",
    ),
    path(f"{CYCLE}weights/", weights.weights, name="weights"),
    path(f"{CYCLE}weights/<uuid:weight>/settle/", weights.settle, name="weight-settle"),
    path(f"{CYCLE}stages/<slug:stage>/run/", cycles.stage_run, name="stage-run"),
    path(f"{CYCLE}stages/<slug:stage>/undo/", cycles.stage_undo, name="stage-undo"),
]
