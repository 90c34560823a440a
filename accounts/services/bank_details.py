"""Where customers pay: shown on quotations and reminders, so whoever changes it can steer money away. Owners and administrators are told each time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import events, permissions
from accounts.models import BankDetails, Membership, Organisation, Role
from accounts.models.bank_details import BRANCH_LENGTH
from accounts.services import gate
from notifications.services import inbox
from synthai.core.access import Actor
from synthai.core.audit import audit
from synthai.core.crypto import Undecryptable, decrypt, encrypt
from synthai.core.documents.blueprints import identifiers
from synthai.core.documents.blueprints.identifiers import Wrong
from synthai.core.errors import DomainError
from synthai.core.events import publish
from synthai.core.versions import check_version

KIND: Final = "accounts.bank_changed"
_PURPOSE: Final = "accounts.bank_details"
_TOLD: Final = (Role.OWNER, Role.ADMINISTRATOR)


class AccountUnclear(DomainError):
    """No account number."""

    code = "accounts.bank.account_unclear"
    title = gettext_lazy("This is no account number")
    message = gettext_lazy("A bank account has 7 to 11 digits. Check it.")
    remedy = gettext_lazy("Send 7 to 11 digits.")
    status = 422
    field = "account"


class BranchUnclear(DomainError):
    """No branch code."""

    code = "accounts.bank.branch_unclear"
    title = gettext_lazy("This is no branch code")
    message = gettext_lazy(
        "A branch code has 6 digits, for example 250655. Your bank's universal code will do."
    )
    remedy = gettext_lazy("Send 6 digits.")
    status = 422
    field = "branch_code"


@dataclass(frozen=True, kw_only=True)
class Account:
    """What somebody typed. An empty account number leaves the one that is there."""

    holder: str
    bank: str
    account: str
    branch_code: str


@transaction.atomic
def save(wish: Account, *, by: Actor, now: datetime, version: str | None = None) -> BankDetails:
    """Keep them, and tell owner and administrators. The same again tells nobody. Closed to keys and support.

    Raises NotAllowed, PersonOnly, CustomerOnly, AccountUnclear, BranchUnclear, PreconditionFailed, ValidationError.
    """
    organisation, _present = gate.enter_in_person(by, permissions.BANK_CHANGE)
    row = BankDetails.objects.order_by("pk").first() or BankDetails(version=0)
    if row.pk is not None:
        check_version(row, version)
    before = _shown(row)
    old = account_of(row)
    account = _account(wish.account, old)
    row.holder, row.bank = " ".join(wish.holder.split()), " ".join(wish.bank.split())
    row.branch_code = _branch(wish.branch_code)
    row.account_end = account[-4:]
    after = _shown(row)
    if before == after and account == old:
        return row
    row.sealed_account = encrypt(account, purpose=_PURPOSE)
    row.version += 1
    row.changed_at, row.changed_by_id = now, by.user_id
    row.full_clean(exclude=["changed_by", "organisation"])
    row.save()
    changes = {name: [before[name], value] for name, value in after.items() if before[name] != value}
    entry = audit(
        row,
        "accounts.bank.changed",
        by=by,
        changes=changes or {"account": [before["account"], after["account"]]},
    )
    publish(events.OrganisationChanged(organisation_id=organisation.pk, fields=["bank"]))
    _tell(organisation, row, by=by, key=entry.pk)
    return row


@transaction.atomic
def remove(*, by: Actor, now: datetime) -> None:
    """Show none any more; documents then ask. Idempotent. Raises NotAllowed, PersonOnly, CustomerOnly."""
    organisation, _present = gate.enter_in_person(by, permissions.BANK_CHANGE)
    row = BankDetails.objects.order_by("pk").first()
    if row is None:
        return
    entry = audit(row, "accounts.bank.removed", by=by, changes={"account": [_shown(row)["account"], None]})
    row.delete()
    publish(events.OrganisationChanged(organisation_id=organisation.pk, fields=["bank"]))
    _tell(organisation, None, by=by, key=entry.pk)


def current() -> BankDetails | None:
    """Those of the active organisation. One query."""
    return BankDetails.objects.order_by("pk").first()


def account_of(row: BankDetails) -> str:
    """The account number in full; "" when there is none, or its key is gone. For papers only, never for a page, a log or the trail."""
    try:
        return decrypt(row.sealed_account, purpose=_PURPOSE) if row.sealed_account else ""
    except Undecryptable:
        return ""


def _account(typed: str, old: str) -> str:
    if not typed.strip() and old:
        return old
    try:
        return identifiers.bank_account(typed)
    except Wrong as error:
        raise AccountUnclear from error


def _branch(typed: str) -> str:
    digits = "".join(typed.split()).replace("-", "")
    if len(digits) != BRANCH_LENGTH or not (digits.isascii() and digits.isdigit()):
        raise BranchUnclear
    return digits


def _shown(row: BankDetails) -> dict[str, str]:
    """As the trail may say it."""
    account = f"… {row.account_end}" if row.account_end else ""
    return {"holder": row.holder, "bank": row.bank, "account": account, "branch_code": row.branch_code}


def _tell(organisation: Organisation, row: BankDetails | None, *, by: Actor, key: int) -> None:
    """Who did it is told too: their sign-in may be somebody else's now."""
    told = Membership.objects.filter(organisation=organisation, role__in=_TOLD, user__is_active=True)
    now_is = (
        _("Customers are now asked to pay into %(bank)s, account ending in %(end)s.")
        % {"bank": row.bank, "end": row.account_end}
        if row is not None
        else _("Your documents name no bank account any more.")
    )
    check = _("Was it not agreed? Change it back, change the passwords, and call your customers.")
    inbox.notify(
        KIND,
        told.values_list("user_id", flat=True),
        title=_("%(name)s changed the bank details of %(organisation)s")
        % {"name": by.label, "organisation": organisation.name},
        body=f"{now_is} {check}",
        url=reverse("accounts:bank-details", args=[organisation.slug]),
        organisation_id=organisation.pk,
        key=f"{KIND}.{key}",
    )
