"""Mobile sign-in: short access tokens and refresh tokens that rotate, all tied to one family.

A family is one sign-in on one device. Its row knows the newest refresh token only; rotating is a compare-and-set on
it. Presenting an older one means that two parties hold the chain, so the family ends, and every access token that
names it is refused with its next request (accounts.authentication).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.settings import api_settings

from accounts.jwts import RefreshToken
from accounts.models import AppCode, TokenFamily, User
from accounts.models.sso import PROVIDER_PREFIX
from accounts.models.token_family import TokenFamilyQuerySet
from accounts.services import sessions, trust
from notifications.services import addresses, inbox, mail
from synthai.core.access import Actor, system_actor
from synthai.core.audit import audit
from synthai.core.errors import DomainError, NotFound

FAMILY_CLAIM = "fam"
KEPT_FOR = timedelta(days=90)
CODE_KEPT_FOR = timedelta(days=1)  # after its minute, to notice a second use


class RefreshRefused(DomainError):
    """Not a refresh token that works now; the same answer whatever the reason."""

    code = "accounts.token.refresh_refused"
    title = _("The refresh token does not work")
    message = _("This refresh token does not work, or no longer. Sign in again.")
    remedy = _("Sign in again with e-mail and password.")
    status = 401


@dataclass(frozen=True, kw_only=True)
class TokenPair:
    """What a device gets: both tokens and the seconds the access token lives."""

    access: str
    refresh: str
    expires_in: int
    family: TokenFamily


@dataclass(frozen=True, kw_only=True)
class Opening:
    """How somebody came in: through which identity providers, with a second factor or without, and when they proved it."""

    providers: tuple[str, ...] = ()
    used_second_factor: bool = False
    proved_at: datetime


@transaction.atomic
def start(user: User, *, device: str, by: Actor, now: datetime, opening: Opening | None = None) -> TokenPair:
    """Open a family for a person who has proved who they are: just now, or as `opening` says."""
    opening = opening or Opening(proved_at=now)
    is_news = _is_news(user, device[:200])
    family = TokenFamily(
        user=user,
        device=device[:200],
        created_at=now,
        used_at=now,
        proved_at=opening.proved_at,
        providers=list(opening.providers),
        used_second_factor=opening.used_second_factor,
    )
    family.expires_at = _ends_at(family, now=now)
    refresh = _refresh_token(family, user.public_id, now=now)
    family.current_jti = refresh["jti"]
    family.save()
    audit(family, "accounts.token.started", by=by)
    if is_news:
        sessions.tell_of_new_device(user, device=family.device or str(_("Our app")), ip=by.ip, now=now)
    return _pair(refresh, family)


def proved_at(family: str) -> datetime | None:
    """When the person behind a living sign-in last proved who they are."""
    return TokenFamily.objects.filter(public_id=family).values_list("proved_at", flat=True).first()


def note_proof(family: str, *, now: datetime) -> None:
    """They have just done it again."""
    TokenFamily.objects.filter(public_id=family, ended_at__isnull=True).update(proved_at=now)


def _is_news(user: User, device: str) -> bool:
    """A device by a name this person has not used before, unless it is the first of all sign-ins."""
    names = set(TokenFamily.objects.filter(user=user).values_list("device", flat=True))
    return device not in names and (bool(names) or user.last_login is not None)


def rotate(raw: str, *, now: datetime) -> TokenPair:
    """Exchange a refresh token for a new pair. Raises RefreshRefused, always in the same words.

    An old token ends the family; that end is committed although the caller gets an error.
    """
    presented = _read(raw)
    pair = _rotate_or_end(presented, now=now)
    if pair is None:
        raise RefreshRefused
    return pair


@transaction.atomic(durable=True)
def _rotate_or_end(presented: RefreshToken, *, now: datetime) -> TokenPair | None:
    named = TokenFamily.objects.filter(public_id=presented.get(FAMILY_CLAIM, ""))
    family = named.alive(at=now).select_related("user").first()
    if family is None or not family.user.is_active:
        return None
    family.expires_at = _ends_at(family, now=now)
    successor = _refresh_token(family, family.user.public_id, now=now)
    is_newest = named.filter(current_jti=presented["jti"], ended_at__isnull=True).update(
        current_jti=successor["jti"], used_at=now, expires_at=family.expires_at
    )
    if is_newest:
        return _pair(successor, family)
    end_copied(family, now=now)
    return None


@transaction.atomic
def end_copied(family: TokenFamily, *, now: datetime) -> None:
    """Two parties hold what only one should: the sign-in ends, and its person is told."""
    if not _end(TokenFamily.objects.filter(pk=family.pk), TokenFamily.Ended.REUSED, now=now):
        return
    audit(family, "accounts.token.reused", by=system_actor())
    user, device = family.user, family.device or str(_("your app"))
    mail.send("accounts/sign_in_copied", user.email, {"device": device, "at": now})
    inbox.notify(
        "accounts.token_reused",
        [user.pk],
        title=str(_("A device was signed out for safety")),
        body=str(
            _(
                "An old sign-in of %(device)s was used a second time. That happens when a sign-in is copied. "
                "Sign in again on your device; if it was not you, change your password."
            )
            % {"device": device}
        ),
        url="/profile/devices/",
        key=f"accounts.token_reused.{family.public_id}",
    )


@transaction.atomic
def end(raw: str, *, now: datetime) -> None:
    """Sign out the device that holds this refresh token. Idempotent; any token of the family will do.

    Raises RefreshRefused for a token that is not ours or has run out.
    """
    presented = _read(raw)
    named = TokenFamily.objects.filter(public_id=presented.get(FAMILY_CLAIM, ""))
    _end(named, TokenFamily.Ended.SIGNED_OUT, now=now)


@transaction.atomic
def end_device(public_id: str, *, by: Actor, now: datetime) -> None:
    """Sign out one of one's own devices, from a list of them; its browser is not trusted any more either, nor is any.

    Raises NotFound; idempotent.
    """
    mine = TokenFamily.objects.filter(public_id=public_id, user_id=by.user_id or 0)
    family = mine.first()
    if family is None:
        raise NotFound
    trust.end(family.user_id)
    if _end(mine, TokenFamily.Ended.SIGNED_OUT, now=now):
        audit(family, "accounts.token.ended", by=by)


@transaction.atomic
def end_others(*, by: Actor, now: datetime) -> int:
    """Sign out all of one's own apps, from the page of devices; returns how many."""
    _void_codes(user_id=by.user_id or 0)
    trust.end(by.user_id or 0)
    ended = _end(TokenFamily.objects.filter(user_id=by.user_id or 0), TokenFamily.Ended.SIGNED_OUT, now=now)
    if ended:
        audit(None, "accounts.token.all_ended", by=by, changes={"apps": [ended, 0]})
    return ended


