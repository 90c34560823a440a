"""Keys for programs: made, changed, rotated, taken over, revoked. A secret is returned once and kept as a hash only.

A key acts for the person responsible for it and never may more than they may, now and later; who leaves leaves keys that
open nothing until somebody takes them over. Only people make keys: a stolen key cannot make itself an heir.
"""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from accounts import events, features, key_text, locks, permissions
from accounts.models import ApiKey, Membership, Organisation
from accounts.services import gate, giving
from notifications.services import inbox
from synthai.core import entitlements
from synthai.core.access import Actor, capabilities
from synthai.core.audit import audit
from synthai.core.errors import Conflict, DomainError, NotFound
from synthai.core.events import publish
from synthai.core.versions import check_version

KEPT_AT_MOST = 50
LONGEST = timedelta(days=366)
LONGEST_OVERLAP = timedelta(days=7)
COARSE = timedelta(hours=1)
TOLD_BEFORE = timedelta(days=7)
ADDRESSES_AT_MOST = 50
# What only a person may do, signed in: it asks for proof that no program has, or has no address in the API.
PERSONS_ALONE = frozenset(
    {
        permissions.AUDIT_EXPORT,
        permissions.MEMBER_CHANGE_ROLE,
        permissions.ORGANISATION_DELETE,
        permissions.ORGANISATION_TRANSFER,
        permissions.ROLE_CHANGE,
        permissions.RULE_CHANGE,
        permissions.KEY_CHANGE,
        permissions.SSO_CHANGE,
        permissions.SUPPORT_ALLOW,
    }
)


class KeyNotFound(NotFound):
    """No such key here."""

    code = "accounts.key.not_found"
    title = _("No such API key")
    message = _("There is no such API key, or it was revoked.")
    remedy = _("List the keys again and use an id from there.")


class KeyNameMissing(DomainError):
    """A key without a name cannot be told from another."""

    code = "accounts.key.name_missing"
    title = _("The name is missing")
    message = _("Give the key a name of at most 60 characters that says which program uses it.")
    remedy = _("Send a name of 1 to 60 characters.")
    field = "name"


class ScopeWrong(DomainError):
    """Not something a key can be allowed."""

    code = "accounts.key.scope_wrong"
    title = _("No such scope")
    message = _("“%(scope)s” is not something a key can be allowed. Roles, rules, keys, the download of the audit trail and "
                "the end of the organisation stay with people.")  # fmt: skip
    remedy = _("Send scopes of the list of capabilities, without those that only people may use.")
    field = "scopes"


class ScopeMissing(DomainError):
    """A key that may do nothing."""

    code = "accounts.key.scope_missing"
    title = _("The key may do nothing")
    message = _("Tick at least one thing this key may do.")
    remedy = _("Send at least one scope.")
    field = "scopes"


class ExpiryWrong(DomainError):
    """In the past, or too far ahead."""

    code = "accounts.key.expiry_wrong"
    title = _("The expiry cannot be used")
    message = _("A key expires after today and within %(days)s days.")
    remedy = _("Send a moment within a year.")
    field = "expires_at"


class AddressWrong(DomainError):
    """Not an address or network."""

    code = "accounts.key.address_wrong"
    title = _("Not an address")
    message = _("“%(address)s” is not an address or network. Write 196.25.1.7 or 196.25.1.0/24.")
    remedy = _("Send addresses or networks in CIDR form, at most 50.")
    field = "addresses"


class OverlapWrong(DomainError):
    """Too long."""

    code = "accounts.key.overlap_wrong"
    title = _("The overlap is too long")
    message = _("The old secret can go on working for 0 to %(hours)s hours.")
    remedy = _("Send overlap_hours within these bounds.")
    field = "overlap_hours"


class TooManyKeys(Conflict):
    """A brake."""

    code = "accounts.key.too_many"
    title = _("Too many keys")
    message = _("Your organisation has %(count)s keys already. Revoke one that is no longer used.")
    remedy = _("Revoke a key that is no longer used.")


