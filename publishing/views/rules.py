"""The rules of a library: whether somebody else approves a piece before it is published."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from publishing import permissions
from publishing.forms.rules import RulesForm
from publishing.selectors import approval
from publishing.services import review_rules
from publishing.views.write_answers import attempt, said, sent
from synthai.core.access import TenantRequest, page

PAGE, HERE = "publishing/library_rules.html", "publishing:write-rules"


@require_http_methods(["GET", "POST"])
@page(permissions.RULES_SET)
def rules(request: TenantRequest, organisation: str) -> HttpResponse:
    """What is demanded, who could approve, and what of that which is planned nobody else has read."""
    form = RulesForm(sent(request), initial={"demands_review": approval.is_demanded()})
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, lambda: _set(request, form)) is not None
    ):
        return said(request, _told(wanted=form.cleaned_data["demands_review"]), HERE, organisation)
    return render(request, PAGE, {"form": form, **_shown(request)}, status=422 if form.errors else 200)


def _told(*, wanted: bool) -> str:
    if wanted:
        return _("From now on somebody else approves a piece first.")
    return _("Whoever may publish does so without a review again.")


def _set(request: TenantRequest, form: RulesForm) -> object:
    wanted = form.cleaned_data["demands_review"]
    return review_rules.demand_review(is_demanded=wanted, by=request.actor, now=timezone.now())


def _shown(request: TenantRequest) -> dict[str, object]:
    names = approval.approvers(request.actor.organisation_id or 0)
    return {
        "names": names,
        "is_alone": len(names) < review_rules.LEAST_APPROVERS,
        "is_on": approval.is_demanded(),
        "planned": approval.planned_unread(),
        "may_edit": request.actor.can(permissions.PIECE_EDIT),
    }
