"""The organisation's rule about second factors."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import permissions, policy, second_factor, selectors, step_up
from accounts.forms import FactorRuleForm
from accounts.models import Organisation, Role
from accounts.services import factor_rules
from accounts.views import scope
from accounts.views.feedback import attempt, say
from synthai.core.access import page


@require_http_methods(["GET", "POST"])
@page(permissions.ORGANISATION_CHANGE)
@step_up.proved_to_send
def rule(request: HttpRequest, organisation: str) -> HttpResponse:
    """Whom it is asked of, and who has none yet."""
    present = scope.organisation(request)
    form = _form(request, present)
    if request.method == "POST" and form.is_valid():
        by = scope.actor(request)
        if attempt(form, lambda: factor_rules.set_rule(**form.cleaned_data, by=by, now=timezone.now())):
            say(request, _("The rule was saved. Whom it newly concerns was told."))
            return redirect("accounts:factor-rule", organisation)
    context = {"form": form, **_people(present, scope.person(request).pk)}
    return render(request, "accounts/factor_rule.html", context)


def _people(organisation: Organisation, own_id: int) -> dict[str, Any]:
    """Who has one, until when the others may do without, and how many those are: "you" among them or not."""
    members = selectors.members(organisation.pk)
    bare = second_factor.without_one(member.user_id for member in members)
    rows = [(row, row.user_id not in bare, second_factor.deadline(row)) for row in members]
    return {"rows": rows, "now": timezone.now(), "bare": len(bare), "am_bare": own_id in bare}


def _form(request: HttpRequest, organisation: Organisation) -> FactorRuleForm:
    own = [(code, kept.name) for code, kept in policy.of(organisation).roles.items()]
    return FactorRuleForm(
        request.POST or None,
        choices=[*((role.value, role.label) for role in Role), *own],
        initial={
            "roles": list(second_factor.roles_of(organisation)),
            "grace_days": organisation.second_factor.get("grace_days", 14),
        },
    )
