"""Answering for goods that are taken back: from a link without signing in, or by telephone."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kortreist.apps.fulfilment.entries import AnswerEntry
from kortreist.apps.fulfilment.models import RecallNotice
from kortreist.apps.fulfilment.recall_words import goods_lines
from kortreist.apps.fulfilment.selectors.recalls import get_notice, name_of, notice_by_digest
from kortreist.apps.fulfilment.services.notices import digest_of
from kortreist.apps.fulfilment.services.recall_answers import answer_by_link, note_answer
from kortreist.apps.fulfilment.web.recall_forms import AnswerForm
from kortreist.apps.fulfilment.web.scope import hub_scope
from kortreist.apps.fulfilment.words import ANSWER
from kortreist.apps.jobs.services import hit
from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page
from kortreist.kernel.errors import ConflictError, InvalidInputError

TRIES: Final = 30
TRIES_PER_S: Final = 600


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Ask the receiver of a notice what became of the goods."""
    address = get_adapter(request).get_client_ip(request)
    hit("recall", str(address), limit=TRIES, per_s=TRIES_PER_S)
    notice = notice_by_digest(digest_of(token))

    def answer(entry: AnswerEntry) -> None:
        answer_by_link(token=token, entry=entry, now=timezone.now())

    return _ask(request, notice, answer, "fulfilment/recall_answer.html", request.path)


@require_http_methods(["GET", "HEAD", "POST"])
def by_telephone(request: HttpRequest, hub: UUID, recall: UUID, notice: UUID) -> HttpResponse:
    """Write down what a receiver said to somebody at the hub."""
    scope = hub_scope(request, hub)
    found = get_notice(**scope.reading, public_id=notice)

    def answer(entry: AnswerEntry) -> None:
        note_answer(**scope.writing, notice_id=found.pk, entry=entry)

    back = scope.url("recall-detail", recall=recall)
    return _ask(request, found, answer, "fulfilment/recall_notice.html", back, scope=scope)


def _ask(
    request: HttpRequest,
    notice: RecallNotice,
    answer: Callable[[AnswerEntry], None],
    template: str,
    back: str,
    **context: object,
) -> HttpResponse:
    form = AnswerForm.of(notice, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            answer(form.entry(request.POST.get("answer", "")))
        except (ConflictError, InvalidInputError) as error:
            field = error.params.get("field")
            form.add_error(str(field) if field in form.fields else None, message_for(error))
        else:
            tell(request, _("Thank you. Your answer is noted."))
            return redirect(back)
    told = {
        "notice": notice,
        "recall": notice.recall,
        "name": name_of(notice),
        "goods": goods_lines(notice.goods),
        "answers": ANSWER.items(),
        "form": form,
    }
    status = 422 if form.errors else 200
    return render_page(request, template, told | context, status=status)
