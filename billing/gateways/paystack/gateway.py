"""The adapter: billing's protocol on one side, Paystack's HTTP on the other."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.gateways.errors import GatewayRefused, GatewayUnclear, GatewayUnreachable
from billing.gateways.facts import PaymentFact, RefundFact
from billing.gateways.messages import Findings, RawMessage, Reading
from billing.gateways.paystack import answers, findings, reading
from billing.gateways.paystack.client import Client, Refusal
from billing.gateways.paystack.plans import Plans
from billing.gateways.steps import PaymentRequest, Redirect, Step

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

# Checkouts for one payment: the customer closed the first, came back, and so on.
MAX_ATTEMPTS: Final = 9
# Statuses of a transaction in which no money is on its way, so that another checkout may be opened.
_IDLE: Final = {"abandoned", "failed"}
_SUBSCRIPTION: Final = "SUB_"
CHECK_SECONDS: Final = 5.0  # somebody is waiting
# Paystack renamed this address; both are published.
DEACTIVATE_PATHS: Final = ("/customer/authorization/deactivate", "/customer/deactivate_authorization")


class Paystack:
    """Cards, Capitec Pay, instant EFT and QR by Paystack.

    `config`: secret_key, api, networks; optional channels (empty: whatever the account has switched on),
    keeping_channels (offered when a token is wanted: only cards can be charged again), deactivate_paths, timeout.
    """

    code: ClassVar[str] = "paystack"
    title: "ClassVar[_StrOrPromise]" = gettext_lazy("Paystack")
    methods: "ClassVar[_StrOrPromise]" = gettext_lazy("Card, Capitec Pay, instant EFT, QR")
    currencies: ClassVar[frozenset[str]] = frozenset({"ZAR"})
    can_charge_again: ClassVar[bool] = True
    can_refund: ClassVar[bool] = True
    keeps_for: ClassVar[Decimal | None] = Decimal("1.00")

    def __init__(self, config: Mapping[str, Any]) -> None:
        self._config = config
        self._client = Client(config)
        self.plans = Plans(self._client)

    def check(self) -> None:
        """Read the account's own setting of how long a checkout lasts: the least there is to ask."""
        Client({**self._config, "timeout": CHECK_SECONDS}).get("/integration/payment_session_timeout")

    def start(self, request: PaymentRequest) -> Step:
        """Open a checkout. When our reference has one already, Paystack tells its state first: paid leads the customer
        back, a closed checkout gets a successor (`REFERENCE-2`), one with money under way is refused."""
        for attempt in range(1, MAX_ATTEMPTS + 1):
            reference = attempt_reference(request.reference, attempt)
            try:
                return self._initialize(request, reference)
            except Refusal as refusal:
                if not refusal.is_duplicate:
                    raise
            state = findings.verified(self._client, reference) or {}
            status = answers.text(state.get("status"))
            if status == "success":
                return _back(request)
            if status not in _IDLE:
                raise GatewayRefused(
                    "in_progress",
                    _("This payment is still being processed. Wait a few minutes and look again."),
                )
        raise GatewayRefused(
            "too_many_attempts", _("This payment was tried too often. Start it again from the beginning.")
        )

    def _initialize(self, request: PaymentRequest, reference: str) -> Redirect:
        body = self._body(request, reference)
        body["callback_url"] = request.return_url
        channels = self._config.get("channels") or ()
        if request.keeps_method:
            channels = self._config.get("keeping_channels", ("card",))
        if channels:
            body["channels"] = list(channels)
        data = answers.record(self._client.post("/transaction/initialize", body, moves_money=False))
        url = answers.text(data.get("authorization_url"), 2000)
        if not url.startswith(("https://", "http://")):
            raise GatewayUnreachable("Paystack's answer has no checkout address.")
        return Redirect(url=url, gateway_reference=answers.text(data.get("access_code")))

    def _body(self, request: PaymentRequest, reference: str) -> dict[str, Any]:
        if request.currency not in self.currencies:
            raise GatewayRefused("currency", _("Paystack takes rand only."))
        return {
            "email": request.buyer.email,
            "amount": answers.cents(request.amount),
            "currency": request.currency,
            "reference": reference,
            # Shown in Paystack's dashboard. Callbacks go to the address set there; the sandbox reads notify_url.
            "metadata": {
                "organisation": request.organisation,
                "reference": request.reference,
                "description": request.description,
                "cancel_action": request.cancel_url,
                "notify_url": request.notify_url,
            },
        }

    def read(self, message: RawMessage) -> Reading:
        """HMAC-SHA512 over the raw bytes, source networks. Never raises."""
        return reading.read(
            message, secret_key=str(self._config["secret_key"]), networks=tuple(self._config["networks"])
        )

    def findings(self, message: RawMessage) -> Findings:
        """Asks Paystack what the message is about; unknown events come to nothing."""
        event = reading.envelope(message.body)
        return findings.find(self._client, *event) if event else Findings()

    def fetch(self, reference: str, *, gateway_id: str = "", hint: str = "") -> PaymentFact | None:
        """What became of the payment, over all its checkouts: the one that was paid, else one under way, else the last."""
        found: list[PaymentFact] = []
        for attempt in range(1, MAX_ATTEMPTS + 1):
            fact = findings.verify(self._client, attempt_reference(reference, attempt))
            if fact is None:
                break
            if fact.status == "confirmed":
                return fact
            found.append(fact)
        pending = [fact for fact in found if fact.status == "pending"]
        known = pending or found
        return known[-1] if known else None

    def charge(self, token: str, request: PaymentRequest) -> PaymentFact:
        """Charge a kept card. The address must be the one with which the card was kept: Paystack insists on the pair.

        The same reference never charges twice: Paystack refuses it, and its state is told instead.
        """
        body = self._body(request, request.reference)
        body["authorization_code"] = token
        try:
            data = answers.record(
                self._client.post("/transaction/charge_authorization", body, moves_money=True)
            )
        except Refusal as refusal:
            if not refusal.is_duplicate:
                raise
            fact = findings.verify(self._client, request.reference)
            if fact is None or fact.status == "pending":
                raise GatewayUnclear(
                    "Paystack has seen this reference, and does not say how it ended."
                ) from None
            return _taken(fact)
        if data.get("paused") is True:
            raise GatewayRefused(
                "needs_customer", _("The bank wants the cardholder to confirm this payment.")
            )
        try:
            fact = answers.payment(data)
        except GatewayUnreachable as error:
            # Money may have moved: an answer that cannot be read is no reason to send it again.
            raise GatewayUnclear(str(error)) from None
        return _taken(fact)

    def refund(
        self, gateway_id: str, *, amount: Decimal, currency: str, reason: str, request_key: str
    ) -> RefundFact:
        """Give money back. The note carries `request_key`: a second try finds the first one's refund."""
        for known in findings.refunds_of(self._client, gateway_id):
            if request_key in answers.text(known.get("merchant_note"), 500):
                return answers.refund(known, gateway_id=gateway_id)
        body = {
            "transaction": int(gateway_id) if gateway_id.isdigit() else gateway_id,
            "amount": answers.cents(amount),
            "currency": currency,
            "merchant_note": f"{request_key} {reason}"[:200],
        }
        data = self._client.post("/refund", body, moves_money=True)
        try:
            return answers.refund(data, gateway_id=gateway_id)
        except GatewayUnreachable as error:
            raise GatewayUnclear(str(error)) from None

    def refunds(self, gateway_id: str) -> tuple[RefundFact, ...]:
        """As Paystack lists them now."""
        return findings.refund_facts(self._client, gateway_id)

    def end_agreement(self, token: str) -> None:
        """Forget a card, or end a subscription (a token that begins with SUB_). Ending an ended one is no error."""
        if token.startswith(_SUBSCRIPTION):
            self.plans.disable(self.plans.fetch_subscription(token))
            return
        for path in self._config.get("deactivate_paths", DEACTIVATE_PATHS):
            try:
                self._client.post(str(path), {"authorization_code": token}, moves_money=False)
            except Refusal as refusal:
                if refusal.is_unknown:
                    continue  # the address or the card: the other name of the address tells which
                words = refusal.reason.casefold()
                if not any(word in words for word in ("inactive", "deactivated", "already")):
                    raise
            return

    def card_update_url(self, token: str, *, return_url: str) -> str:
        """Paystack's own page for a subscription; for a kept card a new payment is the way."""
        return self.plans.manage_link(token) if token.startswith(_SUBSCRIPTION) else ""


def attempt_reference(reference: str, attempt: int) -> str:
    """Our reference for the first checkout, with the attempt's number for later ones."""
    return reference if attempt == 1 else f"{reference}{answers.ATTEMPT_MARK}{attempt}"


def _back(request: PaymentRequest) -> Redirect:
    """Paid already: the customer's way leads to where the payment is shown."""
    if not request.return_url:
        raise GatewayRefused("already_paid", _("This payment was made already."))
    return Redirect(url=request.return_url)


def _taken(fact: PaymentFact) -> PaymentFact:
    """The fact, unless the card was declined."""
    if fact.status in {"failed", "cancelled"}:
        raise GatewayRefused("declined", fact.reason or _("The bank declined the card."))
    return fact
