"""From which address an organisation's mails come."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from notifications import permissions
from notifications.engine import dmarc
from notifications.models import Sender
from notifications.sender_forms import SenderForm
from notifications.services import sender_setting, sender_words, senders
from synthai.core.access import Actor, page
from synthai.core.errors import DomainError

PAGE = "notifications-organisation:sender"


@require_http_methods(["GET", "POST"])
@page(permissions.SENDER_CHANGE)
def sender(request: HttpRequest, organisation: str) -> HttpResponse:
    """The sender, the records that it needs, and what the DNS says of them."""
    present = senders.current()
    form = SenderForm(request.POST or None, initial=_initial(request, present))
    if request.method == "POST" and form.is_valid() and _saved(request, form):
        return redirect(PAGE, organisation)
    status = 422 if form.errors else 200
    return render(request, "notifications/sender.html", _context(form, present), status=status)


@require_POST
@page(permissions.SENDER_CHANGE)
def check(request: HttpRequest, organisation: str) -> HttpResponse:
    """Look at the DNS now."""
    _look(request)
    return redirect(PAGE, organisation)


@require_POST
@page(permissions.SENDER_CHANGE)
def remove(request: HttpRequest, organisation: str) -> HttpResponse:
    """Mails come from our address again; the page offers the way back."""
    sender_setting.remove(by=_actor(request), now=timezone.now())
    return redirect(PAGE, organisation)


@require_POST
@page(permissions.SENDER_CHANGE)
def restore(request: HttpRequest, organisation: str) -> HttpResponse:
    """Take the removal back."""
    try:
        sender_setting.restore(by=_actor(request), now=timezone.now())
    except DomainError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("The sender is back as it was."))
    return redirect(PAGE, organisation)


def _saved(request: HttpRequest, form: SenderForm) -> bool:
    try:
        kept = sender_setting.save(**form.cleaned_data, by=_actor(request), now=timezone.now())
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return False
    if kept.domain:
        _look(request)
    else:
        messages.success(request, _("The sender was saved."))
    return True


def _look(request: HttpRequest) -> None:
    """Look at the DNS and say in one line what came of it. A provider that does not answer spoils nothing: all is saved."""
    try:
        seen = sender_setting.check(by=_actor(request), now=timezone.now())
    except DomainError as error:
        messages.warning(request, str(error))
        return
    if seen.is_proven:
        messages.success(request, _("Mails come from %(address)s.") % {"address": seen.address})
    else:
        messages.info(
            request,
            _("Saved. Mails come from %(address)s as soon as its records are right.")
            % {"address": seen.address},
        )


def _context(form: SenderForm, present: Sender | None) -> dict[str, Any]:
    domain = present.domain if present else ""
    return {
        "form": form,
        "sender": present,
        "removed": None if present else senders.just_removed(now=timezone.now()),
        "said": sender_words.in_words(present.findings) if present else [],
        "takes_senders": sender_setting.takes_senders() is not None,
        "dmarc": {"name": f"_dmarc.{domain}", "value": dmarc.suggested(domain)} if domain else None,
    }


def _initial(request: HttpRequest, present: Sender | None) -> dict[str, str]:
    if present is not None:
        return {"name": present.name, "address": present.address, "reply_to": present.reply_to}
    return {"name": getattr(request, "organisation").name}  # noqa: B009 - set by the middleware


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = getattr(request, "actor")  # noqa: B009 - set by the middleware
    return actor
