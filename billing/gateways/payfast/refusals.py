"""What we say when PayFast says no, or when we know that it would."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import TypeVar

from django.utils.translation import gettext as _

from billing.gateways.errors import GatewayRefused

LONGEST = 200
_Written = TypeVar("_Written", str, int)
# What might be a card, an account, a phone number, a token or an address does not travel on in an error.
_PRIVATE = re.compile(r"\S*@\S*|\S*[0-9a-f]{8}-[0-9a-f]{4}\S*|\d[\d \-]{4,}\d", re.ASCII | re.IGNORECASE)


def refused(code: str, reason: str) -> GatewayRefused:
    """With this gateway's prefix before the code."""
    return GatewayRefused(f"payfast.{code}", reason)


def below_minimum() -> GatewayRefused:
    return refused("below_minimum", _("PayFast takes payments from R 5.00 up."))


def wrong_currency() -> GatewayRefused:
    return refused("currency", _("PayFast takes payments in rand only."))


def checked(write: Callable[[Decimal], _Written], amount: Decimal) -> _Written:
    """The amount as rand or cents; raises GatewayRefused when it is not in whole cents."""
    try:
        return write(amount)
    except ValueError:
        raise refused("amount", _("The amount must be in whole cents.")) from None


def no_passphrase() -> GatewayRefused:
    return refused(
        "no_passphrase", _("Cards cannot be kept with PayFast just now. Please choose another way to pay.")
    )


def unauthorised() -> GatewayRefused:
    """Our credentials or signature: nothing that the customer could mend."""
    return refused(
        "unauthorised", _("PayFast cannot be used just now. Please try later or choose another way to pay.")
    )


def said(message: str) -> str:
    """PayFast's own words, short and without anything that could be a person, a card or a token."""
    words = " ".join("".join(letter if letter.isprintable() else " " for letter in message).split())
    return _PRIVATE.sub("…", words)[:LONGEST]


def declined(message: str) -> GatewayRefused:
    """A charge that PayFast did not make. Its words are kept: they say what the customer's bank said."""
    words = said(message)
    if not words:
        return refused("declined", _("The card was declined."))
    return refused("declined", _("The card was declined. PayFast says: %(words)s") % {"words": words})


def not_done(message: str) -> GatewayRefused:
    """Anything else that PayFast would not do."""
    return refused("refused", said(message) or _("PayFast did not do it and gave no reason."))


def refund_of_nothing() -> GatewayRefused:
    return refused("amount", _("The amount to give back must be more than nothing."))


def refund_too_large() -> GatewayRefused:
    return refused("refund_too_large", _("PayFast can give back less than this amount of the payment."))


def not_refundable(message: str) -> GatewayRefused:
    words = said(message) or _("It gives no reason.")
    return refused("not_refundable", _("PayFast cannot give this payment back: %(words)s") % {"words": words})


def refund_needs_bank_details() -> GatewayRefused:
    return refused(
        "refund_needs_bank_details",
        _(
            "PayFast can give this payment back into a bank account only. Pay it back by EFT, or in PayFast's own pages."
        ),
    )
