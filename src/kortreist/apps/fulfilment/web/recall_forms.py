"""What people type when goods are taken back, and what those who got them answer."""

from collections.abc import Sequence

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kortreist.apps.catalogue.words import goods_name
from kortreist.apps.fulfilment.entries import AnswerEntry, RecallEntry
from kortreist.apps.fulfilment.models import Instruction, Lot, RecallKind, RecallNotice
from kortreist.apps.fulfilment.words import HAZARD, INSTRUCTION, RECALL_KIND
from kortreist.apps.ui.forms import CountField


class RecallForm(forms.Form):
    """Which lots, what is wrong, and what those who have the goods are to do."""

    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=list(RECALL_KIND.items()),
        widget=forms.RadioSelect,
        initial=RecallKind.DRILL.value,
    )
    lots = forms.MultipleChoiceField(label=_("Lots"), widget=forms.CheckboxSelectMultiple)
    hazard = forms.ChoiceField(label=_("What is wrong"), choices=list(HAZARD.items()))
    reason = forms.CharField(
        label=_("In your own words"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody concerned reads it. Name no person."),
    )
    instruction = forms.ChoiceField(
        label=_("What they are to do with it"),
        choices=list(INSTRUCTION.items()),
        initial=Instruction.SET_ASIDE.value,
    )

    def __init__(
        self, data: QueryDict | None, *, lots: Sequence[Lot], chosen: Sequence[Lot]
    ) -> None:
        super().__init__(data, initial={"lots": [str(lot.public_id) for lot in chosen]})
        self.by_id = {str(lot.public_id): lot for lot in lots}
        self.fields["lots"].choices = [  # type: ignore[attr-defined]  # a choice field
            (key, f"{lot.code}: {goods_name(lot.variant)}, {lot.producer.name}")
            for key, lot in self.by_id.items()
        ]

    def entry(self) -> RecallEntry:
        """Return what was typed, as the service takes it."""
        typed = self.cleaned_data
        return RecallEntry(
            kind=typed["kind"],
            lot_ids=[self.by_id[key].pk for key in typed["lots"]],
            hazard=typed["hazard"],
            reason=typed["reason"],
            instruction=typed["instruction"],
        )


class ConclusionForm(forms.Form):
    """What came of a case."""

    conclusion = forms.CharField(
        label=_("What came of it"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class AnswerForm(forms.Form):
    """How many packs an answer is of; the answer itself is the button that is pressed."""

    count = CountField(label=_("How many packs"), required=False, most=1_000_000)
    note = forms.CharField(label=_("Anything else"), required=False, max_length=300)

    @classmethod
    def of(cls, notice: RecallNotice, data: QueryDict | None = None) -> "AnswerForm":
        """Return the form as things are; all of it, where nothing was said."""
        known = notice.answered_count
        count = notice.count if known is None and not notice.answer else known
        return cls(data, initial={"count": count, "note": notice.note})

    def entry(self, answer: str) -> AnswerEntry:
        """Return what was typed, as the service takes it."""
        return AnswerEntry(answer, self.cleaned_data["count"], self.cleaned_data["note"])
