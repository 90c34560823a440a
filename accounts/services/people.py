"""What a person changes about themselves, and what staff may do to an account."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import events, found, locks
from accounts.models import TokenFamily, User
from accounts.models.user import UserManager
from accounts.services import sessions, tokens
from synthai.core import realtime
from synthai.core.access import Actor, system_actor
from synthai.core.after_commit import after_commit
from synthai.core.audit import audit
from synthai.core.errors import DomainError, NotAllowed
from synthai.core.events import publish
from synthai.core.versions import check_version


class LanguageUnknown(DomainError):
    """No language of the site."""

    code = "accounts.language.unknown"
    title = _("This language is not offered")
    message = _("SynthAI is not written in “%(language)s”. Choose a language from the list.")
    remedy = _("Send one of the languages that the site offers, such as af.")
    field = "language"


@transaction.atomic
def add_confirmed(email: str, *, name: str, password: str | None, is_staff: bool = False) -> User:
    """Store a person whose address needs no confirmation: demo people and the first member of staff.

    Without a password nobody can sign in as them. Idempotent by address: an existing person is returned as they are. For
    commands, not for requests.
    """
    address = UserManager.normalize_email(email)
    found = User.objects.filter(email=address).first()
    if found is not None:
        return found
    user = User.objects.create_user(address, password, name=name, is_staff=is_staff, is_superuser=is_staff)
    EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    audit(user, "accounts.user.added", by=system_actor())
    return user


@transaction.atomic
def set_demo_password(emails: list[str], password: str) -> None:
    """Give demo people a password that the command then prints once. For the demo command alone."""
    for user in User.objects.filter(email__in=[UserManager.normalize_email(email) for email in emails]):
        user.set_password(password)
        user.save(update_fields=["password"])
        audit(user, "accounts.user.demo_password_set", by=system_actor())


@transaction.atomic
def rename(user_id: int, *, name: str, by: Actor, version: str | None = None) -> User:
    """Change the name others see. One may rename oneself only (NotAllowed).

    `version` is the one the caller edited; PreconditionFailed when the person changed since.
    """
    user = locks.lock_user(user_id)
    if by.user_id != user.pk:
        raise NotAllowed
    check_version(user, version)
    old, user.name = user.name, " ".join(name.split())
    user.full_clean(exclude=["password"])
    user.version += 1
    user.save(update_fields=["name", "version"])
    found.person_changed(user.pk)
    audit(user, "accounts.user.renamed", by=by, changes={"name": [old, user.name]})
    return user


@transaction.atomic
def speak(user_id: int, *, language: str, by: Actor) -> User:
    """Choose the language of one's pages and messages; "" takes the choice back. Raises LanguageUnknown, NotAllowed."""
    user = locks.lock_user(user_id)
    if by.user_id != user.pk:
        raise NotAllowed
    if language and language not in dict(settings.LANGUAGES):
        raise LanguageUnknown(language=language[:20])
    old, user.language = user.language, language
    if old != language:
        user.version += 1
        user.save(update_fields=["language", "version"])
        audit(user, "accounts.user.language_chosen", by=by, changes={"language": [old, language]})
    return user


@transaction.atomic
def set_password(
    user: User, password: str, *, by: Actor, now: datetime, keep_session: str | None = None
) -> User:
    """Store a new password; every token family ends, and every web session but the one with the key `keep_session`.

    Assumes that the password was validated and the caller proved who they are (old password, reset link, or
    invitation link). Changes the given instance, so that the caller's own session can be kept.
    """
    had_one = locks.lock_user(user.pk).has_usable_password()
    user.set_password(password)
    user.version += 1
    user.save(update_fields=["password", "version"])
    tokens.end_all(user.pk, reason=TokenFamily.Ended.PASSWORD, now=now)
    sessions.end_all(user.pk, keep=keep_session, by=by)
    after_commit(realtime.end_person, user.public_id, except_session=keep_session or "")
    audit(user, "accounts.user.password_changed" if had_one else "accounts.user.password_chosen", by=by)
    publish(events.PasswordChanged(user_id=user.pk))
    return user


@transaction.atomic
def set_active(user_id: int, *, is_active: bool, by: Actor, now: datetime) -> User:
    """Let a person sign in or not; for staff. Who may not is signed out everywhere, at once."""
    if by.kind not in {"staff", "system"} or by.user_id == user_id:
        raise NotAllowed
    user = locks.lock_user(user_id)
    if user.is_active == is_active:
        return user
    user.is_active = is_active
    user.version += 1
    user.save(update_fields=["is_active", "version"])
    if not is_active:
        tokens.end_all(user.pk, reason=TokenFamily.Ended.DEACTIVATED, now=now)
        sessions.end_all(user.pk, keep=None, by=by)
        after_commit(realtime.end_person, user.public_id)
    found.person_changed(user.pk)
    code = "accounts.user.reactivated" if is_active else "accounts.user.deactivated"
    audit(user, code, by=by, changes={"is_active": [not is_active, is_active]})
    return user
