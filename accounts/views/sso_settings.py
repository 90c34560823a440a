"""Single sign-on of one organisation: its providers, domains, and whether it is the only way in."""

from typing import Any

from allauth.socialaccount.providers.base import AuthProcess
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import features, permissions, role_forms, social_refusals, step_up
from accounts.leaving import leave
from accounts.models import SsoProvider
from accounts.services import sso_domains, sso_providers, sso_sessions
from accounts.sso import addresses, forms, our_certificate, report, selectors, setting_up
from accounts.sso import providers as allauth_providers
from accounts.views import scope
from accounts.views.feedback import attempt, say
from synthai.core import entitlements
from synthai.core.access import page
from synthai.core.error_pages import upgrade_for


@require_GET
@page(permissions.SSO_CHANGE)
def overview(request: HttpRequest, organisation: str) -> HttpResponse:
    """Everything on one page, with the next thing to do."""
    return render(request, "accounts/sso.html", _overview(request, forms.DomainForm()))


@require_http_methods(["GET", "POST"])
@page(permissions.SSO_CHANGE)
@step_up.proved
def provider_add(request: HttpRequest, organisation: str, protocol: str) -> HttpResponse:
    """Set up a provider; it is in use only after a test and a switch. Without it in the plan the form is not shown."""
    entitlements.require(scope.organisation(request).pk, features.SINGLE_SIGN_ON)
    form = _new_form(request, protocol, organisation=scope.organisation(request))
    if request.method == "POST" and form.is_valid():
        by = scope.actor(request)
        made = attempt(form, lambda: setting_up.create(protocol, form, by=by, now=timezone.now()))
        if made:
            said = _("“%(name)s” is set up. Register these addresses there, then test it.")
            say(request, said % {"name": made.name})
            return redirect("accounts:sso-provider", organisation, made.public_id)
    context = {"form": form, "protocol": protocol}
    return render(request, "accounts/sso_provider_form.html", context)


