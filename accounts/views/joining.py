"""Joining by one's e-mail domain: the button of the person, and the switch of the organisation."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import actors, permissions, step_up
from accounts.services import joining
from accounts.views import scope
from accounts.views.feedback import say
from synthai.core.access import page


@require_POST
@login_required
def join(request: HttpRequest) -> HttpResponse:
    """Become a member of an organisation that offers it to one's domain."""
    by = actors.of_person(scope.person(request), request=request)
    member = joining.join(request.POST.get("organisation", ""), by=by, now=timezone.now())
    organisation = member.organisation
    say(request, _("You are in the team of %(name)s now.") % {"name": organisation.name})
    return redirect("accounts:dashboard", organisation.slug)


@require_POST
@page(permissions.SSO_CHANGE)
@step_up.proved
def allow(request: HttpRequest, organisation: str, domain: str) -> HttpResponse:
    """Let people of a domain join by themselves, or no longer."""
    role = request.POST.get("role", "")
    claim = joining.allow(domain, role=role, by=scope.actor(request))
    sentence = (
        _("People with a confirmed address of %(domain)s may join by themselves now.")
        if role
        else _("People with an address of %(domain)s join by invitation only.")
    )
    say(request, sentence % {"domain": claim.domain})
    return redirect("accounts:sso", organisation)
