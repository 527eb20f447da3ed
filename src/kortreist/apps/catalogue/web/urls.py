"""Addresses of the goods' pages."""

from django.urls import path

from kortreist.apps.catalogue.web import (
    certificates,
    goods,
    kitchen,
    packs,
    photos,
    price_lists,
    prices,
    sheets,
    zones,
)

app_name = "catalogue"

PRODUCER = "hubs/<uuid:hub>/producers/<uuid:producer>/"
GOODS = f"{PRODUCER}goods/<uuid:product>/"
SHEET = f"{PRODUCER}goods/sheets/<uuid:sheet>/"
PHOTO = f"{PRODUCER}photos/<uuid:photo>/"
CERTIFICATE_PAPER = f"{PRODUCER}certificates/papers/<uuid:paper>/"
CERTIFICATE = f"{PRODUCER}certificates/<uuid:certificate>/"

EDIT = "hubs/<uuid:hub>/prices/<uuid:edit>/"

LISTS = "hubs/<uuid:hub>/price-lists/"

urlpatterns = [
    path("hubs/<uuid:hub>/prices/", prices.price_list_edit, name="prices"),
    path(EDIT, prices.price_edit_detail, name="price-edit-detail"),
    path(f"{EDIT}apply/", prices.price_edit_apply, name="price-edit-apply"),
    path(f"{EDIT}take-back/", prices.price_edit_take_back, name="price-edit-take-back"),
    path(f"{EDIT}cancel/", prices.price_edit_cancel, name="price-edit-cancel"),
    path(LISTS, price_lists.price_lists, name="price-lists"),
    path(f"{LISTS}agreements/", price_lists.agreements, name="agreements"),
    path(f"{LISTS}fees/", price_lists.fees, name="fees"),
    path(f"{LISTS}zones/", zones.zones, name="zones"),
    path(f"{LISTS}zones/doors/", zones.zone_doors, name="zone-doors"),
    path(f"{LISTS}<uuid:price_list>/", price_lists.price_list_detail, name="price-list"),
    path(f"{LISTS}<uuid:price_list>/terms/", price_lists.price_list_terms, name="price-list-terms"),
    path(
        f"{LISTS}<uuid:price_list>/put-away/",
        price_lists.price_list_archive,
        name="price-list-archive",
    ),
    path(f"{PRODUCER}goods/", goods.goods, name="goods"),
    path(
        "hubs/<uuid:hub>/units/<uuid:unit>/catalogue.csv", kitchen.catalogue_csv, name="kitchen-csv"
    ),
    path(
        "hubs/<uuid:hub>/units/<uuid:unit>/catalogue.xlsx",
        kitchen.catalogue_xlsx,
        name="kitchen-xlsx",
    ),
    path(f"{PRODUCER}goods/export.xlsx", sheets.goods_xlsx, name="goods-xlsx"),
    path(f"{PRODUCER}goods/export.csv", sheets.goods_csv, name="goods-csv"),
    path(f"{PRODUCER}goods/sheets/", sheets.sheet_list, name="sheet-list"),
    path(SHEET, sheets.sheet_detail, name="sheet-detail"),
    path(f"{SHEET}columns/", sheets.sheet_columns, name="sheet-columns"),
    path(f"{SHEET}take-in/", sheets.sheet_take_in, name="sheet-take-in"),
    path(f"{SHEET}retry/", sheets.sheet_retry, name="sheet-retry"),
    path(f"{SHEET}cancel/", sheets.sheet_cancel, name="sheet-cancel"),
    path(f"{SHEET}take-back/", sheets.sheet_take_back, name="sheet-take-back"),
    path(f"{PRODUCER}goods/new/", goods.product_start, name="product-start"),
    path(GOODS, goods.product_detail, name="product-detail"),
    path(f"{GOODS}photos/", photos.photo_list, name="photo-list"),
    path(f"{GOODS}packs/<uuid:variant>/", packs.packs, name="packs"),
    path(f"{PHOTO}remove/", photos.photo_remove, name="photo-remove"),
    path(f"{PHOTO}restore/", photos.photo_restore, name="photo-restore"),
    path(f"{PHOTO}first/", photos.photo_first, name="photo-first"),
    path("hubs/<uuid:hub>/photos/<uuid:photo>/<slug:size>/", photos.photo, name="photo"),
    path(f"{PRODUCER}certificates/", certificates.certificate_list, name="certificate-list"),
    path(f"{CERTIFICATE}goods/", certificates.certificate_covers, name="certificate-covers"),
    path(f"{CERTIFICATE}withdraw/", certificates.certificate_withdraw, name="certificate-withdraw"),
    path(f"{CERTIFICATE}restore/", certificates.certificate_restore, name="certificate-restore"),
    path(f"{CERTIFICATE}paper/", certificates.paper_put, name="certificate-paper-put"),
    path(f"{CERTIFICATE}paper/remove/", certificates.paper_remove, name="certificate-paper-remove"),
    path(f"{CERTIFICATE_PAPER}", certificates.paper, name="certificate-paper"),
    path(
        f"{CERTIFICATE_PAPER}restore/",
        certificates.paper_restore,
        name="certificate-paper-restore",
    ),
]
