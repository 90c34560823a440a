"""Support access: a customer lets SynthAI's staff in, for a time, for a reason, and no further than said.

Without a consent that is open and in time nobody comes in; its time is asked on every request, so nothing depends on
the sweep, which only writes the end down and tells the customer. What staff do inside is in the customer's own trail.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import actors, locks, permissions, selectors
from accounts.models import Organisation, SupportAccess, SupportLevel, User
from accounts.services import gate
from notifications.services import inbox
from synthai.core.access import Actor, system_actor
from synthai.core.audit import audit
from synthai.core.errors import Conflict, DomainError, NotFound
from synthai.core.tenancy import tenant

MINUTES: Final = (15, 30, 60, 120, 240, 480)


class ReasonMissing(DomainError):
    """Why support is let in was not said."""

    code = "accounts.support.reason_missing"
    title = _("Say what support should help with")
    message = _("Say in a few words what support should help with: it stands in your audit trail.")
    remedy = _("Send a reason.")
    field = "reason"


class TimeOutOfRange(DomainError):
    """Not one of the lengths that can be chosen."""

    code = "accounts.support.time_out_of_range"
    title = _("This length of time cannot be chosen")
    message = _("Support can be let in for 15 minutes to 8 hours. Choose one of the lengths in the list.")
    remedy = _("Send 15, 30, 60, 120, 240 or 480 minutes.")
    field = "minutes"


class LevelUnknown(DomainError):
    """Not a level."""

    code = "accounts.support.level_unknown"
    title = _("This is no level of support access")
    message = _("Choose what support may do: look, work, or decide.")
    remedy = _("Send look, work or decide.")
    field = "level"


class AlreadyOpen(Conflict):
    """One consent at a time."""

    code = "accounts.support.already_open"
    title = _("Support may come in already")
    message = _(
        "You have let support in already. End that access first to change its time or what it may do."
    )
    remedy = _("End the open access, then allow it anew.")


class NoConsent(NotFound):
    """Staff at a door that is closed."""

    code = "accounts.support.no_consent"
    title = _("The customer has not let you in")
    message = _("The customer has not let support in, or the time is over. Ask them to allow it again.")
    remedy = _("Ask the customer to allow support access on their settings page.")


class NotInside(Conflict):
    """A member pressed what is for staff."""

    code = "accounts.support.not_inside"
    title = _("You are not here as support")
    message = _("You are a member here, not SynthAI support: there is nothing to leave this way.")
    remedy = _("Leave the team on the team page instead.")


@transaction.atomic
def allow(*, reason: str, minutes: int, level: str, by: Actor, now: datetime) -> SupportAccess:
    """Let support into the actor's organisation from now on. A person's decision: not a key's, not support's own.

    Raises ReasonMissing, TimeOutOfRange, LevelUnknown, AlreadyOpen.
    """
    organisation, _present = gate.enter_in_person(by, permissions.SUPPORT_ALLOW)
    wanted = _checked(reason, minutes, level)
    earlier = selectors.open_support()
    if earlier is not None:
        if earlier.expires_at > now:  # also one that began while this call waited for the lock
            raise AlreadyOpen
        _expire(earlier, organisation)
    access = SupportAccess(
        allowed_by_id=by.user_id,
        allowed_by_label=by.label,
        allowed_at=now,
        expires_at=now + timedelta(minutes=minutes),
        **wanted,
    )
    access.full_clean(exclude=["organisation", "allowed_by"])
    access.save()
    changes = {name: ["", told] for name, told in {**wanted, "until": access.expires_at}.items()}
    audit(access, "accounts.support.allowed", by=by, changes=changes)
    _tell(access, organisation, "allowed", _("%(who)s let SynthAI support in"), who=by.label)
    return access


@transaction.atomic
def end(*, by: Actor, now: datetime) -> SupportAccess | None:
    """Close the open access at once; staff inside are out with their next request. None when none was open."""
    organisation, _present = gate.enter_in_person(by, permissions.SUPPORT_ALLOW)
    access = selectors.open_support()
    if access is None:
        return None
    if access.expires_at <= now:
        _expire(access, organisation)
        return access
    access.end(by.label, at=now)
    access.save(update_fields=["ended_at", "ended_by_label"])
    audit(access, "accounts.support.ended", by=by)
    _tell(access, organisation, "ended", _("%(who)s ended SynthAI support's access"), who=by.label)
    return access


@transaction.atomic
def enter(public_id: str, *, organisation_id: int, staff: User, by: Actor, now: datetime) -> SupportAccess:
    """A member of staff comes in with the customer's consent; the customer is told. Raises NoConsent.

    `by` is staff as the admin knows them. Needs no tenant: this is the way into it.
    """
    with tenant(organisation_id):
        organisation = locks.lock_organisation(organisation_id)
        access = selectors.active_support(public_id, at=now)
        if access is None or by.kind != "staff" or not (staff.is_staff and staff.is_active):
            raise NoConsent
        if access.entered_at is None:
            access.entered_at = now
            access.save(update_fields=["entered_at"])
        inside = replace(actors.of_support(access, staff), request_id=by.request_id, ip=by.ip)
        audit(access, "accounts.support.entered", by=inside)
        kind = f"entered.{staff.public_id}"
        _tell(access, organisation, kind, _("%(who)s of SynthAI support came in"), who=staff.label)
    return access


@transaction.atomic
def leave(*, by: Actor) -> None:
    """Staff go out by themselves. Raises NotInside for whoever did not come in as support."""
    if not by.support_public_id:
        raise NotInside
    audit(None, "accounts.support.left", by=by, organisation_id=by.organisation_id)


@transaction.atomic
def expire(organisation_id: int, *, now: datetime) -> bool:
    """Write the end of an access down whose time is over, and tell the customer. Needs the tenant. Idempotent."""
    organisation = locks.lock_organisation(organisation_id)
    access = selectors.open_support()
    if access is None or access.expires_at > now:
        return False
    _expire(access, organisation)
    return True


def _expire(access: SupportAccess, organisation: Organisation) -> None:
    access.end("SynthAI", at=access.expires_at)
    access.save(update_fields=["ended_at", "ended_by_label"])
    audit(access, "accounts.support.expired", by=system_actor(organisation.pk))
    _tell(access, organisation, "ended", _("SynthAI support's access is over: its time ran out"))


def _checked(reason: str, minutes: int, level: str) -> dict[str, str]:
    words = " ".join(reason.split())
    if not words:
        raise ReasonMissing
    if minutes not in MINUTES:
        raise TimeOutOfRange
    if level not in SupportLevel.values:
        raise LevelUnknown
    return {"reason": words[:500], "level": level}


def _tell(access: SupportAccess, organisation: Organisation, what: str, title: object, **words: str) -> None:
    """One line in the inbox of everybody who may let support in."""
    inbox.notify(
        "accounts.support",
        selectors.member_ids_holding(organisation.pk, permissions.SUPPORT_ALLOW),
        title=str(title) % words,
        body=access.reason,
        url=f"/o/{organisation.slug}/support/",
        organisation_id=organisation.pk,
        key=f"accounts.support.{access.public_id}.{what}",
    )
