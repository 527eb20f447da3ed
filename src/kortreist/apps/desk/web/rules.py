"""Rounds that repeat: setting the rule up, its coming dates, and single dates that differ."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kortreist.apps.actors.permissions import Permission, require
from kortreist.apps.desk.web.rule_forms import RuleDateForm, RuleForm
from kortreist.apps.desk.web.scope import hub_scope, rule_scope
from kortreist.apps.trading.errors import RuleTimesError
from kortreist.apps.trading.models import CycleRule
from kortreist.apps.trading.selectors.rules import coming_dates, unsaved_rule
from kortreist.apps.trading.services.following import Followed
from kortreist.apps.trading.services.rules import (
    change_rule,
    create_rule,
    pause_rule,
    remove_rule,
    restore_date,
    resume_rule,
    set_date,
)
from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page
from kortreist.kernel.errors import InvalidInputError
from kortreist.kernel.periods import oslo_date

STATES = {"pause": pause_rule, "resume": resume_rule, "remove": remove_rule}


@require_http_methods(["GET", "POST"])
def rule_new(request: HttpRequest, hub: UUID) -> HttpResponse:
    """Set up rounds that repeat, with the dates they would give shown first."""
    actor, found = hub_scope(request, hub)
    require(actor, Permission.MANAGE_CYCLES, hub_id=found.pk)
    now = timezone.now()
    form = RuleForm(request.POST or None, initial=RuleForm.usual(oslo_date(now)))
    context: dict[str, object] = {"hub": found, "form": form}
    if request.method == "POST" and form.is_valid():
        if request.POST.get("do") == "save":
            try:
                rule, followed = create_rule(
                    actor=actor, hub_id=found.pk, facts=form.facts(), now=now
                )
            except RuleTimesError as error:
                form.add_error(None, message_for(error))
            else:
                tell(request, _followed(followed))
                return redirect("desk:rule-detail", hub=hub, rule=rule.public_id)
        else:
            context["dates"] = _preview(unsaved_rule(hub_id=found.pk, facts=form.facts()))
    return render_page(request, "desk/rule_new.html", context)


@require_http_methods(["GET", "POST"])
def rule_detail(request: HttpRequest, hub: UUID, rule: UUID) -> HttpResponse:
    """Show a rule with its coming dates, and change it."""
    scope = rule_scope(request, hub, rule)
    form = RuleForm(request.POST or None, initial=RuleForm.of(scope.rule))
    now = timezone.now()
    context: dict[str, object] = {
        "scope": scope,
        "form": form,
        "may_change": scope.actor.may(Permission.MANAGE_CYCLES, hub_id=scope.hub.pk),
    }
    if request.method == "POST" and form.is_valid():
        if request.POST.get("do") == "save":
            try:
                _rule, followed = change_rule(
                    actor=scope.actor,
                    hub_id=scope.hub.pk,
                    rule_id=scope.rule.pk,
                    facts=form.facts(),
                    now=now,
                )
            except RuleTimesError as error:
                form.add_error(None, message_for(error))
            else:
                tell(request, _followed(followed))
                return redirect(scope.url())
        else:
            context["preview"] = _preview(
                unsaved_rule(hub_id=scope.hub.pk, facts=form.facts(), pk=scope.rule.pk)
            )
    context["dates"] = coming_dates([scope.rule], now=now, language=get_language() or "nb")
    return render_page(request, "desk/rule_detail.html", context)


@require_POST
def rule_state(request: HttpRequest, hub: UUID, rule: UUID) -> HttpResponse:
    """Let a rule rest, go on, or take it away."""
    scope = rule_scope(request, hub, rule)
    asked = request.POST.get("do", "")
    if asked not in STATES:
        raise InvalidInputError
    STATES[asked](actor=scope.actor, hub_id=scope.hub.pk, rule_id=scope.rule.pk, now=timezone.now())
    if asked == "remove":
        tell(request, _("The rule is gone. Rounds that were used stand, with every order."))
        return redirect("desk:cycle-list", hub=hub)
    tell(request, _("Noted."))
    return redirect(scope.url())


@require_POST
def rule_date(request: HttpRequest, hub: UUID, rule: UUID) -> HttpResponse:
    """Leave one date out, move it, or let it be as the rule has it again."""
    scope = rule_scope(request, hub, rule)
    form = RuleDateForm(request.POST)
    if not form.is_valid():
        raise InvalidInputError
    args = {
        "actor": scope.actor,
        "hub_id": scope.hub.pk,
        "rule_id": scope.rule.pk,
        "day": form.cleaned_data["day"],
        "now": timezone.now(),
    }
    if form.cleaned_data["do"] == "restore":
        restore_date(**args)
    else:
        set_date(**args, moved_to=form.moved_to())
    tell(request, _("Noted."))
    return redirect(scope.url())


def _preview(rule: CycleRule) -> list[object]:
    return list(coming_dates([rule], now=timezone.now(), language=get_language() or "nb"))


def _followed(followed: Followed) -> str:
    """Return what came of a rule, as one sentence after another."""
    coming = followed.made + followed.changed
    sentences = [
        ngettext("%(count)s round stands ready.", "%(count)s rounds stand ready.", coming)
        % {"count": coming}
    ]
    if followed.withdrawn:
        text = ngettext(
            "%(count)s unused round is taken away.",
            "%(count)s unused rounds are taken away.",
            followed.withdrawn,
        )
        sentences.append(text % {"count": followed.withdrawn})
    if followed.left_alone:
        text = ngettext(
            "%(count)s round is left as it was, because it is in use.",
            "%(count)s rounds are left as they were, because they are in use.",
            followed.left_alone,
        )
        sentences.append(text % {"count": followed.left_alone})
    return " ".join(sentences)
