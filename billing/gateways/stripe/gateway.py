"""The adapter: billing's questions in Stripe's words."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from stripe import StripeClient

from billing.gateways.errors import GatewayRefused
from billing.gateways.facts import PaymentFact, RefundFact, ScheduleFact
from billing.gateways.messages import Findings, RawMessage, Reading
from billing.gateways.steps import Buyer, PaymentRequest, Redirect, Step
from billing.gateways.stripe import facts, messages, mirror, subscriptions
from billing.gateways.stripe.asking import asking, client, is_absent, plain

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

# Search lags behind by up to a minute, so the newest payments are looked through as well.
NEWEST = 300
_PAGE = 100


class Stripe:
    """Implements billing.gateways.Gateway."""

    code: ClassVar[str] = "stripe"
    title: "ClassVar[_StrOrPromise]" = "Stripe"
    methods: "ClassVar[_StrOrPromise]" = gettext_lazy("Card, Apple Pay, Google Pay")
    currencies: ClassVar[frozenset[str]] = frozenset({"ZAR", "USD", "EUR", "GBP"})
    can_charge_again: ClassVar[bool] = True
    can_refund: ClassVar[bool] = True
    keeps_for: ClassVar[Decimal | None] = Decimal(0)

    def start(self, request: PaymentRequest) -> Step:
        """A Checkout session; the reference is its idempotency key, so that a repeat opens the same one. Of nothing: it keeps a card."""
        asked = client()
        if not request.amount:
            return self._keep(request)
        parameters = self._session(request)
        if request.keeps_method:
            parameters["customer"] = self.customer(request.organisation, request.buyer)
            parameters["payment_intent_data"]["setup_future_usage"] = "off_session"
        else:
            parameters["customer_email"] = request.buyer.email
        with asking(changes=True):
            session = asked.v1.checkout.sessions.create(parameters, {"idempotency_key": request.reference})  # type: ignore[arg-type]
        return Redirect(url=session.url or "", gateway_reference=session.id)

    def _keep(self, request: PaymentRequest) -> Redirect:
        """Checkout in its mode without a payment: the bank is asked, nothing is charged."""
        marks = {"reference": request.reference, "organisation": request.organisation}
        parameters: dict[str, Any] = {
            "mode": "setup",
            "payment_method_types": ["card"],  # Stripe wants these or a currency
            "customer": self.customer(request.organisation, request.buyer),
            "client_reference_id": request.reference,
            "success_url": request.return_url or settings.SITE_URL,
            "cancel_url": request.cancel_url or settings.SITE_URL,
            "metadata": marks,
            "setup_intent_data": {"metadata": marks},
        }
        with asking(changes=True):
            session = client().v1.checkout.sessions.create(
                parameters,  # type: ignore[arg-type]
                {"idempotency_key": request.reference},
            )
        return Redirect(url=session.url or "", gateway_reference=session.id)

    def _session(self, request: PaymentRequest) -> dict[str, Any]:
        marks = {"reference": request.reference, "organisation": request.organisation}
        return {
            "mode": "payment",
            "client_reference_id": request.reference,
            "success_url": request.return_url or settings.SITE_URL,
            "cancel_url": request.cancel_url or settings.SITE_URL,
            "line_items": [
                {
                    "price_data": {
                        "currency": request.currency.lower(),
                        "unit_amount": facts.cents(request.amount, request.currency),
                        "product_data": {"name": request.description},
                    },
                    "quantity": 1,
                }
            ],
            "metadata": marks,
            "payment_intent_data": {
                "description": request.description,
                "metadata": {**marks, facts.ROAD: facts.ROAD_CHECKOUT},
            },
        }

    def customer(self, organisation: str, buyer: Buyer) -> str:
        """Stripe's id of the organisation's customer, made the first time."""
        if known := mirror.customer_of(organisation):
            return known
        parameters: dict[str, Any] = {"email": buyer.email, "metadata": {"organisation": organisation}}
        if name := f"{buyer.name_first} {buyer.name_last}".strip():
            parameters["name"] = name
        with asking():
            made = client().v1.customers.create(parameters)  # type: ignore[arg-type]
            mirror.keep_customer(made)
        return made.id

    def read(self, message: RawMessage) -> Reading:
        """Judge a webhook by itself."""
        return messages.read(message)

    def findings(self, message: RawMessage) -> Findings:
        """Facts from the object as Stripe has it now; dj-stripe's copy is brought up to it."""
        event = messages.parse(message.body)
        found = messages.facts_of(client(), event)
        mirror.sync(event)
        return Findings(facts=found)

    def fetch(self, reference: str, *, gateway_id: str = "", hint: str = "") -> PaymentFact | None:
        """The payment by Stripe's id, by its checkout, or by our reference in its metadata."""
        asked = client()
        try:
            with asking():
                if gateway_id.startswith("pi_"):
                    found = messages.payment_by_intent(asked, gateway_id)
                elif hint.startswith("cs_"):
                    found = messages.payment_by_session(asked, hint)
                else:
                    intent = self._search(asked, reference)
                    found = messages.payment_by_intent(asked, intent) if intent else ()
        except GatewayRefused as refusal:
            if is_absent(refusal):
                return None
            raise
        return next((fact for fact in found if isinstance(fact, PaymentFact)), None)

    def _search(self, asked: StripeClient, reference: str) -> str:
        hits = asked.v1.payment_intents.search({"query": f"metadata['reference']:'{reference}'", "limit": 1})
        if hits.data:
            return hits.data[0].id
        after: dict[str, Any] = {}
        for _page in range(NEWEST // _PAGE):
            page = asked.v1.payment_intents.list({"limit": _PAGE, **after})  # type: ignore[arg-type]
            for intent in page.data:
                if plain(intent)["metadata"].get("reference") == reference:
                    return intent.id
            if not page.has_more:
                break
            after = {"starting_after": page.data[-1].id}
        return ""

    def charge(self, token: str, request: PaymentRequest) -> PaymentFact:
        """Charge a kept card without the customer."""
        asked = client()
        with asking():
            customer = plain(asked.v1.payment_methods.retrieve(token))["customer"]
        if not customer:
            raise GatewayRefused("method_removed", _("This card was removed. Add it again to pay with it."))
        parameters: dict[str, Any] = {
            "amount": facts.cents(request.amount, request.currency),
            "currency": request.currency.lower(),
            "customer": customer,
            "payment_method": token,
            "payment_method_types": ["card"],
            "confirm": True,
            "off_session": True,
            "description": request.description,
            "metadata": {
                "reference": request.reference,
                "organisation": request.organisation,
                facts.ROAD: facts.ROAD_CHARGE,
            },
            "expand": facts.INTENT_PARTS,
        }
        with asking(changes=True):
            intent = asked.v1.payment_intents.create(parameters, {"idempotency_key": request.reference})  # type: ignore[arg-type]
        return facts.payment(plain(intent))

    def refund(
        self, gateway_id: str, *, amount: Decimal, currency: str, reason: str, request_key: str
    ) -> RefundFact:
        """Give back part or all. Stripe knows three reasons only, so ours goes into the metadata."""
        parameters: dict[str, Any] = {
            "payment_intent": gateway_id,
            "amount": facts.cents(amount, currency),
            "reason": "requested_by_customer",
            "metadata": {"reason": reason, "request_key": request_key},
        }
        with asking(changes=True):
            made = client().v1.refunds.create(parameters, {"idempotency_key": request_key})  # type: ignore[arg-type]
        return facts.refund(plain(made))

    def end_agreement(self, token: str) -> None:
        """Forget a kept card, or end a subscription that Stripe runs."""
        asked = client()
        try:
            with asking():
                if token.startswith("sub_"):
                    asked.v1.subscriptions.cancel(token)
                elif plain(asked.v1.payment_methods.retrieve(token))["customer"]:
                    asked.v1.payment_methods.detach(token)
        except GatewayRefused as refusal:
            if not is_absent(refusal):
                raise

    def card_update_url(self, token: str, *, return_url: str) -> str:
        """The portal for a subscription of Stripe's; for a kept card a new payment is the way."""
        if not token.startswith("sub_"):
            return ""
        with asking():
            customer = plain(client().v1.subscriptions.retrieve(token))["customer"]
        return self.portal_url(customer, return_url=return_url, asks_for_card=True)

    def portal_url(self, customer: str, *, return_url: str, asks_for_card: bool = False) -> str:
        """Stripe's own billing pages for a customer (`cus_…`): cards, invoices, the end of a subscription."""
        parameters: dict[str, Any] = {"customer": customer, "return_url": return_url}
        if asks_for_card:
            parameters["flow_data"] = {"type": "payment_method_update"}
        with asking():
            return client().v1.billing_portal.sessions.create(parameters).url  # type: ignore[arg-type]

    def manage_url(self, organisation: str, *, agreement: str = "", return_url: str) -> str:
        """The customer portal for the organisation's customer, or for the one whose subscription it is; empty: there is none."""
        if agreement:
            with asking():
                customer = str(plain(client().v1.subscriptions.retrieve(agreement))["customer"])
        else:
            customer = mirror.customer_of(organisation)
        return self.portal_url(customer, return_url=return_url) if customer else ""

    def prefer(self, token: str) -> None:
        """Make a kept card the one that Stripe charges by itself, for the customer and her running subscriptions."""
        asked = client()
        try:
            with asking():
                customer = plain(asked.v1.payment_methods.retrieve(token))["customer"]
                if not customer:
                    return
                asked.v1.customers.update(customer, {"invoice_settings": {"default_payment_method": token}})
                for running in asked.v1.subscriptions.list({"customer": customer, "limit": _PAGE}).data:
                    if plain(running)["default_payment_method"] not in (None, token):
                        asked.v1.subscriptions.update(running.id, {"default_payment_method": token})
        except GatewayRefused as refusal:
            if not is_absent(refusal):
                raise

    def schedule(self, agreement: str) -> ScheduleFact:
        """A subscription that Stripe runs, as it stands now."""
        return subscriptions.fetch(agreement)

    def run_out(self, agreement: str, *, ends: bool) -> ScheduleFact:
        """Let it end with its period, or go on after all. Stripe refuses for one that has ended: then it is told as it is."""
        try:
            return subscriptions.run_out(agreement, ends=ends)
        except GatewayRefused:
            return subscriptions.fetch(agreement)

    def end(self, agreement: str) -> ScheduleFact:
        """End it now; an ended one is told as it is."""
        self.end_agreement(agreement)
        return subscriptions.fetch(agreement)

    def forget(self, organisation: str) -> None:
        """Delete the organisation's customer at Stripe (or the one of this id), cards and subscriptions with it, and our copy of it.

        Stripe itself keeps the payments, as its law demands. Forgetting a forgotten one is no error.
        """
        if organisation.startswith("cus_"):  # one that Stripe made itself, without our mark
            self._forget(organisation)
            return
        while customer := mirror.customer_of(organisation):
            self._forget(customer)

    @staticmethod
    def _forget(customer: str) -> None:
        try:
            with asking():
                client().v1.customers.delete(customer)
        except GatewayRefused as refusal:
            if not is_absent(refusal):
                raise
        mirror.forget(customer)
