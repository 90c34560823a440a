"""Codes that a browser hands an app after signing in, and their exchange for tokens (RFC 6749 4.1, RFC 7636, RFC 8252).

A code counts once, right or wrong, and only with the verifier whose digest the app sent beforehand. One that comes a second
time has been read by somebody else: what the first gave is ended (RFC 6749 10.5).
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import actors
from accounts.app_clients import AppClient
from accounts.models import AppCode, User
from accounts.services import tokens
from accounts.services.tokens import Opening, TokenPair
from synthai.core.access import Actor
from synthai.core.audit import audit
from synthai.core.errors import DomainError

LIVES = timedelta(seconds=60)


class CodeRefused(DomainError):
    """Not a code that works now for this app; the same answer whatever the reason."""

    code = "accounts.token.code_refused"
    title = _("The code does not work")
    message = _("This sign-in code does not work, or no longer. Sign in again.")
    remedy = _(
        "A code works once, for a minute, with the client_id, redirect_uri and code_verifier it was asked for with. Start "
        "the sign-in in the browser again."
    )
    status = 401


@dataclass(frozen=True, kw_only=True)
class Ask:
    """What an app asked for at the browser: where the answer goes, and the digest of what it keeps to itself."""

    client: AppClient
    redirect_uri: str
    challenge: str
    device: str


@dataclass(frozen=True, kw_only=True)
class Presented:
    """What an app brings for its tokens."""

    code: str
    verifier: str
    client_id: str
    redirect_uri: str
    device: str = ""


@transaction.atomic
def issue(user: User, ask: Ask, *, opening: Opening, by: Actor, now: datetime) -> str:
    """A new code for a person who has agreed; `opening` says how their browser came in."""
    code = secrets.token_urlsafe(32)
    AppCode.objects.create(
        digest=_digest(code),
        user=user,
        client_id=ask.client.id,
        redirect_uri=ask.redirect_uri,
        challenge=ask.challenge,
        device=ask.device,
        providers=list(opening.providers),
        used_second_factor=opening.used_second_factor,
        proved_at=opening.proved_at,
        expires_at=now + LIVES,
    )
    audit(
        None,
        "accounts.token.allowed",
        by=by,
        changes={"app": [None, ask.client.name], "device": [None, ask.device]},
    )
    return code


def exchange(presented: Presented, *, ip: str | None, request_id: str | None, now: datetime) -> TokenPair:
    """Tokens for a code. Raises CodeRefused, always in the same words.

    A wrong verifier uses the code up, a second use ends the first one's tokens; both are committed although the caller
    gets an error.
    """
    pair = _use(presented, ip=ip, request_id=request_id, now=now)
    if pair is None:
        raise CodeRefused
    return pair


@transaction.atomic(durable=True)
def _use(presented: Presented, *, ip: str | None, request_id: str | None, now: datetime) -> TokenPair | None:
    named = AppCode.objects.filter(digest=_digest(presented.code))
    is_first = named.filter(used_at__isnull=True).update(used_at=now)  # a second one waits here for the first
    row = named.select_related("user", "family").first()
    if row is None:
        return None
    if not is_first:
        if row.family is not None:
            tokens.end_copied(row.family, now=now)
        return None
    if not _fits(row, presented, now=now):
        return None
    by = replace(actors.of_person(row.user), ip=ip, request_id=request_id)
    opening = Opening(
        providers=tuple(row.providers), used_second_factor=row.used_second_factor, proved_at=row.proved_at
    )
    pair = tokens.start(row.user, device=row.device or presented.device, by=by, now=now, opening=opening)
    row.family = pair.family
    row.save(update_fields=["family"])
    return pair


def _fits(row: AppCode, presented: Presented, *, now: datetime) -> bool:
    return (
        row.expires_at > now
        and row.user.is_active
        and row.client_id == presented.client_id
        and row.redirect_uri == presented.redirect_uri
        and hmac.compare_digest(row.challenge.encode(), challenge_of(presented.verifier).encode())
    )


def challenge_of(verifier: str) -> str:
    """The S256 digest of a verifier (RFC 7636 4.2)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
