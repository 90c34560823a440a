"""Rules of an organisation, and why somebody may do something or not."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import explaining, permissions, rule_forms, rule_reading, selectors, step_up
from accounts.models import AccessRule
from accounts.rule_forms import RuleForm, WhyForm
from accounts.services import rules
from accounts.services.rules import RuleWrong
from accounts.views import scope
from accounts.views.feedback import attempt, say
from synthai.core.access import page


@require_GET
@page(permissions.RULE_CHANGE)
def rule_list(request: HttpRequest, organisation: str) -> HttpResponse:
    """Rules in words, each with what is doubtful about it."""
    around = rule_reading.surroundings(scope.organisation(request))
    shown = [rule_reading.shown(rule, around) for rule in selectors.rules()]
    return render(request, "accounts/rule_list.html", {"shown": shown})


@require_http_methods(["GET", "POST"])
@page(permissions.RULE_CHANGE)
@step_up.proved
def create(request: HttpRequest, organisation: str) -> HttpResponse:
    """Write a rule."""
    around = rule_reading.surroundings(scope.organisation(request))
    form = RuleForm(request.POST or None, around=around, by=scope.actor(request))
    if request.method == "POST" and form.is_valid() and _save(request, form, None):
        return redirect("accounts:rule-list", organisation)
    return render(request, "accounts/rule_edit.html", {"form": form})


@require_http_methods(["GET", "POST"])
@page(permissions.RULE_CHANGE)
@step_up.proved_to_send
def change(request: HttpRequest, organisation: str, rule: str) -> HttpResponse:
    """Change a rule, or switch it off."""
    found = selectors.get_rule(rule)
    around = rule_reading.surroundings(scope.organisation(request), without=rule)
    initial = rule_forms.initial_of(found.name, found.definition, is_active=found.is_active)
    form = RuleForm(request.POST or None, around=around, by=scope.actor(request), initial=initial)
    if request.method == "POST" and form.is_valid() and _save(request, form, found):
        return redirect("accounts:rule-list", organisation)
    context = {
        "form": form,
        "rule": found,
        "fits": rule_forms.fits_form(found.definition),
        "data": rule_forms.as_text(found.definition),
    }
    return render(request, "accounts/rule_edit.html", context)


@require_POST
@page(permissions.RULE_CHANGE)
@step_up.proved
def delete(request: HttpRequest, organisation: str, rule: str) -> HttpResponse:
    """Delete a rule."""
    rules.delete(rule, by=scope.actor(request))
    say(request, _("The rule was deleted. What it refused is open to who holds the role."))
    return redirect("accounts:rule-list", organisation)


@require_GET
@page(None)
def why(request: HttpRequest, organisation: str) -> HttpResponse:
    """Why can somebody do something, or not; about oneself for everybody, about others for who gives roles."""
    people = explaining.people(scope.organisation(request), by=scope.actor(request))
    given = request.GET if "who" in request.GET else None
    first, branches = {"capability": request.GET.get("capability")}, selectors.branch_names()
    form = WhyForm(given, who=people, branches=branches, initial=first)
    answer = _answer(request, form) if form.is_bound and form.is_valid() else None
    context = {"form": form, "answer": answer, "has_branches": bool(branches)}
    return render(request, "accounts/why.html", context)


def _answer(request: HttpRequest, form: WhyForm) -> explaining.Explanation:
    here, asked = scope.organisation(request), form.cleaned_data
    moment = form.moment(now=timezone.now())
    return explaining.of_subject(here, asked["who"], asked["capability"], facts=form.facts(), at=moment)


def _save(request: HttpRequest, form: RuleForm, found: AccessRule | None) -> bool:
    """Save what the form says; a refusal stands beside its field. Tells what is doubtful about a saved rule."""
    by, name, is_active = scope.actor(request), form.cleaned_data["name"], form.cleaned_data["is_active"]
    definition = form.definition()

    def verb() -> AccessRule:
        if found is None:
            return rules.create(name=name, definition=definition, is_active=is_active, by=by)
        return rules.change(found.public_id, name=name, definition=definition, is_active=is_active, by=by)

    try:
        saved = attempt(form, verb, passes=RuleWrong)
    except RuleWrong as refusal:
        form.show(refusal)
        return False
    if saved is None:
        return False
    doubts = rules.findings_of(scope.organisation(request), definition, without=saved.public_id)
    say(request, " ".join([_("The rule is saved."), *(doubt.sentence for doubt in doubts)]))
    return True
