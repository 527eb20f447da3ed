from django.contrib.auth.decorators import login_not_required
from django.urls import path

from kortreist.apps.ui.web import styleguide

app_name = "ui"
urlpatterns = [
    path("styleguide/", login_not_required(styleguide.show), name="styleguide"),
    path(
        "styleguide/progress/", login_not_required(styleguide.progress), name="styleguide-progress"
    ),
    path("styleguide/<int:status>/", login_not_required(styleguide.error), name="styleguide-error"),
]
