"""What billing asks of a payment gateway, whichever it is. One folder a gateway; `registry` knows those switched on.

A gateway speaks its own HTTP contract outside and these classes inside. It touches no table: it is handed plain values and
answers with facts. Amounts are Decimal in the currency's major unit (rand) everywhere here; each gateway converts at its own
boundary (PayFast's form takes rand, its API cents; Paystack and Stripe take cents).

Three roads bring a fact in, and all three end in the same words: a message the gateway sent (`read`, later `findings`), an
answer to something we asked (`charge`, `refund`), and our own question what became of a payment (`fetch`).
The browser's return is none of them.
"""

from billing.gateways.errors import (
    GatewayError,
    GatewayKeyRefused,
    GatewayRefused,
    GatewayUnclear,
    GatewayUnreachable,
)
from billing.gateways.facts import (
    AgreementFact,
    DisputeFact,
    Fact,
    InvoiceFact,
    MethodFact,
    PaymentFact,
    RefundFact,
    ScheduleFact,
    WalletFact,
)
from billing.gateways.messages import Check, Findings, RawMessage, Reading
from billing.gateways.protocol import Gateway, HasDoor, KnowsKey, OwnPages, OwnSchedule, TellsRefunds
from billing.gateways.steps import Buyer, FormPost, Instructions, PaymentRequest, Redirect, Step

__all__ = [
    "AgreementFact",
    "Buyer",
    "Check",
    "DisputeFact",
    "Fact",
    "Findings",
    "FormPost",
    "Gateway",
    "GatewayError",
    "GatewayKeyRefused",
    "GatewayRefused",
    "GatewayUnclear",
    "GatewayUnreachable",
    "HasDoor",
    "Instructions",
    "InvoiceFact",
    "KnowsKey",
    "MethodFact",
    "OwnPages",
    "OwnSchedule",
    "PaymentFact",
    "PaymentRequest",
    "RawMessage",
    "Reading",
    "Redirect",
    "RefundFact",
    "ScheduleFact",
    "Step",
    "TellsRefunds",
    "WalletFact",
]
