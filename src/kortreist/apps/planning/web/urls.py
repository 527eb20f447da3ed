"""Addresses of the menu's pages."""

from django.urls import path

from kortreist.apps.planning.web import menus, recipes

app_name = "planning"

UNIT = "hubs/<uuid:hub>/units/<uuid:unit>/"

urlpatterns = [
    path(f"{UNIT}menu/", menus.menu, name="menu"),
    path(f"{UNIT}menu/order/", menus.order, name="menu-order"),
    path(f"{UNIT}recipes/new/", recipes.new, name="recipe-new"),
    path(f"{UNIT}recipes/<uuid:recipe>/", recipes.detail, name="recipe-detail"),
]
