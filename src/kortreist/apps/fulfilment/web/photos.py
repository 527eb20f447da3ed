"""A picture that somebody takes at work: drawn anew before anything is kept of it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kortreist.apps.ui.error_messages import message_for
from kortreist.formats.photos import MOST_BYTES, redraw
from kortreist.kernel.errors import InvalidInputError

LONGEST_PX = 1200


class WorkPhotoField(forms.FileField):
    """A photo, or none; cleaned to a JPEG that bears nothing of where it was taken."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401  # whatever Django's fields take
        kwargs.setdefault("label", _("Photo"))
        # A phone offers its camera first.
        accepted = {"accept": "image/*", "capture": "environment"}
        super().__init__(required=False, widget=forms.FileInput(attrs=accepted), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:  # noqa: ANN401  # as Django has it
        upload = super().clean(data, initial)
        if not upload:
            return None
        try:
            [drawing] = redraw(upload.read(MOST_BYTES + 1), longest_px=(LONGEST_PX,))
        except InvalidInputError as error:
            raise ValidationError(message_for(error), code=error.code) from error
        return drawing.content
