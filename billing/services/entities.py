"""Who sells: the entity that charges belong to, and whether it is a VAT vendor on a day.

The first one is made from the settings (BILLING_ENTITY_…) once, at the first charge; from then on staff keep it in the admin.
"""

import time
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from billing import locks, permissions
from billing.engine.invoicing.shapes import Address, BankAccount, Party
from billing.models import BillingEntity, NumberSeries, VendorPeriod
from synthai.core import vat_numbers as vat
from synthai.core.access import Actor, require
from synthai.core.after_commit import after_commit
from synthai.core.audit import audit
from synthai.core.errors import Conflict, DomainError

KNOWN_FOR_SECONDS = 10.0  # prices are worked out all day, and an entity changes once in years
_known: dict[str, tuple[float, BillingEntity | None]] = {}


def selling() -> BillingEntity:
    """The entity that sells by default; made from the settings when there is none yet."""
    return _default() or _from_settings()


def is_vendor(on: date) -> bool:
    """Whether we charge VAT on that day: the default entity is registered then."""
    entity = _default()
    return bool(settings.BILLING_ENTITY["vat_number"]) if entity is None else bool(vat_number(entity, on))


def vat_number(entity: BillingEntity, on: date) -> str:
    """The number it is registered under on that day; empty when it is no vendor."""
    held = [period for period in entity.vendor_periods.all() if period.holds(on)]
    return held[0].vat_number if held else ""


def seller(entity: BillingEntity, on: date) -> Party:
    """The entity as it stands on a document of that day."""
    number = vat_number(entity, on)
    return Party(
        name=entity.legal_name,
        trading_name=entity.trading_name,
        address=address_of(entity.address),
        is_vendor=bool(number),
        vat_number=number,
        registration_number=entity.registration_number,
        email=entity.email,
        phone=entity.phone,
        website=entity.website,
    )


def shown(on: date) -> Party:
    """Who sells, for a page: also before the first charge."""
    entity = _default()
    if entity is not None:
        return seller(entity, on)
    number = settings.BILLING_ENTITY["vat_number"]
    return Party(name=settings.BILLING_ENTITY["name"], is_vendor=bool(number), vat_number=number)


def bank_of(entity: BillingEntity) -> BankAccount | None:
    """Where an EFT goes; None while it is not filled in."""
    if not entity.bank_account_number:
        return None
    return BankAccount(
        holder=entity.bank_holder or entity.legal_name,
        bank=entity.bank_name,
        account_number=entity.bank_account_number,
        branch_code=entity.bank_branch_code,
        account_type=entity.bank_account_type,
    )


def address_of(text: str) -> Address:
    """An address as it was typed: one row a line."""
    return Address(lines=tuple(row.strip() for row in text.splitlines() if row.strip()))


def forget() -> None:
    """Ask the database again: an entity was changed, or a test begins."""
    _known.clear()


def _default() -> BillingEntity | None:
    held = _known.get("default")
    if held is not None and held[0] > time.monotonic():
        return held[1]
    rows = BillingEntity.objects.filter(is_default=True).prefetch_related("vendor_periods")
    found = rows.order_by("pk").first()
    _known["default"] = (time.monotonic() + KNOWN_FOR_SECONDS, found)
    return found


def _from_settings() -> BillingEntity:
    forget()
    entity, number = _in_settings(), settings.BILLING_ENTITY["vat_number"]
    try:
        with transaction.atomic():
            entity.save()
            if number:
                VendorPeriod.objects.create(entity=entity, vat_number=number)
    except IntegrityError:  # somebody else was first
        return BillingEntity.objects.get(is_default=True)
    return entity


