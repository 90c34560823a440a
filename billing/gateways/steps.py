"""What is to be paid, and what the customer's browser does next."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias


@dataclass(frozen=True, kw_only=True)
class Buyer:
    """Who pays, as far as a gateway needs it. Any part may be empty but the address."""

    email: str
    name_first: str = ""
    name_last: str = ""
    cellphone: str = ""


@dataclass(frozen=True, kw_only=True)
class PaymentRequest:
    """One payment to be made.

    `reference` is ours, unique over all gateways, 12 capital letters and digits: it is what a callback is matched by and
    what a customer types into an EFT. `amount` includes VAT, in `currency`'s major unit. `keeps_method` asks for a token
    that later charges can be made with.
    """

    reference: str
    amount: Decimal
    currency: str
    description: str
    buyer: Buyer
    organisation: str
    return_url: str = ""
    cancel_url: str = ""
    notify_url: str = ""
    keeps_method: bool = True


@dataclass(frozen=True, kw_only=True)
class Redirect:
    """Send the browser to this address by GET. `gateway_reference` is what the gateway calls the checkout, if it says."""

    url: str
    gateway_reference: str = ""


@dataclass(frozen=True, kw_only=True)
class FormPost:
    """Let the browser post these fields, in this order, to this address.

    `leads_to` names further origins to which the gateway hands the post on: browsers judge a form's redirects too.
    """

    url: str
    fields: tuple[tuple[str, str], ...]
    leads_to: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Instructions:
    """Nothing to open: the customer pays by herself (EFT). `lines` are label and value, as shown and copied."""

    lines: tuple[tuple[str, str], ...] = field(default=())


Step: TypeAlias = Redirect | FormPost | Instructions
