"""Plans and subscriptions of the sandbox's Paystack: as much as a merchant's own client uses."""

import secrets
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from synthai.embedded.sandbox.paystack_state import Transaction, code
from synthai.embedded.sandbox.paystack_validation import Refused, answer, cents

if TYPE_CHECKING:
    from synthai.embedded.sandbox.paystack import Paystack

_DAYS = {
    "daily": 1,
    "weekly": 7,
    "monthly": 30,
    "quarterly": 91,
    "biannually": 182,
    "annually": 365,
    "hourly": 1,
}


class PlanRoutes:
    """The addresses under /plan and /subscription, and a switch that lets a period pass."""

    def __init__(self, gateway: "Paystack") -> None:
        self.gateway = gateway

    def routes(self) -> list[BaseRoute]:
        api = self.gateway.api
        return [
            Route("/plan", api(self._create_plan), methods=["POST"]),
            Route("/plan/{code}", api(self._fetch_plan)),
            Route("/subscription", api(self._subscribe), methods=["POST"]),
            Route("/subscription/enable", api(self._enable), methods=["POST"]),
            Route("/subscription/disable", api(self._disable), methods=["POST"]),
            Route("/subscription/{code}", api(self._fetch)),
            Route("/subscription/{code}/manage/link", api(self._link)),
        ]

    def _create_plan(self, _request: Request, body: dict[str, Any]) -> Response:
        if not body.get("name") or body.get("interval") not in _DAYS:
            raise Refused("Name and interval are required")
        plan = {
            "plan_code": code("PLN"),
            "name": str(body["name"]),
            "amount": cents(body.get("amount")),
            "interval": body["interval"],
            "currency": body.get("currency", "ZAR"),
        }
        self.gateway.state.plans[plan["plan_code"]] = plan
        return answer(201, "Plan created", plan)

    def _fetch_plan(self, request: Request, _body: dict[str, Any]) -> Response:
        plan = self.gateway.state.plans.get(request.path_params["code"])
        if plan is None:
            raise Refused("Plan not found", code="not_found", status=404)
        return answer(200, "Plan retrieved", plan)

    def _subscribe(self, _request: Request, body: dict[str, Any]) -> Response:
        state = self.gateway.state
        plan = state.plans.get(str(body.get("plan")))
        card = state.cards.get(str(body.get("authorization")))
        if plan is None:
            raise Refused("Plan not found", code="not_found", status=404)
        if card is None or not card.is_active or card.email != body.get("customer"):
            raise Refused("A customer with the specified email or code was not found")
        found = {
            "subscription_code": code("SUB"),
            "email_token": secrets.token_hex(8),
            "status": "active",
            "amount": plan["amount"],
            "plan": plan["plan_code"],
            "authorization": card.code,
            "next_payment_date": _later(plan["interval"]),
        }
        state.subscriptions[found["subscription_code"]] = found
        self.gateway.tell("subscription.create", found)
        if not body.get("start_date"):
            self.charge(found["subscription_code"])
        return answer(200, "Subscription successfully created", found)

    def charge(self, subscription_code: str) -> Transaction:
        """A period passes: the card is charged, and the invoice told. For tests, and for a start without a date."""
        state = self.gateway.state
        found = state.subscriptions[subscription_code]
        card = state.cards[found["authorization"]]
        made = Transaction(
            id=next(state.numbers),
            reference=code("T").lower().replace("_", ""),
            amount=found["amount"],
            currency="ZAR",
            email=card.email,
            channels=[],
            plan=found["plan"],
        )
        state.transactions[made.reference] = made
        self.gateway.take(made, card)
        is_paid = made.status == "success"
        found["status"] = "active" if is_paid else "attention"
        found["next_payment_date"] = _later(state.plans[found["plan"]]["interval"])
        invoice = {
            "invoice_code": code("INV"),
            "amount": found["amount"],
            "status": made.status,
            "paid": is_paid,
            "description": None if is_paid else made.gateway_response,
            "subscription": {"subscription_code": subscription_code, "status": found["status"]},
            "transaction": {"reference": made.reference, "status": made.status, "amount": made.amount},
        }
        self.gateway.tell("invoice.update" if is_paid else "invoice.payment_failed", invoice)
        return made

    def _fetch(self, request: Request, _body: dict[str, Any]) -> Response:
        return answer(200, "Subscription retrieved", self._known(request.path_params["code"]))

    def _enable(self, _request: Request, body: dict[str, Any]) -> Response:
        self._owned(body)["status"] = "active"
        return answer(200, "Subscription enabled successfully")

    def _disable(self, _request: Request, body: dict[str, Any]) -> Response:
        found = self._owned(body)
        if found["status"] == "cancelled":
            raise Refused(
                "Subscription with code not found or already inactive", code="not_found", status=404
            )
        found["status"] = "cancelled"
        self.gateway.tell("subscription.disable", found)
        return answer(200, "Subscription disabled successfully")

    def _link(self, request: Request, _body: dict[str, Any]) -> Response:
        found = self._known(request.path_params["code"])
        link = f"https://paystack.example/manage/subscriptions/{found['subscription_code']}"
        return answer(200, "Link generated", {"link": link})

    def _owned(self, body: dict[str, Any]) -> dict[str, Any]:
        found = self._known(str(body.get("code")))
        if body.get("token") != found["email_token"]:
            raise Refused(
                "Subscription with code not found or already inactive", code="not_found", status=404
            )
        return found

    def _known(self, named: str) -> dict[str, Any]:
        found = self.gateway.state.subscriptions.get(named)
        if found is None:
            raise Refused("Subscription not found", code="not_found", status=404)
        return found


def _later(interval: str) -> str:
    return (datetime.now(UTC) + timedelta(days=_DAYS[interval])).isoformat().replace("+00:00", "Z")
