"""What a signer does: opens the link, proves the address by a code, signs, declines, or passes it on.

Every verb locks the request first, so a double click, two tabs and two signers at the same moment come one after the other, and the
second sees what the first did.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import selectors as people
from content import events, locks
from content import sending_refusals as refusals
from content import signing_terms as terms
from content.models import Document, DocumentState, Signer, SignerState, SigningRequest
from content.selectors import found
from content.services import secrets
from content.services.signing import asking, chain, drawings, ending
from content.services.signing.asking import Wanted
from content.services.visits import Visit
from notifications.services import mail
from synthai.core.errors import NotFound
from synthai.core.events import publish
from synthai.core.search import index
from synthai.core.tenancy import tenant

_DONE = (SignerState.SIGNED, SignerState.DECLINED, SignerState.DELEGATED)


@dataclass(frozen=True, kw_only=True)
class Opened:
    """What a signer's link leads to."""

    organisation: Any
    request: SigningRequest
    signer: Signer


@dataclass(frozen=True, kw_only=True)
class Given:
    """A signature: the name as typed, the words that were agreed to, a drawing of the hand (PNG) or nothing."""

    name: str
    agrees: bool
    drawing: bytes = b""


@contextmanager
def opened(owner: str, token: str) -> Iterator[Opened]:
    """The signer of an address, its tenant active inside the block. Raises NotFound."""
    organisation = people.organisation_by_public_id(owner)
    with tenant(organisation.pk):
        rows = Signer.objects.filter(token_hash=secrets.fingerprint(token))
        found = rows.select_related("request__document", "request__shown").order_by("pk").first()
        if found is None or found.request.document.removed_at is not None:
            raise NotFound
        yield Opened(organisation=organisation, request=found.request, signer=found)


def consent_words() -> str:
    """What a signer agrees to; kept with the signature word for word."""
    return _(
        "I want to sign this document electronically, and mean it as I would mean my signature on paper. This is an ordinary "
        "electronic signature under section 13 of the Electronic Communications and Transactions Act 25 of 2002."
    )


@transaction.atomic
def send_code(signer_id: int, *, visit: Visit, now: datetime) -> None:
    """A code to the signer's own address, whoever holds the link. Raises SigningOver, NotYourTurn, SignedAlready, CodeTooSoon, CodesUsedUp."""
    request, signer = _ready(signer_id, now=now)
    code = secrets.new_code(signer, now=now)
    signer.save(update_fields=secrets.CODE_FIELDS)
    chain.note(request, "code_sent", signer.name, now=now, signer=signer, visit=visit, address=signer.email)
    sender = people.name_of(request.organisation_id or 0)
    context = {"code": code, "organisation": sender, "name": signer.name, "signs": True}
    mail.send("content/code", signer.email, context, organisation_id=request.organisation_id)


def confirm(signer_id: int, code: str, *, visit: Visit, now: datetime) -> str:
    """The proof that a browser keeps. Raises as `send_code`, and CodeWrong, CodeOver."""
    with transaction.atomic():
        request, signer = _ready(signer_id, now=now)
        is_right = secrets.is_right(signer, code, now=now)
        if is_right:
            signer.proved_at = now
        signer.save(update_fields=[*secrets.CODE_FIELDS, "proved_at"])
        kind = "code_right" if is_right else "code_wrong"
        chain.note(request, kind, signer.name, now=now, signer=signer, visit=visit)
    if not is_right:
        raise refusals.CodeWrong
    return secrets.proof(signer, now=now)


@transaction.atomic
def note_opened(signer_id: int, *, visit: Visit, now: datetime) -> None:
    """The signer saw the paper, for the first time. Idempotent."""
    request, signer = _locked(signer_id)
    if signer.opened_at is None:
        signer.opened_at = now
        signer.save(update_fields=["opened_at"])
        chain.note(request, "opened", signer.name, now=now, signer=signer, visit=visit)


def sign(signer_id: int, given: Given, *, visit: Visit, now: datetime) -> Signer:
    """Sign. The browser's proof of the code was looked at before. Not in a transaction: a drawing is drawn anew in a limited child.

    Raises SigningOver, NotYourTurn, SignedAlready, NeedsConfirming, ConsentMissing, DrawingUnreadable.
    """
    drawing = drawings.cleaned(given.drawing) if given.drawing else b""
    return _sign(signer_id, given, drawing, visit=visit, now=now)


