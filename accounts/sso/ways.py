"""The accounts elsewhere that open somebody's account."""

from dataclasses import dataclass
from datetime import datetime

from allauth.socialaccount.models import SocialAccount, SocialApp

from accounts.models import User
from accounts.services import sign_in_ways
from synthai.core.sealing import BrokenSeal, seal, unseal

_PURPOSE = "accounts.sign_in_way"


@dataclass(frozen=True, kw_only=True)
class SignInWay:
    """An account elsewhere that opens this person's account. `handle` names it in forms and tells nothing."""

    handle: str
    provider: str
    provider_name: str
    known_as: str
    linked_at: datetime


def ways_of(user: User) -> list[SignInWay]:
    """The accounts elsewhere that are linked, oldest first; those of providers no longer set up included."""
    rows = SocialAccount.objects.filter(user=user).order_by("date_joined", "pk")
    return [
        SignInWay(
            handle=seal(str(row.pk).encode(), purpose=_PURPOSE),
            provider=row.provider,
            provider_name=_provider_name(row),
            known_as=sign_in_ways.known_as(row),
            linked_at=row.date_joined,
        )
        for row in rows
    ]


def _provider_name(account: SocialAccount) -> str:
    try:
        return str(account.get_provider().name)
    except SocialApp.DoesNotExist:
        return str(account.provider).partition("-")[0].upper()


def key_of(handle: str) -> int | None:
    """The key behind a handle; None for one that is not ours."""
    try:
        return int(unseal(handle, purpose=_PURPOSE))
    except BrokenSeal:
        return None
