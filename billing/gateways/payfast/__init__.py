"""PayFast (Payfast by Network): cards, instant EFT and wallets in rand. See docs/payments-payfast.md."""

from django.conf import settings

from billing.gateways.payfast.config import PayFastConfig
from billing.gateways.payfast.form import Schedule
from billing.gateways.payfast.gateway import PayFast

__all__ = ["PayFast", "PayFastConfig", "Schedule", "from_settings"]


def from_settings() -> PayFast | None:
    """The gateway of the settings, or nothing while no merchant is set."""
    if not settings.PAYFAST["merchant_id"]:
        return None
    return PayFast(PayFastConfig.from_settings(settings.PAYFAST))
