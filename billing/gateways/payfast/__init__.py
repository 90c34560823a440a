"""PayFast (Payfast by Network): cards, instant EFT and wallets in rand. See docs/payments-payfast.md."""

from billing.gateways.payfast.config import PayFastConfig
from billing.gateways.payfast.form import Schedule
from billing.gateways.payfast.gateway import PayFast

__all__ = ["PayFast", "PayFastConfig", "Schedule"]
