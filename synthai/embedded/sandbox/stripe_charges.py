"""Charges, what they put on the balance after the fee, refunds and disputes."""

import secrets
import time
from typing import Any

from synthai.embedded.sandbox.stripe_endpoints import Endpoint, lister, reader, words
from synthai.embedded.sandbox.stripe_errors import Refused
from synthai.embedded.sandbox.stripe_forms import LISTING, one_of, whole
from synthai.embedded.sandbox.stripe_world import Object, World, listed

# 2.9 % and 3.00: only an example; the real fee is what the balance transaction says.
FEE_PER_MILLE, FEE_FIXED = 29, 300
REASONS = ("requested_by_customer", "duplicate", "fraudulent")
_CHARGE_NULLS = """application application_fee application_fee_amount balance_transaction
    calculated_statement_descriptor failure_balance_transaction failure_code failure_message on_behalf_of
    receipt_email receipt_number review shipping source source_transfer statement_descriptor
    statement_descriptor_suffix transfer_data transfer_group"""


def charge(world: World, intent: Object, method: Object, *, refusal: Object | None = None) -> Object:
    """One attempt to take the money of an intent, taken or refused."""
    is_taken = refusal is None
    made = world.make(
        "charge",
        "ch",
        nulls=_CHARGE_NULLS,
        amount=intent["amount"],
        amount_captured=intent["amount"] if is_taken else 0,
        amount_refunded=0,
        billing_details=method["billing_details"],
        captured=is_taken,
        currency=intent["currency"],
        customer=intent["customer"],
        description=intent["description"],
        disputed=False,
        fraud_details={},
        metadata=dict(intent["metadata"]),
        outcome=_outcome(refusal),
        paid=is_taken,
        payment_intent=intent["id"],
        payment_method=method["id"],
        payment_method_details={"card": _paid_with(method["card"]), "type": "card"},
        receipt_url=f"{world.base}receipt",
        refunded=False,
        status="succeeded" if is_taken else "failed",
    )
    made["refunds"] = listed([], f"/v1/charges/{made['id']}/refunds")
    if refusal is None:
        fee = (intent["amount"] * FEE_PER_MILLE + 500) // 1000 + FEE_FIXED
        made["balance_transaction"] = _book(world, made, amount=intent["amount"], fee=fee)["id"]
        world.emit("charge.succeeded", made)
    else:
        made |= {"failure_code": refusal["code"], "failure_message": refusal["message"]}
        world.emit("charge.failed", made)
    return made


def _outcome(refusal: Object | None) -> Object:
    outcome: Object = dict.fromkeys(words("advice_code network_advice_code network_decline_code reason"))
    if refusal is None:
        return outcome | {
            "network_status": "approved_by_network",
            "seller_message": "Payment complete.",
            "type": "authorized",
        }
    return outcome | {
        "network_status": "declined_by_network",
        "reason": refusal.get("decline_code"),
        "seller_message": "The bank did not return any further details with this decline.",
        "type": "issuer_declined",
    }


def _paid_with(card: Object) -> Object:
    shown = {
        name: card[name]
        for name in words("brand checks country exp_month exp_year fingerprint funding last4")
    }
    empty = """amount_authorized authorization_code extended_authorization incremental_authorization installments
        mandate multicapture network_token network_transaction_id overcapture regulated_status three_d_secure
        transaction_link_id wallet"""
    return {**shown, **dict.fromkeys(words(empty)), "network": card["brand"]}


def _book(world: World, source: Object, *, amount: int, fee: int) -> Object:
    details = [{"amount": fee, "application": None, "currency": source["currency"], "type": "stripe_fee"}]
    return world.make(
        "balance_transaction",
        "txn",
        has_mode=False,
        nulls="description exchange_rate",
        amount=amount,
        available_on=int(time.time()) + 2 * 86_400,
        balance_type="payments",
        currency=source["currency"],
        fee=fee,
        fee_details=details if fee else [],
        net=amount - fee,
        reporting_category=source["object"],
        source=source["id"],
        status="pending",
        type=source["object"],
    )


