"""A document to sign, for the signer who was asked: code, paper, signature."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from content import sending_refusals as refusals
from content.forms.outside import CodeForm, DeclineForm, PassOnForm, SignForm
from content.services import drawing, secrets
from content.services.signing import drawings, giving, sealing
from content.services.signing.giving import Given, Opened
from content.views import outside
from content.views.attempts import attempt, posted
from content.views.outside import unlisted
from synthai.core.documents import pages
from synthai.core.errors import DomainError

HERE = "content-public:sign"


@sensitive_post_parameters("drawing")
@require_http_methods(["GET", "POST"])
@unlisted()
def sign(request: HttpRequest, owner: str, token: str) -> HttpResponse:
    """Read and sign; before that the code. Afterwards: what became of it."""
    now = timezone.now()
    with giving.opened(owner, token) as found:
        state = giving.standing(found, now=now)
        if state != "open":
            return _standing(request, found, owner, token, state)
        if not outside.is_proved(request, found.signer, now=now):
            return _door(request, found, owner, token, CodeForm())
        form = SignForm(posted(request), initial={"name": found.signer.name})
        if request.method == "POST" and form.is_valid() and _signed(request, found, form):
            return redirect(HERE, owner, token)
        giving.note_opened(found.signer.pk, visit=outside.visit_of(request), now=now)
        return _paper(request, found, owner, token, form)


@require_POST
@unlisted("outside-code")
def code(request: HttpRequest, owner: str, token: str) -> HttpResponse:
    """Send the code to the signer's own address, whoever holds the link."""
    with giving.opened(owner, token) as found:
        try:
            giving.send_code(found.signer.pk, visit=outside.visit_of(request), now=timezone.now())
            messages.success(request, _("A code is on its way."))
        except DomainError as refusal:
            messages.error(request, str(refusal))
    return redirect(HERE, owner, token)


@require_POST
@unlisted("outside-try")
def confirm(request: HttpRequest, owner: str, token: str) -> HttpResponse:
    """Type the code."""
    now, form = timezone.now(), CodeForm(request.POST)
    with giving.opened(owner, token) as found:
        visit = outside.visit_of(request)
        typed = (
            attempt(
                form, lambda: giving.confirm(found.signer.pk, form.cleaned_data["code"], visit=visit, now=now)
            )
            if form.is_valid()
            else None
        )
        if not typed:
            return _door(request, found, owner, token, form)
        response = redirect(HERE, owner, token)
        outside.keep_proof(response, found.signer, typed, path=reverse(HERE, args=[owner, token]))
        return response


@require_GET
@unlisted()
def picture(request: HttpRequest, owner: str, token: str, number: int) -> HttpResponse:
    """One page as a picture."""
    with giving.opened(owner, token) as found:
        _refuse_unproved(request, found)
        return outside.picture(request, outside.paper_of(found.request.shown), number)


@require_GET
@unlisted()
def file(request: HttpRequest, owner: str, token: str) -> HttpResponse:
    """The PDF: sealed once everybody signed, before that as it was sent."""
    with giving.opened(owner, token) as found:
        _refuse_unproved(request, found)
        name = drawing.file_name(found.request.shown, "pdf").removesuffix(".pdf")
        if found.request.is_sealed:
            return outside.pdf(sealing.sealed_file(found.request), f"{name}-signed")
        return outside.pdf(outside.paper_of(found.request.shown), name)


@require_GET
@unlisted()
def logo(request: HttpRequest, owner: str, token: str) -> HttpResponse:
    """The sender's logo."""
    with giving.opened(owner, token):
        return outside.logo_reply()


@require_http_methods(["GET", "POST"])
@unlisted()
def decline(request: HttpRequest, owner: str, token: str) -> HttpResponse:
    """Say no, with a reason."""
    now, form = timezone.now(), DeclineForm(posted(request))
    with giving.opened(owner, token) as found:
        if giving.standing(found, now=now) != "open" or not outside.is_proved(request, found.signer, now=now):
            return redirect(HERE, owner, token)
        if request.method == "POST" and form.is_valid():
            visit, reason = outside.visit_of(request), form.cleaned_data["reason"]
            if attempt(form, lambda: giving.decline(found.signer.pk, reason, visit=visit, now=now)):
                return redirect(HERE, owner, token)
        context = {**_context(found, owner, token), "form": form}
        return render(request, "content/outside_decline.html", context)


@require_http_methods(["GET", "POST"])
@unlisted()
def pass_on(request: HttpRequest, owner: str, token: str) -> HttpResponse:
    """Let somebody else sign."""
    now, form = timezone.now(), PassOnForm(posted(request))
    with giving.opened(owner, token) as found:
        if giving.standing(found, now=now) != "open" or not outside.is_proved(request, found.signer, now=now):
            return redirect(HERE, owner, token)
        if request.method == "POST" and form.is_valid():
            visit, typed = outside.visit_of(request), form.cleaned_data
            if attempt(form, lambda: giving.delegate(found.signer.pk, **typed, visit=visit, now=now)):
                return redirect(HERE, owner, token)
        context = {**_context(found, owner, token), "form": form}
        return render(request, "content/outside_pass_on.html", context)


def _signed(request: HttpRequest, found: Opened, form: SignForm) -> bool:
    """Sign; somebody who did so a moment ago in another tab has what they want."""
    typed, visit, now = form.cleaned_data, outside.visit_of(request), timezone.now()

    def verb() -> Any:
        given = Given(name=typed["name"], agrees=typed["consent"], drawing=drawings.read(typed["drawing"]))
        try:
            return giving.sign(found.signer.pk, given, visit=visit, now=now)
        except refusals.SignedAlready:
            return True

    return attempt(form, verb) is not None


def _refuse_unproved(request: HttpRequest, found: Opened) -> None:
    now = timezone.now()
    if giving.standing(found, now=now) == "over":
        raise refusals.SigningOver  # withdrawn, or its time is over: the proof of two hours opens nothing then
    if not outside.is_proved(request, found.signer, now=now):
        raise refusals.NeedsConfirming


def _context(found: Opened, owner: str, token: str) -> dict[str, Any]:
    return {
        "organisation": found.organisation,
        "logo_url": reverse("content-public:sign-logo", args=[owner, token])
        if found.organisation.logo
        else "",
        "owner": owner,
        "token": token,
        "signing": found.request,
        "signer": found.signer,
        "version": found.request.shown,
    }


def _paper(request: HttpRequest, found: Opened, owner: str, token: str, form: SignForm) -> HttpResponse:
    context = {
        **_context(found, owner, token),
        "form": form,
        "texts": pages.texts(outside.paper_of(found.request.shown)),
        "consent": giving.consent_words(),
    }
    return render(request, "content/outside_sign.html", context, status=422 if form.errors else 200)


def _standing(request: HttpRequest, found: Opened, owner: str, token: str, state: str) -> HttpResponse:
    context = {
        **_context(found, owner, token),
        "state": state,
        "is_proved": outside.is_proved(request, found.signer, now=timezone.now()),
    }
    return render(request, "content/outside_standing.html", context, status=410 if state == "over" else 200)


def _door(request: HttpRequest, found: Opened, owner: str, token: str, form: CodeForm) -> HttpResponse:
    context = {
        **_context(found, owner, token),
        "form": form,
        "masked": secrets.masked(found.signer.email),
        "is_sent": found.signer.code_sent_at is not None,
        "signs": True,
        "code_url": reverse("content-public:sign-code", args=[owner, token]),
        "confirm_url": reverse("content-public:sign-confirm", args=[owner, token]),
    }
    return render(request, "content/outside_code.html", context, status=422 if form.errors else 200)
