"""Mails to signers, and words to those who look after a document. Each follows from a fact, in a worker, once."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import selectors as people
from content import permissions
from content.models import Document, RequestState, ShareLink, Signer, SignerState, SigningRequest
from content.selectors import confidential
from content.services import secrets
from notifications.services import inbox, mail

VIEWED, SIGNED, ENDED, SEALED = (
    "content.viewed",
    "content.signature_given",
    "content.signing_ended",
    "content.signing_sealed",
)


def address_of(signer: Signer) -> str:
    """A signer's own address of the paper."""
    owner = people.public_id_of(signer.organisation_id or 0)
    path = reverse("content-public:sign", args=[owner, secrets.token_of(signer)])
    return f"{settings.SITE_URL.rstrip('/')}{path}"


def asked(event_id: str, signer_id: int, *, is_reminder: bool) -> None:
    """The mail with the signer's own link; not once they are no longer asked. Needs the tenant."""
    signer = Signer.objects.select_related("request__shown", "instead_of").filter(pk=signer_id).first()
    if signer is None or signer.state != SignerState.ASKED or not signer.request.is_open:
        return
    context = {
        "name": signer.name,
        "title": signer.request.shown.title,
        "organisation": people.name_of(signer.organisation_id or 0),
        "message": signer.request.message,
        "url": address_of(signer),
        "expires_at": signer.request.expires_at,
        "is_reminder": is_reminder,
        "instead_of": signer.instead_of.name if signer.instead_of else "",
    }
    _mail("content/sign", signer, context, event_id=event_id)


def viewed(event_id: str, link: str) -> None:
    """A link was opened for the first time. Idempotent by event."""
    found = ShareLink.objects.select_related("document").filter(public_id=link).first()
    if found is not None:
        title = _("%(name)s opened %(title)s") % {"name": found.name, "title": found.document.title}
        body = _("The link you sent was opened for the first time.")
        _tell(VIEWED, event_id, found.document, found.created_by_id, title=title, body=body)


def signed(event_id: str, request: str, signer: str, left: int) -> None:
    """One more signature, while others are missing. Idempotent by event."""
    found = Signer.objects.select_related("request__document").filter(public_id=signer).first()
    if found is None or not left:
        return
    document = found.request.document
    title = _("%(name)s signed %(title)s") % {"name": found.name, "title": document.title}
    body = _("Signatures still missing: %(left)s.") % {"left": left}
    _tell(SIGNED, event_id, document, found.request.created_by_id, title=title, body=body)


def passed_on(event_id: str, signer_id: int) -> None:
    """Somebody else signs: the sender hears of it. Idempotent by event."""
    signer = Signer.objects.select_related("request__document", "instead_of").filter(pk=signer_id).first()
    if signer is None or signer.instead_of is None:
        return
    document = signer.request.document
    title = _("%(name)s passed %(title)s on to %(other)s") % {
        "name": signer.instead_of.name,
        "title": document.title,
        "other": signer.name,
    }
    body = _("%(other)s signs instead, with the address %(email)s.") % {
        "other": signer.name,
        "email": signer.email,
    }
    _tell(SIGNED, event_id, document, signer.request.created_by_id, title=title, body=body)


def ended(event_id: str, request_id: int, how: str) -> None:
    """Declined, withdrawn or expired: the sender hears of it, and every signer who was asked. Idempotent by event."""
    request = _request(request_id)
    titles = {
        "declined": _("%(title)s was not signed: somebody declined"),
        "expired": _("%(title)s was not signed in time"),
    }
    if how in titles:
        title = titles[how] % {"title": request.document.title}
        _tell(ENDED, event_id, request.document, request.created_by_id, title=title, body=request.reason)
    for signer in _asked_of(request):
        context = {
            "name": signer.name,
            "title": request.shown.title,
            "organisation": people.name_of(request.organisation_id or 0),
            "how": how,
            "reason": request.reason
            if how == RequestState.WITHDRAWN
            else "",  # a no was told to the sender alone
        }
        _mail("content/signing_over", signer, context, event_id=event_id)


def sealed(event_id: str, request_id: int) -> None:
    """The sealed file goes to everybody who signed, and the sender is told. Idempotent by event."""
    request = _request(request_id)
    title = _("%(title)s is signed by everybody") % {"title": request.document.title}
    body = _("The sealed file is on the document's page, and went to everybody who signed.")
    _tell(SEALED, event_id, request.document, request.created_by_id, title=title, body=body)
    attached = {"name": "signed.pdf", "path": request.sealed_path, "type": "application/pdf"}
    for signer in Signer.objects.filter(request=request, state=SignerState.SIGNED).order_by("pk"):
        context = {
            "name": signer.name,
            "title": request.shown.title,
            "organisation": people.name_of(request.organisation_id or 0),
            "check_url": settings.SITE_URL.rstrip("/") + reverse("content-public:check"),
            "url": address_of(signer),
        }
        _mail("content/signed", signer, context, event_id=event_id, attachments=[attached])


def _request(request_id: int) -> SigningRequest:
    found: SigningRequest = SigningRequest.objects.select_related("document", "shown").get(pk=request_id)
    return found


def _asked_of(request: SigningRequest) -> Iterable[Signer]:
    rows = Signer.objects.filter(request=request, asked_at__isnull=False)
    return rows.exclude(state__in=[SignerState.DECLINED, SignerState.DELEGATED]).order_by("pk")


def _tell(kind: str, event_id: str, document: Document, user_id: int | None, *, title: str, body: str) -> int:
    """Who sent it; where that person is gone, everybody who may send documents."""
    owner = document.organisation_id or 0
    theirs = [each for each in people.user_ids_of(owner) if each == user_id]
    senders = people.member_ids_holding(owner, permissions.DOCUMENT_SEND)
    told = confidential.readers(document, theirs or senders)
    url = reverse("content:sending", args=[people.slug_of(owner), document.public_id])
    return inbox.notify(
        kind,
        told,
        title=title,
        body=body,
        url=url,
        organisation_id=owner,
        key=f"{kind}:{event_id}",
    )


@transaction.atomic
def _mail(template: str, signer: Signer, context: dict[str, Any], *, event_id: str, **more: Any) -> None:
    """One mail for one fact: a fact that comes twice finds its mark."""
    fresh = Signer.objects.filter(pk=signer.pk).exclude(told_event=event_id)
    if not fresh.update(told_event=event_id):
        return
    about = f"content.signer:{signer.public_id}"
    mail.send(template, signer.email, context, organisation_id=signer.organisation_id, about=about, **more)