@transaction.atomic
def _sign(signer_id: int, given: Given, drawing: bytes, *, visit: Visit, now: datetime) -> Signer:
    request, signer = _ready(signer_id, now=now)
    if signer.proved_at is None:
        raise refusals.NeedsConfirming
    if not given.agrees:
        raise refusals.ConsentMissing
    signer.signed_name, signer.consent, signer.drawing = given.name, consent_words(), drawing
    _end(signer, SignerState.SIGNED, visit=visit, now=now)
    how = "drawn" if drawing else "typed"
    chain.note(
        request, "signed", signer.name, now=now, signer=signer, visit=visit,
        name=given.name, how=how, file=request.shown.sha256,
    )  # fmt: skip
    left = Signer.objects.standing().filter(request=request).exclude(state=SignerState.SIGNED).count()
    publish(
        events.DocumentSigned(
            document=request.document.public_id, request=request.public_id, signer=signer.public_id, left=left
        )
    )
    if left:
        asking.ask_next(request, now=now)
    else:
        ending.complete(request, now=now)
    return signer


@transaction.atomic
def decline(signer_id: int, reason: str, *, visit: Visit, now: datetime) -> Signer:
    """Say no, with a reason; that ends the request for everybody. Raises as `sign`."""
    request, signer = _ready(signer_id, now=now)
    if signer.proved_at is None:
        raise refusals.NeedsConfirming
    signer.reason = reason
    _end(signer, SignerState.DECLINED, visit=visit, now=now)
    chain.note(request, "declined", signer.name, now=now, signer=signer, visit=visit, reason=reason)
    publish(
        events.DocumentDeclined(
            document=request.document.public_id, request=request.public_id, signer=signer.public_id
        )
    )
    Document.objects.filter(pk=request.document_id).update(state=DocumentState.DECLINED)
    index.changed(found.NAME, request.document.public_id)
    ending.declined(request, reason, now=now)
    return signer


@transaction.atomic
def delegate(signer_id: int, name: str, email: str, *, visit: Visit, now: datetime) -> Signer:
    """Let somebody else sign in this place: they get a link and a code of their own, and the sender is told.

    A place goes through some hands only: each of them has us mail an address that a stranger typed. Raises as `sign`, ToOneself and
    PassedOnEnough.
    """
    request, signer = _ready(signer_id, now=now)
    if signer.proved_at is None:
        raise refusals.NeedsConfirming
    if email.casefold() == signer.email.casefold():
        raise refusals.ToOneself
    if _hands(signer) >= terms.MOST_PASSED_ON:
        raise refusals.PassedOnEnough(most=terms.MOST_PASSED_ON)
    _end(signer, SignerState.DELEGATED, visit=visit, now=now)
    wanted = Wanted(
        name=name,
        email=email,
        label=signer.label,
        role=signer.role,
        capacity=signer.capacity,
        place=signer.place,
    )
    other = asking.add(request, wanted, instead_of=signer)
    chain.note(request, "passed_on", signer.name, now=now, signer=signer, visit=visit, to=name, address=email)
    asking.ask(request, other, now=now)
    asking.plan_reminder(request, now=now)
    return other


def standing(found: Opened, *, now: datetime) -> str:
    """What a signer's page shows: "done", "over", "turn" (somebody else first) or "open"."""
    if found.signer.state in _DONE:
        return "done"
    if not asking.is_running(found.request, now=now):
        return "over"
    return "open" if found.signer.state == SignerState.ASKED else "turn"


def _hands(signer: Signer) -> int:
    """How often the place was passed on before it came to this signer."""
    before = dict(Signer.objects.filter(request_id=signer.request_id).values_list("pk", "instead_of_id"))
    hands, here = 0, signer.instead_of_id
    while here is not None:
        hands, here = hands + 1, before.get(here)
    return hands


def _locked(signer_id: int) -> tuple[SigningRequest, Signer]:
    request_id = Signer.objects.filter(pk=signer_id).values_list("request_id", flat=True).first()
    request = locks.lock_request(request_id or 0)
    return request, locks.lock_signer(signer_id)


def _ready(signer_id: int, *, now: datetime) -> tuple[SigningRequest, Signer]:
    request, signer = _locked(signer_id)
    if signer.state in _DONE:
        raise refusals.SignedAlready
    if not asking.is_running(request, now=now):
        raise refusals.SigningOver
    if signer.state != SignerState.ASKED:
        raise refusals.NotYourTurn
    return request, signer


def _end(signer: Signer, state: SignerState, *, visit: Visit, now: datetime) -> None:
    signer.state, signer.ended_at = state, now
    signer.ip, signer.agent = visit.ip, visit.agent
    signer.full_clean(exclude=["token_hash"])
    signer.save()