@dataclass(frozen=True, kw_only=True)
class KeyWithSecret:
    """A key, and the secret nobody will see again."""

    key: ApiKey
    secret: str


def offered() -> list[str]:
    """Capabilities a key can have as scopes."""
    return [code for code, each in capabilities().items() if each.roles and code not in PERSONS_ALONE]


@transaction.atomic
def create(
    *,
    name: str,
    scopes: Iterable[str],
    expires_at: datetime,
    addresses: Iterable[str],
    by: Actor,
    now: datetime,
) -> KeyWithSecret:
    """Make a key for which `by` is responsible. Raises MoreThanYouHold, LimitReached or NotInPlan, and the errors above."""
    organisation, present = gate.enter_in_person(by, permissions.KEY_CHANGE)
    given = _checked(name=name, scopes=scopes, expires_at=expires_at, addresses=addresses, now=now)
    giving.check(given["scopes"], by=present, is_own_role=True)
    alive = ApiKey.objects.of_organisation(organisation.pk).filter(revoked_at__isnull=True)
    used = alive.count()
    if used >= KEPT_AT_MOST:
        raise TooManyKeys(count=KEPT_AT_MOST)
    entitlements.room_for(organisation.pk, features.API_KEYS, used=used)
    secret = key_text.make()
    key = ApiKey(
        organisation=organisation,
        responsible_id=by.user_id,
        prefix=secret.prefix,
        secret_hash=secret.digest,
        created_at=now,
        **given,
    )
    key.full_clean()
    key.save(force_insert=True)
    told = {field: [None, value] for field, value in given.items()}
    _record(organisation, key, "created", by=by, changes=told)
    return KeyWithSecret(key=key, secret=secret.text)


@transaction.atomic
def change(
    public_id: str,
    *,
    name: str,
    scopes: Iterable[str],
    expires_at: datetime,
    addresses: Iterable[str],
    by: Actor,
    now: datetime,
    version: str | None = None,
) -> ApiKey:
    """Other name, scopes, expiry or addresses; counts from the next call on. The person responsible stays."""
    organisation, present = gate.enter_in_person(by, permissions.KEY_CHANGE)
    key = _locked(organisation, public_id)
    check_version(key, version)
    new = _checked(name=name, scopes=scopes, expires_at=expires_at, addresses=addresses, now=now)
    giving.check({*new["scopes"]} - {*key.scopes}, by=present, is_own_role=True)
    changes = {
        field: [getattr(key, field), value] for field, value in new.items() if getattr(key, field) != value
    }
    if not changes:
        return key
    for field, value in new.items():
        setattr(key, field, value)
    key.version += 1
    key.full_clean()
    key.save(update_fields=[*new, "version"])
    _record(organisation, key, "changed", by=by, changes=changes)
    return key


