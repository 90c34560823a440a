"""The gateways at which organisations have accounts of their own, made from what they typed.

Hosts and source networks are the installation's; credentials are the seller's alone. Stripe is not among them: its adapter keeps a
mirror of the operator's account.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings

from billing.gateways.payfast import PayFast, PayFastConfig
from billing.gateways.paystack import Paystack
from billing.gateways.protocol import Gateway

FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "payfast": ("merchant_id", "merchant_key", "passphrase"),
    "paystack": ("secret_key",),
}
TITLES: Final = {"payfast": PayFast.title, "paystack": Paystack.title}
_HOSTS: Final = {
    True: ("https://sandbox.payfast.co.za", "https://api.payfast.co.za"),
    False: ("https://www.payfast.co.za", "https://api.payfast.co.za"),
}


def build(code: str, secret: Mapping[str, str], *, is_test: bool) -> Gateway:
    """The gateway with a seller's own account. Raises KeyError for one that takes no sellers' accounts."""
    return {"payfast": _payfast, "paystack": _paystack}[code](secret, is_test)


def sandbox() -> dict[str, dict[str, str]]:
    """Credentials by gateway of the accounts at those that the laptop's sandbox plays; never of an account with real money."""
    ours: dict[str, Mapping[str, Any]] = {"payfast": settings.PAYFAST, "paystack": settings.PAYSTACK}
    is_test = {
        "payfast": bool(settings.PAYFAST["is_test"]),
        "paystack": str(settings.PAYSTACK["secret_key"]).startswith("sk_test_"),
    }
    here = f"{settings.PAYMENTS_SANDBOX_URL}/"
    return {
        code: {name: str(ours[code][name]) for name in fields}
        for code, fields in FIELDS.items()
        if len(here) > 1 and is_test[code] and str(ours[code]["api"]).startswith(here)
    }


def _payfast(secret: Mapping[str, str], is_test: bool) -> Gateway:  # noqa: FBT001 - by place in the table above
    ours = settings.PAYFAST
    host, api = (ours["host"], ours["api"]) if bool(ours["is_test"]) == is_test else _HOSTS[is_test]
    return PayFast(
        PayFastConfig.from_settings({**ours, **secret, "host": host, "api": api, "is_test": is_test})
    )


def _paystack(secret: Mapping[str, str], is_test: bool) -> Gateway:  # noqa: ARG001, FBT001 - the key itself says it
    return Paystack({**settings.PAYSTACK, **secret})
