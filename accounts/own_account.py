"""What a person's account page says at a glance, and the devices that are signed in."""

from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Count, Exists, OuterRef

from accounts import trusted_devices
from accounts.models import TokenFamily, User
from accounts.services import sessions
from synthai.core import user_agents


@dataclass(frozen=True, kw_only=True)
class Browser:
    """One browser that is signed in."""

    name: str
    public_name: str
    ip: str
    began_at: datetime
    seen_at: datetime
    is_this: bool
    is_trusted: bool
    is_small: bool


@dataclass(frozen=True, kw_only=True)
class Overview:
    """The state of what protects an account."""

    has_password: bool
    addresses: int
    unconfirmed: int
    has_app: bool
    passkeys: int
    recovery_left: int
    browsers: int
    apps: int

    @property
    def has_second_factor(self) -> bool:
        """Whether a password alone opens nothing."""
        return self.has_app or self.passkeys > 0


def overview(user: User, *, now: datetime) -> Overview:
    """The figures of the account page; four queries."""
    factors = list(Authenticator.objects.filter(user_id=user.pk))
    kinds = [factor.type for factor in factors]
    codes = next((each for each in factors if each.type == Authenticator.Type.RECOVERY_CODES), None)
    verified = list(EmailAddress.objects.filter(user_id=user.pk).values_list("verified", flat=True))
    return Overview(
        has_password=user.has_usable_password(),
        addresses=len(verified),
        unconfirmed=verified.count(False),
        has_app=Authenticator.Type.TOTP in kinds,
        passkeys=kinds.count(Authenticator.Type.WEBAUTHN),
        recovery_left=len(codes.wrap().get_unused_codes()) if codes else 0,
        browsers=_alive(user).aggregate(number=Count("pk"))["number"],
        apps=TokenFamily.objects.alive(at=now).filter(user_id=user.pk).count(),
    )


def passkeys_of(user: User) -> list[Authenticator]:
    """A person's passkeys, oldest first. One query."""
    mine = Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.WEBAUTHN)
    return list(mine.order_by("created_at", "pk"))


def browsers_of(user: User, *, present_key: str | None) -> list[Browser]:
    """The browsers that are signed in, this one first, then the last used. Three queries."""
    rows = sorted(
        _alive(user), key=lambda row: (row.session_key != present_key, -row.last_seen_at.timestamp())
    )
    stored = Session.objects.filter(session_key__in=[row.session_key for row in rows])
    marks = {each.session_key: trusted_devices.noted(each.get_decoded()) for each in stored}
    mark = trusted_devices.mark_of(user)
    return [
        Browser(
            name=user_agents.name_of(row.user_agent),
            public_name=sessions.public_name(row),
            ip=row.ip,
            began_at=row.created_at,
            seen_at=row.last_seen_at,
            is_trusted=marks.get(row.session_key) == mark,
            is_this=row.session_key == present_key,
            is_small=user_agents.is_small(row.user_agent),
        )
        for row in rows
    ]


def _alive(user: User):  # type: ignore[no-untyped-def]  # a queryset of a library without types
    stored = Session.objects.filter(session_key=OuterRef("session_key"))
    return UserSession.objects.filter(Exists(stored), user_id=user.pk)
