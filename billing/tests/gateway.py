"""A gateway inside the process, for tests of what billing does with what gateways say. Their HTTP is tested with the sandbox."""

import json
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from billing.gateways import (
    AgreementFact,
    Check,
    Findings,
    GatewayRefused,
    GatewayUnclear,
    GatewayUnreachable,
    MethodFact,
    PaymentFact,
    PaymentRequest,
    RawMessage,
    Reading,
    Redirect,
    RefundFact,
    Step,
)

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


@dataclass
class TillGateway:
    """Keeps what it was asked for; `mode` says how it answers charges: takes, declines, down, locked (a schedule), hangs (takes, then no answer)."""

    code: ClassVar[str] = "till"
    title: "ClassVar[_StrOrPromise]" = "Till"
    methods: "ClassVar[_StrOrPromise]" = "Card"
    currencies: ClassVar[frozenset[str]] = frozenset({"ZAR"})
    can_charge_again: ClassVar[bool] = True
    can_refund: ClassVar[bool] = True
    keeps_for: ClassVar[Decimal | None] = Decimal(0)

    mode: str = "takes"
    taken: dict[str, PaymentFact] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)

    def start(self, request: PaymentRequest) -> Step:
        self.calls.append(f"start {request.reference}")
        return Redirect(url=f"https://till.example/{request.reference}")

    def read(self, message: RawMessage) -> Reading:
        try:
            body = json.loads(message.body)
        except ValueError:
            body = {}
        good = message.headers.get("x-till") == "genuine"
        key = f"{body.get('id', '')}:{body.get('status', '')}"
        return Reading(kind="payment", dedupe_key=key, checks=(Check(name="signature", passed=good),))

    def findings(self, message: RawMessage) -> Findings:
        body = json.loads(message.body)
        fact = PaymentFact(
            gateway_id=body["id"],
            status=body["status"],
            amount=Decimal(body["amount"]),
            currency=body.get("currency", "ZAR"),
            reference=body.get("reference", ""),
            agreement=body.get("agreement", ""),
            reason=body.get("reason", ""),
            was_declined=body.get("declined", False),
            method=MethodFact(token=body["token"], brand="Visa", last4="4242") if body.get("token") else None,
        )
        return Findings(facts=(fact,))

    def fetch(self, reference: str, *, gateway_id: str = "", hint: str = "") -> PaymentFact | None:
        self.calls.append(f"fetch {reference}")
        return self.taken.get(reference)

    def charge(self, token: str, request: PaymentRequest) -> PaymentFact:
        self.calls.append(f"charge {request.reference} {request.amount}")
        if self.mode == "down":
            raise GatewayUnreachable("down")
        if self.mode == "declines":
            raise GatewayRefused("declined", "The bank declined the card.")
        fact = PaymentFact(
            gateway_id=f"till-{request.reference}",
            status="confirmed",
            amount=request.amount,
            currency=request.currency,
            reference=request.reference,
            fee=Decimal("2.00"),
        )
        self.taken[request.reference] = fact
        if self.mode == "hangs":
            raise GatewayUnclear("no answer")
        return fact

    def refund(
        self, gateway_id: str, *, amount: Decimal, currency: str, reason: str, request_key: str
    ) -> RefundFact:
        self.calls.append(f"refund {gateway_id} {amount} {request_key}")
        return RefundFact(
            gateway_id=gateway_id,
            refund_id=f"r-{request_key}",
            status="done",
            amount=amount,
            currency=currency,
        )

    def standing(self, token: str) -> AgreementFact:
        self.calls.append("standing")
        return AgreementFact(agreement=token, status="attention" if self.mode == "locked" else "active")

    def end_agreement(self, token: str) -> None:
        self.calls.append("end")

    def card_update_url(self, token: str, *, return_url: str) -> str:
        return ""