def _in_settings() -> BillingEntity:
    """Not saved yet."""
    given, bank = settings.BILLING_ENTITY, settings.EFT
    return BillingEntity(
        legal_name=given["name"],
        address=given.get("address", "").replace(";", "\n"),
        registration_number=given.get("registration_number", ""),
        email=given.get("email", ""),
        bank_holder=bank.get("account_name", ""),
        bank_name=bank.get("bank", ""),
        bank_account_number=bank.get("account_number", ""),
        bank_branch_code=bank.get("branch_code", ""),
        bank_account_type=bank.get("account_type", ""),
        number_prefix="SY",
        is_default=True,
    )


class PrefixTaken(Conflict):
    """Two entities with the same numbers would issue the same numbers."""

    code = "billing.entity.prefix_taken"
    title = _("The prefix is taken")
    message = _("Another entity's numbers begin with %(prefix)s already.")
    remedy = _("Choose another prefix.")
    field = "number_prefix"


class PrefixFixed(Conflict):
    """What was issued begins with it."""

    code = "billing.entity.prefix_fixed"
    title = _("The prefix stays")
    message = _("Documents were issued under %(prefix)s, so it stays.")
    remedy = _("Leave the prefix as it is.")
    field = "number_prefix"


class RegistrationWrong(DomainError):
    """No VAT number, or days that overlap."""

    code = "billing.entity.registration_wrong"
    title = _("The registration cannot be like this")
    message = _("%(why)s")
    remedy = _("Correct the number or the days.")
    field = "vat_number"


@transaction.atomic
def change(entity: BillingEntity | None, given: Mapping[str, Any], *, by: Actor) -> BillingEntity:
    """Write an entity down, or a new one (None). What was issued keeps what it says. Raises NotAllowed, PrefixTaken, PrefixFixed."""
    require(by, permissions.ENTITY_CHANGE)
    row = locks.lock_entity(entity.pk) if entity else BillingEntity()
    prefix, others = given["number_prefix"], BillingEntity.objects.exclude(pk=row.pk)
    if others.filter(number_prefix=prefix).exists():
        raise PrefixTaken(prefix=prefix)
    if (
        entity
        and row.number_prefix != prefix
        and NumberSeries.objects.filter(entity=row, last__gt=0).exists()
    ):
        raise PrefixFixed(prefix=row.number_prefix)
    changes = {
        name: [getattr(row, name), value] for name, value in given.items() if getattr(row, name) != value
    }
    if given.get("is_default"):
        others.update(is_default=False)
    for name, value in given.items():
        setattr(row, name, value)
    row.version += 1
    row.full_clean()
    row.save()
    audit(row, "billing.entity.changed", by=by, changes=changes)
    after_commit(forget)
    return row


@transaction.atomic
def register(
    entity: BillingEntity, number: str, *, since: date | None, until: date | None, by: Actor
) -> VendorPeriod:
    """A VAT registration of an entity: outside of its days no VAT is charged. The same `since` is written anew.

    Raises NotAllowed, RegistrationWrong.
    """
    require(by, permissions.ENTITY_CHANGE)
    digits = vat.normalise(number)
    if not vat.is_plausible(digits):
        raise RegistrationWrong(
            why=_("A VAT number has 10 digits, starts with 4, and its last digit checks the others.")
        )
    if since and until and until < since:
        raise RegistrationWrong(why=_("The last day is before the first."), field="until")
    locks.lock_entity(entity.pk)
    rows = VendorPeriod.objects.filter(entity=entity)
    first, last = since or date.min, until or date.max
    for other in rows.exclude(since=since) if since else rows.exclude(since__isnull=True):
        if (other.since or date.min) <= last and first <= (other.until or date.max):
            raise RegistrationWrong(
                why=_("The days overlap those of another registration. End that one first."), field="since"
            )
    made, _is_new = VendorPeriod.objects.update_or_create(
        entity=entity, since=since, defaults={"vat_number": digits, "until": until}
    )
    audit(
        entity,
        "billing.entity.changed",
        by=by,
        changes={"vat_number": [None, digits], "until": [None, until]},
    )
    after_commit(forget)
    return made
