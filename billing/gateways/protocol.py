"""The protocol every gateway's folder implements."""

from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, Protocol, runtime_checkable

from billing.gateways.facts import PaymentFact, RefundFact
from billing.gateways.messages import Findings, RawMessage, Reading
from billing.gateways.steps import PaymentRequest, Step

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


class Gateway(Protocol):
    """One payment gateway. Methods that go out raise GatewayUnreachable, GatewayUnclear or GatewayRefused."""

    code: ClassVar[str]
    title: "ClassVar[_StrOrPromise]"
    # What the customer reads beside it: "Card, Capitec Pay, instant EFT".
    methods: "ClassVar[_StrOrPromise]"
    currencies: ClassVar[frozenset[str]]
    can_charge_again: ClassVar[bool]  # keeps a token, so renewals need no customer
    can_refund: ClassVar[bool]

    def start(self, request: PaymentRequest) -> Step:
        """Begin a payment in the customer's browser. May go out. Safe to repeat with the same reference."""

    def read(self, message: RawMessage) -> Reading:
        """Judge a message by itself: signature over the raw bytes, source address. Never goes out, never raises."""

    def findings(self, message: RawMessage) -> Findings:
        """What a genuine message means, fetched again from the gateway: its own amounts are hints only."""

    def fetch(self, reference: str, *, gateway_id: str = "", hint: str = "") -> PaymentFact | None:
        """What became of the payment with our `reference`; None while the gateway does not know it.

        `gateway_id` is theirs, `hint` what `Redirect.gateway_reference` said, when we have them.
        """

    def charge(self, token: str, request: PaymentRequest) -> PaymentFact:
        """Charge a kept method without the customer. The gateway sees `request.reference` as its idempotency key
        where it has one."""

    def refund(
        self, gateway_id: str, *, amount: Decimal, currency: str, reason: str, request_key: str
    ) -> RefundFact:
        """Give back part or all of a payment. `request_key` is the same for every try of the same refund."""

    def end_agreement(self, token: str) -> None:
        """Forget a kept method or end a schedule at the gateway. Ending an ended one is no error."""

    def card_update_url(self, token: str, *, return_url: str) -> str:
        """Where the customer replaces an expired card; empty when a new payment is the way."""


@runtime_checkable
class HasDoor(Protocol):
    """A gateway whose `start` does not go out itself: it is asked first whether its page answers."""

    def knock(self) -> None:
        """Pass when the page that the browser is sent to answers. Raises GatewayUnreachable."""
