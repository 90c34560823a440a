"""A shared document, for who has its link."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from content import sending_refusals as refusals
from content.forms.outside import CodeForm
from content.models import ShareView
from content.services import drawing, secrets, sharing
from content.services.sharing import Opened
from content.views import outside
from content.views.attempts import attempt
from content.views.outside import unlisted
from synthai.core.documents import pages
from synthai.core.errors import DomainError, NotFound

HERE = "content-public:shared"


@require_safe
@unlisted()
def shared(request: HttpRequest, owner: str, token: str) -> HttpResponse:
    """The pages to look at; before that the code, where the sender asks for it."""
    now = timezone.now()
    with sharing.opened(owner, token, now=now) as found:
        if found.link.asks_code and not outside.is_proved(request, found.link, now=now):
            return _door(request, found, owner, token, CodeForm())
        context = _context(found, owner, token)
        context["texts"] = pages.texts(outside.paper_of(found.version))
        return render(request, "content/outside_shared.html", context)


@require_POST
@unlisted("outside-code")
def code(request: HttpRequest, owner: str, token: str) -> HttpResponse:
    """Send the code to the address the sender gave."""
    now = timezone.now()
    with sharing.opened(owner, token, now=now) as found:
        if not found.link.asks_code:
            raise NotFound
        try:
            sharing.send_code(found.link.pk, now=now)
            messages.success(request, _("A code is on its way."))
        except DomainError as refusal:
            messages.error(request, str(refusal))
    return redirect(HERE, owner, token)


@require_POST
@unlisted("outside-try")
def confirm(request: HttpRequest, owner: str, token: str) -> HttpResponse:
    """Type the code."""
    now, form = timezone.now(), CodeForm(request.POST)
    with sharing.opened(owner, token, now=now) as found:
        if not found.link.asks_code:
            raise NotFound
        typed = (
            attempt(form, lambda: sharing.confirm(found.link.pk, form.cleaned_data["code"], now=now))
            if form.is_valid()
            else None
        )
        if not typed:
            return _door(request, found, owner, token, form)
        response = redirect(HERE, owner, token)
        outside.keep_proof(response, found.link, typed, path=reverse(HERE, args=[owner, token]))
        return response


@require_GET
@unlisted()
def picture(request: HttpRequest, owner: str, token: str, number: int) -> HttpResponse:
    """One page as a picture. The first one counts as a look: programs that only read the page's HTML do not fetch it."""
    now = timezone.now()
    with sharing.opened(owner, token, now=now) as found:
        _refuse_unproved(request, found)
        response = outside.picture(request, outside.paper_of(found.version, across=_across(found)), number)
        if number == 1:
            sharing.note(found.link.pk, ShareView.Kind.VIEWED, outside.visit_of(request), now=now)
        return response


@require_GET
@unlisted()
def file(request: HttpRequest, owner: str, token: str) -> HttpResponse:
    """The PDF, where the sender lets it be downloaded."""
    now = timezone.now()
    with sharing.opened(owner, token, now=now) as found:
        _refuse_unproved(request, found)
        if not found.link.may_download:
            raise NotFound
        content = outside.paper_of(found.version, across=_across(found))
        sharing.note(found.link.pk, ShareView.Kind.DOWNLOADED, outside.visit_of(request), now=now)
        return outside.pdf(content, drawing.file_name(found.version, "pdf").removesuffix(".pdf"))


@require_GET
@unlisted()
def logo(request: HttpRequest, owner: str, token: str) -> HttpResponse:
    """The sender's logo."""
    with sharing.opened(owner, token, now=timezone.now()):
        return outside.logo_reply()


def _refuse_unproved(request: HttpRequest, found: Opened) -> None:
    if found.link.asks_code and not outside.is_proved(request, found.link, now=timezone.now()):
        raise refusals.NeedsConfirming


def _across(found: Opened) -> str:
    return _("for %(name)s") % {"name": found.link.name} if found.link.has_watermark else ""


def _context(found: Opened, owner: str, token: str) -> dict[str, Any]:
    return {
        "organisation": found.organisation,
        "logo_url": reverse("content-public:shared-logo", args=[owner, token])
        if found.organisation.logo
        else "",
        "owner": owner,
        "token": token,
        "link": found.link,
        "version": found.version,
    }


def _door(request: HttpRequest, found: Opened, owner: str, token: str, form: CodeForm) -> HttpResponse:
    """Before the code: who sent it, and to which address the code goes. Nothing of the document, not even its name."""
    context = {
        **_context(found, owner, token),
        "form": form,
        "masked": secrets.masked(found.link.email),
        "is_sent": found.link.code_sent_at is not None,
        "code_url": reverse("content-public:shared-code", args=[owner, token]),
        "confirm_url": reverse("content-public:shared-confirm", args=[owner, token]),
    }
    return render(request, "content/outside_code.html", context, status=422 if form.errors else 200)
