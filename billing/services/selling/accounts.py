"""The seller's own accounts at gateways: typed in once, sealed, never shown again."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from billing import permissions
from billing.gateways import Gateway, GatewayError, GatewayKeyRefused, KnowsKey, sellers
from billing.gateways.registry import GatewayUnknown
from billing.models import SellerAccount
from billing.services.selling.sellers import SellerWrong
from synthai.core import crypto
from synthai.core.access import Actor, require
from synthai.core.audit import audit

_PURPOSE = "billing.seller_account"


@dataclass(frozen=True, kw_only=True)
class Connected:
    """An account that was kept; `is_unsure`: the gateway did not say whether it takes the key."""

    account: SellerAccount
    is_unsure: bool


def connect(gateway: str, secret: Mapping[str, str], *, is_test: bool, by: Actor, now: datetime) -> Connected:
    """As `keep`, after asking the gateway whether it takes the key, where it can be asked. No transaction is open.

    Raises NotAllowed, GatewayUnknown, SellerWrong.
    """
    require(by, permissions.SELLER_CHANGE)
    given = _whole(gateway, secret)
    is_unsure = not _is_taken(sellers.build(gateway, given, is_test=is_test), field=next(reversed(given)))
    return Connected(account=keep(gateway, given, is_test=is_test, by=by, now=now), is_unsure=is_unsure)


@transaction.atomic
def keep(
    gateway: str, secret: Mapping[str, str], *, is_test: bool, by: Actor, now: datetime
) -> SellerAccount:
    """Take the credentials of one gateway, instead of those before. Raises NotAllowed, GatewayUnknown, SellerWrong."""
    require(by, permissions.SELLER_CHANGE)
    given = _whole(gateway, secret)
    account, _is_new = SellerAccount.objects.update_or_create(
        gateway=gateway,
        defaults={
            "secret": crypto.encrypt(json.dumps(given), purpose=_PURPOSE),
            "hint": _hint(given),
            "is_test": is_test,
            "created_at": now,
        },
    )
    audit(account, "billing.seller.account_kept", by=by, changes={"gateway": [None, gateway]})
    found: SellerAccount = account
    return found


@transaction.atomic
def keep_sandbox(*, by: Actor, now: datetime) -> list[SellerAccount]:
    """Accounts at the gateways that the laptop's sandbox plays; none where there is no sandbox. Raises NotAllowed."""
    return [keep(code, secret, is_test=True, by=by, now=now) for code, secret in sellers.sandbox().items()]


@transaction.atomic
def remove(gateway: str, *, by: Actor) -> None:
    """Take no more money there. What was paid there cannot be paid back from here any more. Raises NotAllowed."""
    require(by, permissions.SELLER_CHANGE)
    found = SellerAccount.objects.filter(gateway=gateway).order_by("pk").first()
    if found is not None:
        audit(found, "billing.seller.account_removed", by=by, changes={"gateway": [gateway, None]})
        found.delete()


def present() -> list[SellerAccount]:
    """The seller's accounts, in the order they are offered."""
    order = list(sellers.FIELDS)
    return sorted(SellerAccount.objects.order_by("pk"), key=lambda each: order.index(each.gateway))


def offered() -> list[Gateway]:
    """The ways to pay the seller."""
    return [_open(account) for account in present()]


def get(code: str) -> Gateway:
    """The gateway with the seller's account. Raises GatewayUnknown."""
    found = SellerAccount.objects.filter(gateway=code).order_by("pk").first()
    if found is None:
        raise GatewayUnknown
    return _open(found)


def _whole(gateway: str, secret: Mapping[str, str]) -> dict[str, str]:
    """Every field of the gateway's account. Raises GatewayUnknown, SellerWrong."""
    if gateway not in sellers.FIELDS:
        raise GatewayUnknown
    given = {name: str(secret.get(name, "")).strip() for name in sellers.FIELDS[gateway]}
    for name, value in given.items():
        if not value:
            raise SellerWrong(
                why=_("Fill in every field: without it the gateway takes no payment."), field=name
            )
    return given


def _is_taken(gateway: Gateway, *, field: str) -> bool:
    """Whether the key is good or cannot be asked about; False when the gateway did not say. Raises SellerWrong."""
    if not isinstance(gateway, KnowsKey):
        return True
    try:
        gateway.check()
    except GatewayKeyRefused as error:
        why = _(
            "%(gateway)s does not know this key. Copy it again, whole, from %(gateway)s’s own settings: one that was replaced there no longer works."
        )
        raise SellerWrong(why=why % {"gateway": gateway.title}, field=field) from error
    except GatewayError:
        return False
    return True


def _open(account: SellerAccount) -> Gateway:
    secret = json.loads(crypto.decrypt(account.secret, purpose=_PURPOSE))
    return sellers.build(account.gateway, secret, is_test=account.is_test)


def _hint(given: Mapping[str, str]) -> str:
    """What tells one account from another without giving it away."""
    first = next(iter(given.values()))
    return f"…{first[-4:]}"
