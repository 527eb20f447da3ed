from django.urls import path

from kortreist.apps.ui.web import styleguide

app_name = "ui"
urlpatterns = [
    path("styleguide/", styleguide.show, name="styleguide"),
    path("styleguide/progress/", styleguide.progress, name="styleguide-progress"),
    path("styleguide/<int:status>/", styleguide.error, name="styleguide-error"),
]
