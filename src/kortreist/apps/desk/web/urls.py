"""Addresses of the homes and the coordinator's pages."""

from django.urls import path

from kortreist.apps.desk.web import allocation, cycles, homes, parties

app_name = "desk"

HUB = "hubs/<uuid:hub>/"
CYCLE = f"{HUB}cycles/<uuid:cycle>/"

urlpatterns = [
    path("", homes.front_door, name="front-door"),
    path(HUB, homes.hub_home, name="hub-home"),
    path(f"{HUB}team/", homes.team_home, name="team-home"),
    path(f"{HUB}units/", parties.unit_list, name="unit-list"),
    path(f"{HUB}units/<uuid:unit>/", homes.unit_home, name="unit-home"),
    path(f"{HUB}producers/", parties.producer_list, name="producer-list"),
    path(f"{HUB}producers/<uuid:producer>/", homes.producer_home, name="producer-home"),
    path(f"{HUB}cycles/", cycles.cycle_list, name="cycle-list"),
    path(CYCLE, cycles.cycle_detail, name="cycle-detail"),
    path(f"{CYCLE}orders/", cycles.order_list, name="order-list"),
    path(f"{CYCLE}purchases/", cycles.purchase_list, name="purchase-list"),
    path(f"{CYCLE}allocation/", allocation.allocation, name="allocation"),
    path(f"{CYCLE}allocation/preview/", allocation.preview, name="allocation-preview"),
    path(f"{CYCLE}allocation/commit/", allocation.commit, name="allocation-commit"),
    path(f"{CYCLE}stages/<slug:stage>/run/", cycles.stage_run, name="stage-run"),
    path(f"{CYCLE}stages/<slug:stage>/undo/", cycles.stage_undo, name="stage-undo"),
]
