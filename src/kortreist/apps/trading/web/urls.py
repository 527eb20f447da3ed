"""Addresses of the trade's pages."""

from django.urls import path

from kortreist.apps.trading.web import orders, producers, shop

app_name = "trading"

UNIT = "hubs/<uuid:hub>/units/<uuid:unit>/"
PRODUCER = "hubs/<uuid:hub>/producers/<uuid:producer>/"

urlpatterns = [
    path(f"{UNIT}shop/", shop.shop, name="shop"),
    path(f"{UNIT}basket/", orders.basket, name="basket"),
    path(f"{UNIT}basket/lines/", orders.change_line, name="line"),
    path(f"{UNIT}basket/repeat/", orders.repeat, name="repeat"),
    path(f"{UNIT}orders/", orders.order_list, name="order-list"),
    path(f"{UNIT}orders/<uuid:order>/", orders.order_detail, name="order-detail"),
    path(f"{UNIT}orders/<uuid:order>/place/", orders.place, name="order-place"),
    path(f"{UNIT}orders/<uuid:order>/cancel/", orders.cancel, name="order-cancel"),
    path(f"{PRODUCER}availability/", producers.availability, name="availability"),
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
