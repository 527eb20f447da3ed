"""Words that several rooms' forms share."""

from typing import Final

from django.utils.translation import gettext_lazy as _

# By ISO number: Monday is 1.
WEEKDAYS: Final = [
    (1, _("Monday")),
    (2, _("Tuesday")),
    (3, _("Wednesday")),
    (4, _("Thursday")),
    (5, _("Friday")),
    (6, _("Saturday")),
    (7, _("Sunday")),
]
