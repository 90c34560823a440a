"""The protocol every gateway's folder implements."""

from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, Protocol, runtime_checkable

from billing.gateways.facts import PaymentFact, RefundFact, ScheduleFact
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
    # What `start` takes to keep a card when nothing is to be paid: 0, or a small amount that is then given back. None: it
    # keeps no card.
    keeps_for: ClassVar[Decimal | None]

    def start(self, request: PaymentRequest) -> Step:
        """Begin a payment in the customer's browser. May go out. Safe to repeat with the same reference.

        With `keeps_method` and the amount of `keeps_for` it only keeps a card.
        """

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
        """Where the customer replaces an expired card; empty when keeping another one is the way."""


@runtime_checkable
class OwnPages(Protocol):
    """A gateway with pages of its own where customers manage their cards, beside Gateway."""

    def manage_url(self, organisation: str, *, agreement: str = "", return_url: str) -> str:
        """An address of those pages for the organisation, or for the customer of a subscription; empty: it has no customer there."""

    def prefer(self, token: str) -> None:
        """Let the gateway charge this card by itself, where it does. A card that is gone is no error."""


@runtime_checkable
class OwnSchedule(Protocol):
    """A gateway that runs subscriptions by its own schedule, beside Gateway."""

    def schedule(self, agreement: str) -> ScheduleFact:
        """How a subscription of its own stands there now."""

    def run_out(self, agreement: str, *, ends: bool) -> ScheduleFact:
        """Let it end with what is paid, or take that back."""

    def end(self, agreement: str) -> ScheduleFact:
        """End it now. Ending an ended one is no error."""


@runtime_checkable
class KnowsKey(Protocol):
    """A gateway that can be asked whether it takes our key, with nothing done there."""

    def check(self) -> None:
        """Pass when it does. Raises GatewayKeyRefused, and GatewayError when it does not say."""


@runtime_checkable
class TellsRefunds(Protocol):
    """A gateway that can be asked what became of refunds."""

    def refunds(self, gateway_id: str) -> tuple[RefundFact, ...]:
        """Every refund of a payment, as it stands there now."""


@runtime_checkable
class HasDoor(Protocol):
    """A gateway whose `start` does not go out itself: it is asked first whether its page answers."""

    def knock(self) -> None:
        """Pass when the page that the browser is sent to answers. Raises GatewayUnreachable."""
