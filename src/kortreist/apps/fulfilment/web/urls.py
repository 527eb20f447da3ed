"""Addresses of this room's pages."""

from django.urls import path

from kortreist.apps.fulfilment.web import (
    deliveries,
    deviations,
    driving,
    goods_in,
    lots,
    making,
    packing,
    packing_papers,
    recall_answers,
    recalls,
    replenishment,
    stock,
    stock_count,
    teams,
    temperatures,
    tour_settings,
    tours,
    van_places,
)

app_name = "fulfilment"

HUB = "hubs/<uuid:hub>/"
CYCLE = f"{HUB}cycles/<uuid:cycle>/"
PURCHASE_LINE = f"{HUB}goods-in/lines/<uuid:line>/"
LOT = f"{HUB}lots/<uuid:lot>/"
TO_PACK = f"{HUB}packing/<uuid:delivery>/"
LINE = f"{HUB}packing/lines/<uuid:line>/"
STOCK = f"{HUB}stock/"
GOODS = f"{STOCK}goods/<uuid:variant>/"
PLACE = f"{STOCK}places/<uuid:place>/"
DRIVING = f"{HUB}driving/<uuid:tour>/"
PLAN = f"{HUB}tour-plans/<uuid:plan>/"
TOUR = f"{HUB}tours/<uuid:tour>/"
VEHICLE = f"{HUB}vehicles/<uuid:vehicle>/"
FIXED = f"{HUB}fixed-tours/<uuid:fixed>/"
ROAD = f"{HUB}roads/<uuid:road>/"
DELIVERY = f"{HUB}deliveries/<uuid:delivery>/"
RECALLS = f"{HUB}recalls/"
RECALL = f"{RECALLS}<uuid:recall>/"
DEVIATION = f"{HUB}deviations/<uuid:deviation>/"

