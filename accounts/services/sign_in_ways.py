"""The accounts elsewhere (Google, Microsoft …) that open somebody's account here: linked, and unlinked without a lock-out."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import events, locks
from accounts.models import User
from accounts.models.user import UserManager
from accounts.services import passkeys
from synthai.core.access import Actor
from synthai.core.audit import audit
from synthai.core.errors import Conflict, NotFound
from synthai.core.events import publish


class WayNotFound(NotFound):
    """It is not linked, or not to this person."""

    code = "accounts.sign_in_way.not_found"
    title = _("Not linked")
    message = _("This account is not linked to yours. Perhaps you unlinked it a moment ago.")
    remedy = _("Open the page again and choose one that is there.")


class LastWayIn(Conflict):
    """Without it the person could no longer sign in."""

    code = "accounts.sign_in_way.last"
    title = _("This is your last way to sign in")
    message = _(
        "You sign in with %(provider)s only, so it stays linked: without it you could not sign in any more. "
        "Set a password or add a passkey first."
    )
    remedy = _("Set a password, add a passkey or link another account, then unlink this one.")


def record_link(account: SocialAccount, *, by: Actor) -> None:
    """Keep that an account elsewhere was linked. Part of the linking, in its transaction."""
    with transaction.atomic():
        audit(
            account.user,
            "accounts.sign_in_way.linked",
            by=by,
            changes={"provider": [None, account.provider], "account": [None, known_as(account)]},
        )
        publish(events.SignInWayLinked(user_id=account.user_id, provider=account.provider))


@transaction.atomic
def unlink(account_id: int, *, available: frozenset[str], by: Actor) -> SocialAccount:
    """Unlink one of one's own; returns it as it was. Raises WayNotFound and LastWayIn.

    `available`: the ids of providers that can be signed in with now, without organisations' own. Counts as another way
    in: a password with a confirmed address, a passkey that is not suspended, another account of an available provider.
    """
    user = locks.lock_user(by.user_id or 0)
    account = SocialAccount.objects.filter(pk=account_id, user=user).first()
    if account is None:
        raise WayNotFound
    if not _has_another_way(user, account, available):
        raise LastWayIn(provider=account.get_provider().name)
    audit(
        user,
        "accounts.sign_in_way.unlinked",
        by=by,
        changes={"provider": [account.provider, None], "account": [known_as(account), None]},
    )
    SocialAccount.objects.filter(pk=account.pk).delete()
    publish(events.SignInWayUnlinked(user_id=user.pk, provider=account.provider))
    return account


@transaction.atomic
def take_over_unconfirmed(user: User, email: str, *, by: Actor) -> None:
    """Somebody proved to own an address whose account was never confirmed: it is theirs now, and nobody else's.

    Whoever made the account with it does not read the address: password, sessions and links of before end.
    Does nothing when the address is confirmed already.
    """
    locks.lock_user(user.pk)
    address = UserManager.normalize_email(email)
    if EmailAddress.objects.filter(user=user, verified=True).exists():
        return
    user.set_unusable_password()
    user.save(update_fields=["password"])
    SocialAccount.objects.filter(user=user).delete()
    for session in UserSession.objects.filter(user=user):
        session.end()
    EmailAddress.objects.update_or_create(
        user=user, email=address, defaults={"verified": True, "primary": True}
    )
    audit(user, "accounts.user.taken_over_by_proof", by=by)


def _has_another_way(user: User, leaving: SocialAccount, available: frozenset[str]) -> bool:
    if user.has_usable_password() and EmailAddress.objects.filter(user=user, verified=True).exists():
        return True
    mine = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)
    if not all(passkeys.is_suspended(each) for each in mine):
        return True
    others = SocialAccount.objects.filter(user=user, provider__in=available).exclude(pk=leaving.pk)
    return bool(others.exists())


def known_as(account: SocialAccount) -> str:
    """What its owner knows the account elsewhere by: an address, else its identifier."""
    data = account.extra_data if isinstance(account.extra_data, dict) else {}
    named = (data.get(key) for key in ("email", "mail", "userPrincipalName"))
    return str(next(filter(None, named), account.uid))