@transaction.atomic
def rotate(
    public_id: str, *, overlap_hours: int, by: Actor, now: datetime, version: str | None = None
) -> KeyWithSecret:
    """A new secret; the old one works for the overlap still, so that no program stands still meanwhile."""
    organisation, _present = gate.enter_in_person(by, permissions.KEY_CHANGE)
    key = _locked(organisation, public_id)
    check_version(key, version)
    overlap = timedelta(hours=overlap_hours)
    if not timedelta(0) <= overlap <= LONGEST_OVERLAP:
        raise OverlapWrong(hours=int(LONGEST_OVERLAP.total_seconds() // 3600))
    secret, old = key_text.make(), key.prefix
    key.replace_secret(
        prefix=secret.prefix, digest=secret.digest, old_until=now + overlap if overlap else None
    )
    key.save(update_fields=["prefix", "secret_hash", "previous_hash", "previous_until", "version"])
    changes = {"prefix": [old, key.prefix], "overlap_hours": [None, overlap_hours]}
    _record(organisation, key, "rotated", by=by, changes=changes)
    return KeyWithSecret(key=key, secret=secret.text)


@transaction.atomic
def take_over(public_id: str, *, by: Actor) -> ApiKey:
    """Become responsible: the key acts for `by` from now on. Raises MoreThanYouHold for scopes they lack."""
    organisation, present = gate.enter_in_person(by, permissions.KEY_CHANGE)
    key = _locked(organisation, public_id)
    giving.check(key.scopes, by=present, is_own_role=True)
    old = key.responsible.label if key.responsible else None
    key.responsible_id = by.user_id
    key.version += 1
    key.save(update_fields=["responsible", "version"])
    _record(organisation, key, "taken_over", by=by, changes={"responsible": [old, by.label]})
    return key


@transaction.atomic
def revoke(public_id: str, *, by: Actor, now: datetime) -> ApiKey:
    """End a key for good, at once. Nothing brings it back: a new one is made in a minute."""
    organisation, _present = gate.enter_in_person(by, permissions.KEY_CHANGE)
    key = _locked(organisation, public_id)
    key.revoke(at=now)
    key.save(update_fields=["revoked_at", "previous_hash", "previous_until", "version"])
    _record(organisation, key, "revoked", by=by, changes={"prefix": [key.prefix, None]})
    return key


def note_use(key: ApiKey, *, now: datetime) -> None:
    """Remember that a key was used, to the hour: one write an hour, however many calls. Idempotent."""
    if key.used_at is None or now - key.used_at >= COARSE:
        hour = now.replace(minute=0, second=0, microsecond=0)
        ApiKey.objects.filter(pk=key.pk).update(used_at=max(hour, key.created_at))


def tell_of_expiry(*, now: datetime) -> int:
    """Tell who is responsible a week before a key ends. Idempotent by key and day. Returns how many were told."""
    ending = ApiKey.objects.alive(at=now).filter(expires_at__lte=now + TOLD_BEFORE, responsible__isnull=False)
    told = 0
    for key in ending.select_related("organisation").order_by("pk"):
        if not Membership.objects.filter(organisation=key.organisation, user=key.responsible_id).exists():
            continue
        inbox.notify(
            "accounts.key_expiring",
            [key.responsible_id or 0],
            title=text("The API key “%(name)s” expires soon") % {"name": key.name},
            body=text("Programs that use it stop working then. Give it a later day, or make a new key."),
            url=f"/o/{key.organisation.slug}/settings/keys/{key.public_id}/",
            organisation_id=key.organisation_id,
            key=f"accounts.key_expiring.{key.public_id}.{key.expires_at:%Y-%m-%d}",
        )
        told += 1
    return told


def _checked(
    *, name: str, scopes: Iterable[str], expires_at: datetime, addresses: Iterable[str], now: datetime
) -> dict[str, Any]:
    clean = " ".join(name.split())
    if not clean:
        raise KeyNameMissing
    wanted, known = sorted(set(scopes)), set(offered())
    for scope in wanted:
        if scope not in known:
            raise ScopeWrong(scope=scope)
    if not wanted:
        raise ScopeMissing
    if not now < expires_at <= now + LONGEST:
        raise ExpiryWrong(days=LONGEST.days)
    return {"name": clean, "scopes": wanted, "expires_at": expires_at, "addresses": _networks(addresses)}


def _networks(addresses: Iterable[str]) -> list[str]:
    found = []
    for address in addresses:
        try:
            found.append(str(ipaddress.ip_network(address.strip(), strict=False)))
        except ValueError as error:
            raise AddressWrong(address=address.strip()) from error
    if len(found) > ADDRESSES_AT_MOST:
        raise AddressWrong(address=found[ADDRESSES_AT_MOST])
    return sorted(set(found))


def _locked(organisation: Organisation, public_id: str) -> ApiKey:
    key = locks.lock_key(organisation.pk, public_id)
    if key is None or key.revoked_at is not None:
        raise KeyNotFound
    return key


def _record(
    organisation: Organisation, key: ApiKey, verb: str, *, by: Actor, changes: dict[str, Any]
) -> None:
    audit(key, f"accounts.key.{verb}", by=by, changes=changes)
    publish(events.AccessChanged(organisation_id=organisation.pk, subject=f"key:{key.public_id}", verb=verb))
