from django.urls import path

from kortreist.apps.billing.web import views

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
    path("documents/<uuid:document>/", views.document_detail, name="document-detail"),
]