urlpatterns = [
    path(f"{CYCLE}goods-in/", goods_in.expected_list, name="goods-in"),
    path(f"{HUB}goods-in/scan/", goods_in.scanned, name="goods-in-scan"),
    path(f"{HUB}goods-in/<uuid:purchase>/", goods_in.entry, name="goods-in-entry"),
    path(f"{PURCHASE_LINE}missing/", goods_in.missing, name="goods-in-missing"),
    path(f"{PURCHASE_LINE}missing/undo/", goods_in.undo_missing_line, name="goods-in-missing-undo"),
    path(LOT, lots.lot_detail, name="lot-detail"),
    path(f"{LOT}trace.csv", lots.lot_csv, name="lot-csv"),
    path(f"{LOT}trace.xlsx", lots.lot_xlsx, name="lot-xlsx"),
    path(f"{LOT}make/", making.lot_make, name="lot-make"),
    path(f"{LOT}unmake/", making.lot_unmake, name="lot-unmake"),
    path(f"{LOT}undo/", goods_in.undo_lot, name="lot-undo"),
    path(f"{LOT}withdraw/", lots.withdraw, name="lot-withdraw"),
    path(f"{LOT}release/", lots.release, name="lot-release"),
    path(f"{HUB}deviations/", deviations.deviation_list, name="deviations"),
    path(DEVIATION, deviations.deviation_detail, name="deviation"),
    path(f"{DEVIATION}choose/", deviations.choose, name="deviation-choose"),
    path(f"{DEVIATION}undo/", deviations.undo, name="deviation-undo"),
    path(f"{DEVIATION}photo/", deviations.photo, name="deviation-photo"),
    path(f"{LOT}deviations/new/", deviations.new_of_lot, name="lot-deviation"),
    path(f"{DELIVERY}deviations/new/", deviations.new_of_delivery, name="delivery-deviation"),
    path(f"{CYCLE}packing/", packing.delivery_list, name="packing"),
    path(f"{CYCLE}packing/plan/", packing.plan, name="packing-plan"),
    path(f"{CYCLE}packing/next/", packing.begin, name="packing-begin"),
    path(f"{CYCLE}packing/done/", packing.done, name="packing-done"),
    path(TO_PACK, packing.delivery_detail, name="packing-delivery"),
    path(f"{TO_PACK}next/", packing.next_line, name="packing-next"),
    path(f"{TO_PACK}finish/", packing.finish, name="packing-finish"),
    path(f"{TO_PACK}check/", packing.check, name="packing-check"),
    path(f"{TO_PACK}reopen/", packing.reopen, name="packing-reopen"),
    path(LINE, packing.line_detail, name="packing-line"),
    path(f"{LINE}undo/", packing.undo_line, name="packing-undo"),
    path(f"{CYCLE}deliveries/", deliveries.delivery_list, name="deliveries"),
    path(f"{HUB}units/<uuid:unit>/deliveries/", deliveries.unit_list, name="unit-deliveries"),
    path(DELIVERY, deliveries.delivery_detail, name="delivery-detail"),
    path(f"{DELIVERY}handover/", deliveries.handover, name="handover"),
    path(f"{DELIVERY}undo/", deliveries.undo, name="delivery-undo"),
    path(f"{DELIVERY}photo/", deliveries.photo, name="delivery-photo"),
    path(f"{DELIVERY}note/", deliveries.delivery_note, name="delivery-note"),
    path("driving-worker.js", driving.worker, name="driving-worker"),
    path(f"{HUB}driving/", driving.tour_list, name="driving"),
    path(f"{HUB}driving/token/", driving.token, name="driving-token"),
    path(DRIVING, driving.tour_detail, name="driving-tour"),
    path(f"{DRIVING}operations/", driving.operation, name="driving-operation"),
    path(f"{DELIVERY}note.pdf", deliveries.delivery_note_pdf, name="delivery-note-pdf"),
    path(f"{CYCLE}packing/list.pdf", packing_papers.packing_list, name="packing-list"),
    path(f"{CYCLE}packing/labels.pdf", packing_papers.cycle_labels, name="packing-labels"),
    path(f"{TO_PACK}labels.pdf", packing_papers.labels, name="crate-labels"),
    path(f"{TO_PACK}despatch.pdf", packing_papers.despatch_advice, name="despatch-advice"),
    path(f"{DRIVING}list.pdf", packing_papers.tour_list, name="driving-list"),
    path(f"{HUB}team/work/", teams.team, name="team"),
    path(f"{HUB}team/work/drop/", teams.drop, name="team-drop"),
    path(RECALLS, recalls.recall_list, name="recalls"),
    path(f"{RECALLS}new/", recalls.recall_new, name="recall-new"),
    path(RECALL, recalls.recall_detail, name="recall-detail"),
    path(f"{RECALL}remind/", recalls.remind, name="recall-remind"),
    path(f"{RECALL}told/", recalls.told, name="recall-told"),
    path(f"{RECALL}close/", recalls.close, name="recall-close"),
    path(f"{RECALL}report/", recalls.report, name="recall-report"),
    path(f"{RECALL}report.csv", recalls.report_csv, name="recall-csv"),
    path(f"{RECALL}report.pdf", recalls.report_pdf, name="recall-pdf"),
    path(f"{RECALL}notices/<uuid:notice>/", recall_answers.by_telephone, name="recall-notice"),
    path("recall/<str:token>/", recall_answers.by_link, name="recall-answer"),
    path(STOCK, stock.stock_list, name="stock"),
    path(f"{STOCK}buy/", replenishment.replenishment, name="stock-buy"),
    path(GOODS, stock.stock_goods, name="stock-goods"),
    path(f"{GOODS}level/", stock.level, name="stock-level"),
    path(f"{GOODS}level/drop/", stock.level_drop, name="stock-level-drop"),
    path(f"{GOODS}rounds/<uuid:cycle>/", stock.round_stock, name="stock-round"),
    path(f"{LOT}place/", stock.lot_place, name="lot-place"),
    path(f"{LOT}put-back/<uuid:line>/", stock.lot_put_back, name="lot-put-back"),
    path(f"{LOT}loss/", stock.lot_loss, name="lot-loss"),
    path(f"{STOCK}movements/<uuid:movement>/undo/", stock.movement_undo, name="stock-undo"),
    path(f"{STOCK}facts/", stock_count.store_facts, name="store-facts"),
    path(f"{STOCK}places/", stock_count.place_list, name="stock-places"),
    path(f"{PLACE}archive/", stock_count.place_archive, name="stock-place-archive"),
    path(f"{PLACE}count/", stock_count.place_count, name="stock-count"),
    path(f"{CYCLE}tours/", tours.tour_list, name="tours"),
    path(f"{CYCLE}tours/progress/", tours.plan_state, name="tours-progress"),
    path(f"{PLAN}choose/", tours.plan_choose, name="plan-choose"),
    path(f"{PLAN}undo/", tours.plan_undo, name="plan-undo"),
    path(TOUR, tours.tour_detail, name="tour-detail"),
    path(f"{TOUR}driver/", tours.tour_driver, name="tour-driver"),
    path(f"{TOUR}stops/<uuid:stop>/move/", tours.stop_move, name="tour-stop-move"),
    path(f"{HUB}stops/", van_places.van_places, name="van-places"),
    path(f"{HUB}stops/doors/<uuid:point>/", van_places.door, name="van-door"),
    path(f"{HUB}stops/farms/<uuid:producer>/", van_places.gate, name="van-gate"),
    path(f"{CYCLE}ways/", tours.way_list, name="tour-ways"),
    path(f"{DELIVERY}way/", tours.way, name="tour-way"),
    path(f"{HUB}vehicles/", tour_settings.vehicle_list, name="vehicles"),
    path(f"{HUB}vehicles/new/", tour_settings.vehicle_new, name="vehicle-new"),
    path(VEHICLE, tour_settings.vehicle, name="vehicle"),
    path(f"{VEHICLE}archive/", tour_settings.vehicle_archive, name="vehicle-archive"),
    path(f"{HUB}fixed-tours/", tour_settings.fixed_list, name="fixed-tours"),
    path(FIXED, tour_settings.fixed_detail, name="fixed-tour"),
    path(f"{FIXED}archive/", tour_settings.fixed_archive, name="fixed-tour-archive"),
    path(f"{FIXED}stops/", tour_settings.fixed_stop_add, name="fixed-stop-add"),
    path(f"{FIXED}stops/move/", tour_settings.fixed_stop_move, name="fixed-stop-move"),
    path(f"{HUB}roads/", tour_settings.road_list, name="roads"),
    path(f"{HUB}roads/new/", tour_settings.road_new, name="road-new"),
    path(ROAD, tour_settings.road, name="road"),
    path(f"{ROAD}archive/", tour_settings.road_archive, name="road-archive"),
    path(f"{HUB}temperatures/", temperatures.climate_list, name="temperatures"),
    path(f"{PLACE}temperatures/", temperatures.place_temperatures, name="place-temperatures"),
    path(f"{PLACE}temperatures/logger/", temperatures.place_logger, name="place-logger"),
    path(f"{PLACE}temperatures.csv", temperatures.place_export, name="place-temperatures-export"),
    path(f"{TOUR}temperatures/", temperatures.tour_temperatures, name="tour-temperatures"),
    path(f"{TOUR}temperatures/logger/", temperatures.tour_logger, name="tour-logger"),
    path(f"{TOUR}temperatures.csv", temperatures.tour_export, name="tour-temperatures-export"),
]