@transaction.atomic
def end_all(user_id: int, *, reason: str, now: datetime) -> int:
    """End every family of a person, and what is about to open one; returns how many were alive."""
    _void_codes(user_id=user_id)
    return _end(TokenFamily.objects.filter(user_id=user_id), reason, now=now)


@transaction.atomic
def end_of_provider(provider_id: str, *, now: datetime) -> int:
    """End every family that came through an identity provider (by its id in allauth); returns how many were alive."""
    _void_codes(providers__contains=[provider_id])
    opened = TokenFamily.objects.filter(providers__contains=[provider_id])
    return _end(opened, TokenFamily.Ended.PROVIDER, now=now)


@transaction.atomic
def end_of_person_at(provider_id: str, user_id: int, *, now: datetime) -> int:
    """Sign out the apps that came through an identity provider as this person; returns how many were alive."""
    _void_codes(user_id=user_id, providers__contains=[provider_id])
    opened = TokenFamily.objects.filter(user_id=user_id, providers__contains=[provider_id])
    return _end(opened, TokenFamily.Ended.SIGNED_OUT, now=now)


@transaction.atomic
def forget_old(*, now: datetime) -> int:
    """Delete families that ended or ran out more than 90 days ago, and codes of yesterday; returns how many families."""
    AppCode.objects.filter(expires_at__lt=now - CODE_KEPT_FOR).delete()
    before = now - KEPT_FOR
    old = TokenFamily.objects.filter(Q(ended_at__lt=before) | Q(expires_at__lt=before))
    return old.delete()[0]


def _end(families: TokenFamilyQuerySet, reason: str, *, now: datetime) -> int:
    alive = families.filter(ended_at__isnull=True)
    addresses.forget_sign_ins(list(alive.values_list("public_id", flat=True)))
    return alive.update(ended_at=now, end_reason=reason)


def _void_codes(**whose: Any) -> None:
    AppCode.objects.filter(used_at__isnull=True, **whose).delete()


def _ends_at(family: TokenFamily, *, now: datetime) -> datetime:
    """Each refresh gives 30 days more; what an organisation's provider opened must go there again like a browser."""
    slides: datetime = now + api_settings.REFRESH_TOKEN_LIFETIME
    if not family.came_through(f"{PROVIDER_PREFIX}-"):
        return slides
    longest: timedelta = settings.SESSION_LIMITS["person"][1]
    return min(slides, family.created_at + longest)


def _read(raw: str) -> RefreshToken:
    try:
        return RefreshToken(raw)  # type: ignore[arg-type]
    except TokenError as error:
        raise RefreshRefused from error


def _refresh_token(family: TokenFamily, subject: str, *, now: datetime) -> RefreshToken:
    token = RefreshToken()
    token.set_iat(at_time=now)
    token.set_exp(from_time=now, lifetime=family.expires_at - now)
    token[api_settings.USER_ID_CLAIM] = subject
    token[FAMILY_CLAIM] = family.public_id
    return token


def _pair(refresh: RefreshToken, family: TokenFamily) -> TokenPair:
    lifetime = int(api_settings.ACCESS_TOKEN_LIFETIME.total_seconds())
    return TokenPair(
        access=str(refresh.access_token), refresh=str(refresh), expires_in=lifetime, family=family
    )
