"""Paystack: cards, Capitec Pay, instant EFT and QR, in rand. See docs/payments-paystack.md.

`gateway` is the adapter, `client` its HTTP, `reading` judges callbacks, `findings` asks again what they mean, `answers` turns
Paystack's JSON into facts, `plans` is the client of Paystack's own plans and subscriptions.
"""

from django.conf import settings

from billing.gateways.paystack.gateway import Paystack
from billing.gateways.paystack.plans import Plan, Plans, Subscription

__all__ = ["Paystack", "Plan", "Plans", "Subscription", "from_settings"]


def from_settings() -> Paystack | None:
    """The gateway of the settings, or nothing while no key is set."""
    return Paystack(settings.PAYSTACK) if settings.PAYSTACK["secret_key"] else None
