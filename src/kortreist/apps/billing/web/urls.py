from django.urls import path

from kortreist.apps.billing.web import bonuses, open_items, views

app_name = "billing"
urlpatterns = [
    path("hubs/<uuid:hub>/documents/", views.document_list, name="document-list"),
    path("hubs/<uuid:hub>/documents.csv", views.document_export, name="document-export"),
    path(
        "hubs/<uuid:hub>/units/<uuid:unit>/documents/",
        views.unit_document_list,
        name="unit-document-list",
    ),
    path(
        "hubs/<uuid:hub>/producers/<uuid:producer>/settlements/",
        views.settlement_list,
        name="settlement-list",
    ),
    path("hubs/<uuid:hub>/bonuses/", bonuses.bonus_list, name="bonus-list"),
    path("hubs/<uuid:hub>/bonuses/<uuid:agreement>/", bonuses.bonus_detail, name="bonus-detail"),
    path("hubs/<uuid:hub>/open-items/", open_items.open_item_list, name="open-items"),
    path("hubs/<uuid:hub>/open-items/<uuid:item>/", open_items.open_item_detail, name="open-item"),
    path(
        "hubs/<uuid:hub>/open-items/<uuid:item>/payments/<uuid:payment>/undo/",
        open_items.payment_undo,
        name="payment-undo",
    ),
    path("documents/<uuid:document>/", views.document_detail, name="document-detail"),
]
