"""Addresses of the goods' pages."""

from django.urls import path

from kortreist.apps.catalogue.web import goods

app_name = "catalogue"

PRODUCER = "hubs/<uuid:hub>/producers/<uuid:producer>/"

urlpatterns = [
    path(f"{PRODUCER}goods/", goods.goods, name="goods"),
    path(f"{PRODUCER}goods/<uuid:product>/", goods.product_detail, name="product-detail"),
]
