"""What a genuine callback means. Every amount, status and method comes from Paystack's answer to our own question."""

from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import quote

from billing.gateways.errors import GatewayUnreachable
from billing.gateways.facts import PaymentFact, RefundFact
from billing.gateways.messages import Check, Findings
from billing.gateways.paystack import answers
from billing.gateways.paystack.client import Client, Refusal

Data = Mapping[str, Any]


def find(client: Client, event: str, data: Data) -> Findings:
    """Facts for the events we know; none for any other. Raises GatewayUnreachable when Paystack does not answer."""
    handler = HANDLERS.get(event)
    return handler(client, data) if handler else Findings()


def verify(client: Client, reference: str) -> PaymentFact | None:
    """The transaction with exactly this reference; None when Paystack does not know it."""
    data = verified(client, reference)
    return None if data is None else answers.payment(data)


def verified(client: Client, reference: str) -> Data | None:
    """As `verify`, Paystack's own words."""
    try:
        data = answers.record(client.get(f"/transaction/verify/{quote(reference, safe='')}"))
    except Refusal as refusal:
        if refusal.is_unknown:
            return None
        raise GatewayUnreachable(f"Paystack will not tell about a transaction: {refusal.code}.") from None
    if answers.text(data.get("reference")) != reference:
        raise GatewayUnreachable("Paystack answered about another transaction than the one asked for.")
    return data


def _paid(client: Client, data: Data) -> Findings:
    return _transaction(client, answers.text(data.get("reference")))


def _transaction(client: Client, reference: str, *, subscription: str = "") -> Findings:
    """The payment behind a reference, if it was really taken."""
    found = verified(client, reference) if reference else None
    if found is None:
        return Findings(checks=(Check(name="known", passed=False, detail="Paystack does not know it."),))
    fact = answers.payment(found, agreement=subscription)
    taken = fact.status == "confirmed"
    check = Check(name="verified", passed=taken, detail="" if taken else answers.text(found.get("status")))
    return Findings(checks=(check,), facts=(fact,) if taken else ())


def _subscription(client: Client, data: Data) -> Findings:
    code = _subscription_code(data)
    return _agreement(client, code) if code else Findings()


def _agreement(client: Client, code: str, *, reason: str = "") -> Findings:
    try:
        found = client.get(f"/subscription/{quote(code, safe='')}")
    except Refusal:
        return Findings(checks=(Check(name="known", passed=False, detail="Paystack does not know it."),))
    return Findings(
        checks=(Check(name="known", passed=True),), facts=(answers.agreement(found, reason=reason),)
    )


def _invoice(client: Client, data: Data) -> Findings:
    """An invoice announced (no fact yet) or paid: the payment names its subscription."""
    reference = answers.text(answers.record(data.get("transaction")).get("reference"))
    is_paid = data.get("paid") in (True, 1) or data.get("status") == "success"
    if not reference or not is_paid:
        return Findings()
    return _transaction(client, reference, subscription=_subscription_code(data))


def _invoice_failed(client: Client, data: Data) -> Findings:
    code = _subscription_code(data)
    reason = answers.text(data.get("description")) or "A payment of the subscription failed."
    return _agreement(client, code, reason=reason) if code else Findings()


def _dispute(client: Client, data: Data) -> Findings:
    identity = answers.text(data.get("id"), 40)
    if not identity:
        return Findings()
    try:
        found = client.get(f"/dispute/{quote(identity, safe='')}")
    except Refusal:
        return Findings(checks=(Check(name="known", passed=False, detail="Paystack does not know it."),))
    return Findings(checks=(Check(name="known", passed=True),), facts=(answers.dispute(found),))


def _refund(client: Client, data: Data) -> Findings:
    """All refunds of the payment: the event itself may name no refund id."""
    reference = answers.text(data.get("transaction_reference"))
    if not reference:
        reference = answers.text(answers.record(data.get("transaction")).get("reference"))
    found = verified(client, reference) if reference else None
    if found is None:
        return Findings(checks=(Check(name="known", passed=False, detail="Paystack does not know it."),))
    facts = refund_facts(client, answers.text(found.get("id")))
    if not facts:
        raise GatewayUnreachable("Paystack announced a refund and does not list it yet.")
    return Findings(checks=(Check(name="known", passed=True),), facts=facts)


def refund_facts(client: Client, gateway_id: str) -> tuple[RefundFact, ...]:
    """The refunds of one payment, in our words."""
    return tuple(answers.refund(each, gateway_id=gateway_id) for each in refunds_of(client, gateway_id))


def refunds_of(client: Client, gateway_id: str) -> list[Data]:
    """The refunds of one payment, as Paystack lists them (a payment has a handful at most)."""
    found = client.get("/refund", {"transaction": gateway_id, "perPage": 100})
    return [
        answers.record(each)
        for each in (found if isinstance(found, list) else [])
        if _belongs(answers.record(each), gateway_id)
    ]


def _belongs(refund: Data, gateway_id: str) -> bool:
    """Whether a listed refund is of this payment: a filter that the gateway ignored must not credit another's."""
    transaction = refund.get("transaction")
    named = transaction.get("id") if isinstance(transaction, dict) else transaction
    return answers.text(named) == gateway_id


def _subscription_code(data: Data) -> str:
    inner = answers.record(data.get("subscription"))
    return answers.text(data.get("subscription_code")) or answers.text(inner.get("subscription_code"))


HANDLERS: Final[dict[str, Callable[[Client, Data], Findings]]] = {
    "charge.success": _paid,
    "charge.dispute.create": _dispute,
    "charge.dispute.remind": _dispute,
    "charge.dispute.resolve": _dispute,
    "refund.pending": _refund,
    "refund.processing": _refund,
    "refund.processed": _refund,
    "refund.failed": _refund,
    "subscription.create": _subscription,
    "subscription.not_renew": _subscription,
    "subscription.disable": _subscription,
    "invoice.create": _invoice,
    "invoice.update": _invoice,
    "invoice.payment_failed": _invoice_failed,
}
