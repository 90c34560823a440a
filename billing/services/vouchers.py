"""Codes that put prepaid units into a wallet, each organisation once; the last use goes to one."""

import secrets
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from billing import locks, permissions
from billing.models import PotSource, Voucher, WalletPot
from billing.services import wallets
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import DomainError

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that look alike
LENGTH = 12


class VoucherRefused(DomainError):
    """The code gives nothing here; the message says why."""

    code = "billing.voucher.refused"
    title = _("The voucher cannot be used")
    message = _("There is no voucher “%(voucher)s”. Check the spelling.")
    remedy = _("Check the code's spelling and its last day.")
    field = "voucher"


class VoucherWrong(DomainError):
    """It makes no sense."""

    code = "billing.voucher.wrong"
    title = _("The voucher makes no sense")
    message = _("%(why)s")


@transaction.atomic
def make(
    *,
    code: str = "",
    name: str,
    feature: str,
    quantity: Decimal,
    valid_until: datetime | None = None,
    most: int | None = None,
    by: Actor,
    now: datetime,
) -> Voucher:
    """A voucher; without a code one that cannot be guessed. Raises NotAllowed, VoucherWrong."""
    require(by, permissions.CATALOGUE_CHANGE)
    typed = code.strip().upper() or "".join(secrets.choice(LETTERS) for _letter in range(LENGTH))
    if Voucher.objects.filter(code=typed).exists():
        raise VoucherWrong(field="code", why=_("There is a voucher of this code already."))
    if quantity <= 0:
        raise VoucherWrong(field="quantity", why=_("It gives more than nothing."))
    made: Voucher = Voucher.objects.create(
        code=typed,
        name=name,
        feature=feature,
        quantity=quantity,
        valid_until=valid_until,
        most=most,
        created_at=now,
    )
    audit(made, "billing.voucher.made", by=by, changes={"quantity": [None, quantity]})
    return made


@transaction.atomic
def end(voucher: Voucher, *, by: Actor) -> None:
    """Nobody can use it any more; what it gave stays. Raises NotAllowed."""
    require(by, permissions.CATALOGUE_CHANGE)
    if voucher.is_active:
        voucher.is_active = False
        voucher.save(update_fields=["is_active"])
        audit(voucher, "billing.voucher.ended", by=by)


@transaction.atomic
def redeem(code: str, *, by: Actor, now: datetime) -> WalletPot:
    """Put its units into the wallet. Needs the tenant. Raises NotAllowed, VoucherRefused."""
    require(by, permissions.PAYMENT_MAKE)
    typed = code.strip().upper()
    locks.lock_customer(by.organisation_id)
    voucher = locks.lock_voucher(typed)
    key = f"voucher:{voucher.public_id}" if voucher else ""
    if voucher is None or not voucher.is_active:
        raise VoucherRefused(voucher=typed)
    if voucher.valid_until is not None and voucher.valid_until <= now:
        raise VoucherRefused(_("The voucher “%(voucher)s” has run out."), voucher=typed)
    if WalletPot.objects.filter(key=key).exists():
        raise VoucherRefused(_("You have used the voucher “%(voucher)s” before."), voucher=typed)
    if voucher.most is not None and voucher.used >= voucher.most:
        raise VoucherRefused(_("The voucher “%(voucher)s” was used as often as it could be."), voucher=typed)
    voucher.used += 1
    voucher.save(update_fields=["used"])
    pot = wallets.fill(
        by.organisation_id or 0,
        voucher.feature,
        voucher.quantity,
        source=PotSource.VOUCHER,
        label=voucher.name,
        key=key,
        at=now,
    )
    audit(pot, "billing.voucher.used", by=by, changes={"quantity": [None, voucher.quantity]})
    return pot
