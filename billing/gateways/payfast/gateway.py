"""PayFast as billing sees it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import quote

from django.utils.translation import gettext_lazy as _

from billing.gateways.errors import GatewayUnreachable
from billing.gateways.facts import AgreementFact, PaymentFact, RefundFact
from billing.gateways.messages import Check, Findings, RawMessage, Reading
from billing.gateways.payfast import door, form, money, notification, overdue, refusals, transport
from billing.gateways.payfast.agreements import Agreements
from billing.gateways.payfast.api import Api, clock
from billing.gateways.payfast.config import PayFastConfig
from billing.gateways.payfast.form import Schedule
from billing.gateways.payfast.history import History
from billing.gateways.payfast.refunds import Refunds
from billing.gateways.steps import FormPost, PaymentRequest

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

PINGS = {"payfast api", "api v1"}  # live and sandbox


@dataclass(frozen=True)
class PayFast:
    """The gateway. Holds nothing but its configuration, so one serves all threads."""

    config: PayFastConfig

    code: ClassVar[str] = "payfast"
    title: "ClassVar[_StrOrPromise]" = _("PayFast")
    methods: "ClassVar[_StrOrPromise]" = _("Card, instant EFT, Capitec Pay")
    currencies: ClassVar[frozenset[str]] = frozenset({money.CURRENCY})
    can_charge_again: ClassVar[bool] = True
    can_refund: ClassVar[bool] = True

    @property
    def api(self) -> Api:
        """The REST API itself."""
        return Api(self.config)

    @property
    def agreements(self) -> Agreements:
        """Kept cards and schedules: fetch, pause, unpause, update."""
        return Agreements(self.api)

    def start(self, request: PaymentRequest) -> FormPost:
        """The signed form for the customer's browser; goes nowhere itself. Raises GatewayRefused."""
        return form.once(self.config, request)

    def knock(self) -> None:
        """Whether the page that the form is posted to answers. Raises GatewayUnreachable."""
        door.knock(self.config)

    def start_schedule(self, request: PaymentRequest, schedule: Schedule) -> FormPost:
        """As `start`, for an agreement that PayFast then charges by its own schedule."""
        return form.scheduled(self.config, request, schedule)

    def read(self, message: RawMessage) -> Reading:
        """Signature over the raw bytes, source address, merchant. Never goes out, never raises."""
        return notification.read(self.config, message)

    def findings(self, message: RawMessage) -> Findings:
        """Ask PayFast whether it sent this, then say what it means. Raises GatewayUnreachable while PayFast cannot say."""
        reading = self.read(message)
        if not reading.is_genuine:
            return Findings(checks=reading.checks)
        check = self._posted_back(message.body)
        if not check.passed:
            return Findings(checks=(check,))
        found = notification.findings(message)
        return Findings(checks=(check, *found.checks), facts=found.facts)

    def fetch(self, reference: str, *, gateway_id: str = "", hint: str = "") -> PaymentFact | None:  # noqa: ARG002
        """Look it up in the history of the last month. None: not there (yet); PayFast lists nothing that failed."""
        return History(self.api).find(reference, gateway_id=gateway_id, today=clock().date())

    def charge(self, token: str, request: PaymentRequest) -> PaymentFact:
        """Charge a kept card now. PayFast has no idempotency key: after GatewayUnclear ask `fetch`, never charge again."""
        return self.agreements.charge(token, request)

    def refund(
        self, gateway_id: str, *, amount: Decimal, currency: str, reason: str, request_key: str
    ) -> RefundFact:
        """Give back to where it came from. After GatewayUnclear never again by itself: see `Refunds.refund`."""
        if currency != money.CURRENCY:
            raise refusals.wrong_currency()
        return Refunds(self.api).refund(gateway_id, amount=amount, reason=reason, request_key=request_key)

    def end_agreement(self, token: str) -> None:
        """Forget a kept card or end a schedule; may be repeated."""
        self.agreements.cancel(token)

    def card_update_url(self, token: str, *, return_url: str) -> str:
        """PayFast's own page for it, which its sandbox does not have."""
        if self.config.is_test:
            return ""
        where = quote(token, safe="")
        return f"{self.config.host}/eng/recurring/update/{where}?return={quote(return_url, safe='')}"

    def standing(self, token: str) -> AgreementFact:
        """What the watcher of overdue charges asks: is this agreement still good? Raises GatewayRefused and GatewayUnreachable."""
        return overdue.meaning(token, self.agreements.fetch(token))

    def ping(self) -> bool:
        """Whether the API answers and takes our credentials."""
        return self.api.ask("/ping").text.strip().strip('"').lower() in PINGS

    def _posted_back(self, body: bytes) -> Check:
        answer = transport.send(
            self.config,
            "POST",
            f"{self.config.host}/eng/query/validate",
            is_repeatable=True,
            headers={"content-type": "application/x-www-form-urlencoded"},
            body=notification.Notification(body).signed,
        )
        if answer.is_ok and answer.content == b"VALID":
            return Check(name="post-back", passed=True)
        if answer.is_ok and answer.content.strip() == b"INVALID":
            return Check(name="post-back", passed=False, detail="PayFast says that it did not send this.")
        raise GatewayUnreachable("PayFast did not say whether it sent the notification.")
