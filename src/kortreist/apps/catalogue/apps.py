from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "kortreist.apps.catalogue"
    label = "catalogue"
