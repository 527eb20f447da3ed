"""Addresses of the trade's pages."""

from django.urls import path

from kortreist.apps.trading.web import (
    agreements,
    amounts,
    answers,
    availability,
    deposits,
    favourites,
    goods,
    orders,
    producers,
    rhythms,
    shop,
    standing,
    table,
)

app_name = "trading"

UNIT = "hubs/<uuid:hub>/units/<uuid:unit>/"
CYCLE = "hubs/<uuid:hub>/cycles/<uuid:cycle>/"
PRODUCER = "hubs/<uuid:hub>/producers/<uuid:producer>/"

urlpatterns = [
    path(f"{UNIT}shop/", shop.shop, name="shop"),
    path(f"{UNIT}goods/<uuid:product>/", goods.goods, name="goods"),
    path(f"{UNIT}basket/", orders.basket, name="basket"),
    path(f"{UNIT}basket/lines/", orders.change_line, name="line"),
    path(f"{UNIT}basket/amounts/", amounts.order_amount, name="line-by-amount"),
    path(f"{UNIT}basket/repeat/", orders.repeat, name="repeat"),
    path(f"{UNIT}favourites/", favourites.star, name="star"),
    path(f"{UNIT}list/", table.order_by_list, name="table"),
    path(f"{UNIT}list/shelves/", table.arrange, name="table-arrange"),
    path(f"{UNIT}standing/", standing.standing_list, name="standing-list"),
    path(f"{UNIT}standing/new/", standing.standing_new, name="standing-new"),
    path(f"{UNIT}standing/<uuid:standing>/", standing.standing_detail, name="standing-detail"),
    path(f"{UNIT}standing/<uuid:standing>/pause/", standing.pause, name="standing-pause"),
    path(f"{UNIT}standing/<uuid:standing>/end/", standing.end, name="standing-end"),
    path(f"{UNIT}standing/<uuid:standing>/dates/", standing.one_date, name="standing-date"),
    path(f"{UNIT}basket/place/", orders.choose_door, name="basket-place"),
    path(f"{UNIT}orders/", orders.order_list, name="order-list"),
    path(f"{UNIT}orders/<uuid:order>/", orders.order_detail, name="order-detail"),
    path(f"{UNIT}orders/<uuid:order>/place/", orders.place, name="order-place"),
    path(f"{UNIT}orders/<uuid:order>/cancel/", orders.cancel, name="order-cancel"),
    path(
        f"{UNIT}orders/<uuid:order>/substitutes/<uuid:substitution>/",
        answers.substitution,
        name="substitution-answer",
    ),
    path(
        f"{UNIT}orders/<uuid:order>/weights/<uuid:weight>/",
        answers.weight,
        name="weight-answer",
    ),
    path(f"{CYCLE}standing/", standing.cycle_runs, name="standing-runs"),
    path(f"{UNIT}deposits/", deposits.unit_deposits, name="unit-deposits"),
    path(f"{UNIT}agreement/", agreements.unit_agreement, name="unit-agreement"),
    path(f"{PRODUCER}deposits/", deposits.producer_deposits, name="producer-deposits"),
    path(f"{PRODUCER}availability/", availability.availability, name="availability"),
    path(f"{PRODUCER}availability/notice/", availability.notice, name="availability-notice"),
    path(f"{PRODUCER}availability/post/", availability.post, name="availability-post"),
    path(f"{PRODUCER}availability/repeat/", availability.repeat, name="availability-repeat"),
    path(
        f"{PRODUCER}availability/posts/<uuid:post>/undo/",
        availability.post_undo,
        name="post-undo",
    ),
    path(f"{PRODUCER}rhythms/", rhythms.rhythm_list, name="rhythm-list"),
    path(f"{PRODUCER}rhythms/<uuid:rhythm>/", rhythms.rhythm_change, name="rhythm-change"),
    path(f"{PRODUCER}purchases/", producers.purchase_list, name="purchase-list"),
    path(
        f"{PRODUCER}purchases/<uuid:purchase>/", producers.purchase_detail, name="purchase-detail"
    ),
    path(
        f"{PRODUCER}purchases/<uuid:purchase>/promise/",
        producers.promise,
        name="purchase-promise",
    ),
]