@require_http_methods(["GET", "POST"])
@page(permissions.SSO_CHANGE)
@step_up.proved_to_send
def provider_change(request: HttpRequest, organisation: str, provider: str) -> HttpResponse:
    """Addresses to register, the test, and what can be changed."""
    row = selectors.get_provider(provider)
    form = _form(row.protocol)(
        request.POST or None, request.FILES or None, provider=row,
        initial=forms.initial_of(row), organisation=row.organisation,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        by = scope.actor(request)
        if attempt(form, lambda: setting_up.change(row, form, by=by)):
            say(request, _("The changes were saved."))
            return redirect("accounts:sso-provider", organisation, provider)
    return render(request, "accounts/sso_provider.html", _about(request, row, form))


@require_POST
@page(permissions.SSO_CHANGE)
@step_up.proved
def provider_switch(request: HttpRequest, organisation: str, provider: str) -> HttpResponse:
    """In use, or not: then who came through it is signed out, but for this browser."""
    is_enabled = request.POST.get("is_enabled") == "1"
    by, here, now = scope.actor(request), request.session.session_key, timezone.now()
    row = sso_providers.switch(provider, is_enabled=is_enabled, by=by, now=now, keep_session=here)
    sentence = _("“%(name)s” is in use now.") if row.is_enabled else _("“%(name)s” is no longer in use.")
    say(request, sentence % {"name": row.name})
    return redirect("accounts:sso-provider", organisation, provider)


@require_POST
@page(permissions.SSO_CHANGE)
@step_up.proved
def provider_certificate(request: HttpRequest, organisation: str, provider: str) -> HttpResponse:
    """Make a new certificate of ours, change over to it, or withdraw the other."""
    say(request, our_certificate.do(provider, request.POST.get("deed", ""), by=scope.actor(request)))
    return redirect("accounts:sso-provider", organisation, provider)


@require_POST
@page(permissions.SSO_CHANGE)
@step_up.proved
def provider_remove(request: HttpRequest, organisation: str, provider: str) -> HttpResponse:
    """Remove it; people keep their accounts and are signed out, but for this browser."""
    by, here = scope.actor(request), request.session.session_key
    gone = sso_providers.remove(provider, by=by, now=timezone.now(), keep_session=here)
    say(
        request,
        _("“%(name)s” was removed. People keep their accounts and sign in another way.")
        % {"name": gone.name},
    )
    return redirect("accounts:sso", organisation)


@require_POST
@page(permissions.SSO_CHANGE)
def provider_test(request: HttpRequest, organisation: str, provider: str) -> HttpResponse:
    """A real sign-in that signs nobody in and says what came back."""
    row = selectors.get_provider(provider)
    return leave(
        request, allauth_providers.of(request, row), process=AuthProcess.LOGIN, data=social_refusals.TEST
    )


@require_POST
@page(permissions.SSO_CHANGE)
@step_up.proved
def domain_add(request: HttpRequest, organisation: str) -> HttpResponse:
    """Claim a domain; its record is then shown."""
    form, by = forms.DomainForm(request.POST), scope.actor(request)
    if form.is_valid():
        domain = form.cleaned_data["domain"]
        if attempt(form, lambda: sso_domains.add(domain, by=by, now=timezone.now())):
            say(request, _("Now put the text record into your DNS, then check it."))
            return redirect("accounts:sso", organisation)
    return render(request, "accounts/sso.html", _overview(request, form))


@require_POST
@page(permissions.SSO_CHANGE)
@step_up.proved
def domain_check(request: HttpRequest, organisation: str, domain: str) -> HttpResponse:
    """Look for the record now."""
    claim = sso_domains.prove(domain, by=scope.actor(request), now=timezone.now())
    say(request, _("%(domain)s is proven to be yours.") % {"domain": claim.domain})
    return redirect("accounts:sso", organisation)


@require_POST
@page(permissions.SSO_CHANGE)
@step_up.proved
def domain_remove(request: HttpRequest, organisation: str, domain: str) -> HttpResponse:
    """Give a domain up; who came in by it alone is signed out, but for this browser."""
    here = request.session.session_key
    gone = sso_domains.remove(domain, by=scope.actor(request), keep_session=here)
    say(request, _("%(domain)s was removed.") % {"domain": gone.domain})
    return redirect("accounts:sso", organisation)


@require_POST
@page(permissions.SSO_CHANGE)
@step_up.proved
def requirement(request: HttpRequest, organisation: str) -> HttpResponse:
    """The only way in, or one of several."""
    wanted = request.POST.get("is_required") == "1"
    changed = sso_providers.require_sso(is_required=wanted, by=scope.actor(request))
    sentence = (
        _("From now on everybody but the owner signs in through single sign-on.")
        if changed.requires_sso
        else _("Other ways to sign in are allowed again.")
    )
    say(request, sentence)
    return redirect("accounts:sso", organisation)


def _form(protocol: str) -> Any:
    if protocol == SsoProvider.Protocol.OIDC:
        return forms.OidcForm
    if protocol == SsoProvider.Protocol.SAML:
        return forms.SamlForm
    raise Http404


def _new_form(request: HttpRequest, protocol: str, *, organisation: Any) -> Any:
    given = (request.POST or None, request.FILES or None)
    return _form(protocol)(*given, initial={"adds_members": True}, organisation=organisation)


def _about(request: HttpRequest, row: SsoProvider, form: Any) -> dict[str, Any]:
    now = timezone.now()
    return {
        "form": form,
        "provider": row,
        "certificates": setting_up.certificates_of(row, now=now),
        "our_certificates": setting_up.our_certificates_of(row, now=now),
        "addresses": addresses.of(request, row),
        "sign_out_sentence": report.sign_out_sentence(row),
        "signed_in": sso_sessions.people_by(row, keep=request.session.session_key),
    }


def _overview(request: HttpRequest, form: forms.DomainForm) -> dict[str, Any]:
    present = scope.organisation(request)
    signed_in = sso_sessions.people_by_domain(present, keep=request.session.session_key)
    return {
        "form": form,
        "providers": selectors.providers(),
        "domains": [(claim, signed_in.get(claim.domain, 0)) for claim in selectors.domains(present)],
        "join_roles": role_forms.choices(present),
        "outside": selectors.members_outside(present.pk),
        "is_required": present.requires_sso,
        "can_require": selectors.could_require(present),
        **_in_plan(request, present.pk),
    }


def _in_plan(request: HttpRequest, organisation_id: int) -> dict[str, Any]:
    """Whether providers can be added; where not, the plan's name and the way to one that has it."""
    if entitlements.allows(organisation_id, features.SINGLE_SIGN_ON):
        return {"is_in_plan": True}
    return {
        "is_in_plan": False,
        "plan": entitlements.grants(organisation_id).plan,
        "upgrade": upgrade_for(request, entitlements.upgrade_path(organisation_id)),
    }
