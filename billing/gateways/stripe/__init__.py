"""Stripe: cards by Checkout, kept cards charged off session, and subscriptions that Stripe runs by itself.

dj-stripe keeps the copy of Stripe's objects (its tables are global: they are the operator's account, not a customer's);
facts about money never come from that copy but from Stripe itself.
"""

from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from billing.gateways.stripe.gateway import Stripe


def from_settings() -> "Stripe | None":
    """The gateway of the settings, or nothing while no key is set."""
    if not settings.STRIPE["secret_key"]:
        return None
    from billing.gateways.stripe.gateway import Stripe  # noqa: PLC0415 - dj-stripe's models, once all apps are loaded

    return Stripe()