def _refund(world: World, names: dict[str, str], given: Object) -> Object:
    charged = _charged(world, given)
    left = charged["amount"] - charged["amount_refunded"]
    if charged["refunded"]:
        raise Refused(f"Charge {charged['id']} has already been refunded.", code="charge_already_refunded")
    if charged["disputed"]:
        raise Refused(f"Charge {charged['id']} has been charged back.", code="charge_disputed")
    amount = whole(given, "amount") if "amount" in given else left
    if amount < 1:
        raise Refused("Invalid positive integer", code="parameter_invalid_integer", param="amount")
    if amount > left:
        raise Refused(
            f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})", param="amount"
        )
    made = _made_refund(world, charged, amount, given)
    charged["amount_refunded"] += amount
    charged["refunded"] = charged["amount_refunded"] == charged["amount"]
    charged["refunds"]["data"].insert(0, made)
    world.emit("refund.created", made)
    world.emit("charge.refunded", charged)
    return made


def _charged(world: World, given: Object) -> Object:
    if "charge" in given:
        return world.get("charge", given["charge"], param="charge")
    if "payment_intent" not in given:
        raise Refused("One of the following params should be provided: payment_intent or charge.")
    intent = world.get("payment_intent", given["payment_intent"], param="payment_intent")
    if intent["status"] != "succeeded":
        raise Refused(
            f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund.",
            code="payment_intent_unexpected_state",
            param="payment_intent",
        )
    return world.get("charge", intent["latest_charge"])


def _made_refund(world: World, charged: Object, amount: int, given: Object) -> Object:
    made = world.make(
        "refund",
        "re",
        has_mode=False,
        nulls="""balance_transaction customer_account receipt_number source_transfer_reversal
            transfer_reversal""",
        amount=amount,
        charge=charged["id"],
        currency=charged["currency"],
        customer=charged["customer"],
        destination_details={
            "card": {"reference": secrets.token_hex(6), "reference_status": "available", "type": "refund"},
            "type": "card",
        },
        metadata=given.get("metadata", {}),
        payment_intent=charged["payment_intent"],
        payment_method=charged["payment_method"],
        reason=one_of(given, "reason", *REASONS) if "reason" in given else None,
        status="succeeded",
    )
    made["balance_transaction"] = _book(world, made, amount=-amount, fee=0)["id"]
    return made


def _refunds_of(world: World, names: dict[str, str], given: Object) -> Object:
    return world.page("refund", "/v1/refunds", given, "payment_intent", "charge")


def dispute(world: World, payment_intent: str, *, status: str = "needs_response") -> Object:
    """The cardholder's bank takes the money back; called by tests and by the sandbox's own page."""
    charged = world.get("charge", world.get("payment_intent", payment_intent)["latest_charge"])
    charged["disputed"] = True
    made = world.make(
        "dispute",
        "dp",
        amount=charged["amount"],
        balance_transactions=[],
        charge=charged["id"],
        currency=charged["currency"],
        enhanced_eligibility_types=[],
        evidence={},
        evidence_details={
            "due_by": int(time.time()) + 7 * 86_400,
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "enhanced_eligibility": {},
        },
        is_charge_refundable=False,
        metadata={},
        payment_intent=payment_intent,
        payment_method_details={"card": {"brand": "visa", "case_type": "chargeback"}, "type": "card"},
        reason="fraudulent",
        status=status,
    )
    world.emit("charge.dispute.created", made)
    return made


def decide(world: World, disputed: Object, status: str) -> None:
    """The dispute is "won" or "lost"."""
    disputed["status"] = status
    world.emit("charge.dispute.closed", disputed)


def _of_charge(world: World, names: dict[str, str], given: Object) -> Any:
    charged = world.get("charge", names["id"])
    return world.page(
        "refund", f"/v1/charges/{charged['id']}/refunds", {**given, "charge": charged["id"]}, "charge"
    )


ENDPOINTS = (
    Endpoint(
        "GET",
        "charges",
        lister("charge", "/v1/charges", "customer", "payment_intent"),
        (*LISTING, "customer", "payment_intent"),
    ),
    Endpoint("GET", "charges/{id}", reader("charge")),
    Endpoint("GET", "charges/{id}/refunds", _of_charge, LISTING),
    Endpoint("GET", "balance_transactions/{id}", reader("balance_transaction")),
    Endpoint(
        "POST", "refunds", _refund, words("payment_intent charge amount reason metadata.*"), moves_money=True
    ),
    Endpoint("GET", "refunds", _refunds_of, (*LISTING, "payment_intent", "charge")),
    Endpoint("GET", "refunds/{id}", reader("refund")),
    Endpoint("GET", "disputes/{id}", reader("dispute")),
)
