"""Kept cards and schedules at PayFast. A token stands in the path of each request, so no error may show one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from billing.gateways.errors import GatewayRefused, GatewayUnclear
from billing.gateways.facts import PaymentFact
from billing.gateways.payfast import money, refusals
from billing.gateways.payfast.api import Api, Envelope, undecided
from billing.gateways.payfast.form import FREQUENCIES, LONG, SHORT, shorten
from billing.gateways.steps import PaymentRequest

ACTIVE = 1
_ENDED = "cancelled"
_ENDED_ALREADY = "status is cancelled"


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """What PayFast says of one. A kept card has a status only; None stands for what is not said."""

    status: int | None
    status_text: str = ""
    status_reason: str = ""
    amount: Decimal | None = None
    cycles: int | None = None
    cycles_complete: int | None = None
    frequency: int | None = None
    run_date: date | None = None


@dataclass(frozen=True)
class Agreements:
    """The subscription part of the API. All methods raise GatewayRefused and GatewayUnreachable, those that change
    something GatewayUnclear too."""

    api: Api

    def fetch(self, token: str) -> Agreement:
        """How it stands."""
        envelope = self.api.ask(_path(token, "fetch"))
        if not isinstance(envelope.response, dict):
            raise undecided(envelope, is_repeatable=True)
        try:
            return _agreement(envelope.response)
        except ValueError:
            raise undecided(envelope, is_repeatable=True) from None

    def pause(self, token: str, *, cycles: int = 1) -> None:
        """Skip that many charges; the end moves on by as many."""
        self._change("PUT", token, "pause", {"cycles": cycles})

    def unpause(self, token: str) -> None:
        self._change("PUT", token, "unpause")

    def update(
        self,
        token: str,
        *,
        amount: Decimal | None = None,
        frequency: str | None = None,
        cycles: int | None = None,
        run_date: date | None = None,
    ) -> None:
        """Change a schedule from its next charge on. At least one value.

        PayFast's own PHP library signs a `cycles` of 0, its shop plugin does not: nobody published which is right.
        """
        values: dict[str, str | int] = {}
        if amount is not None:
            values["amount"] = money.cents(amount)
        if frequency is not None:
            values["frequency"] = FREQUENCIES[frequency]
        if cycles is not None:
            values["cycles"] = cycles
        if run_date is not None:
            values["run_date"] = run_date.isoformat()
        if not values:
            raise ValueError("Nothing to change.")
        self._change("PATCH", token, "update", values)

    def cancel(self, token: str) -> None:
        """End it. One that has ended is no error."""
        envelope = self.api.tell("PUT", _path(token, "cancel"), is_repeatable=True)
        if envelope.is_refusal:
            if not self._has_ended(token, envelope.message):
                raise refusals.not_done(envelope.message)
        elif not envelope.is_done:
            raise undecided(envelope, is_repeatable=True)

    def charge(self, token: str, request: PaymentRequest) -> PaymentFact:
        """Charge a kept card now. Raises GatewayRefused when the card is declined."""
        if request.currency != money.CURRENCY:
            raise refusals.wrong_currency()
        if request.amount < money.MINIMUM:
            raise refusals.below_minimum()
        values: dict[str, str | int] = {
            "amount": refusals.checked(money.cents, request.amount),
            "item_name": shorten(request.description, SHORT),
            "item_description": shorten(request.organisation, LONG),
            "m_payment_id": request.reference,
        }
        present = {name: value for name, value in values.items() if value != ""}
        envelope = self.api.tell("POST", _path(token, "adhoc"), present, is_repeatable=False)
        return _charged(envelope, token, request)

    def _change(
        self, method: str, token: str, verb: str, values: Mapping[str, str | int] | None = None
    ) -> None:
        envelope = self.api.tell(method, _path(token, verb), values, is_repeatable=False)
        if envelope.is_refusal:
            raise refusals.not_done(envelope.message)
        if not envelope.is_done and not isinstance(envelope.response, dict):
            raise undecided(envelope, is_repeatable=False)

    def _has_ended(self, token: str, words: str) -> bool:
        """PayFast refuses to cancel twice, in words. Where the words are others it is asked."""
        if _ENDED_ALREADY in words.lower():
            return True
        try:
            return self.fetch(token).status_text.lower() == _ENDED
        except GatewayRefused:
            return False


def _charged(envelope: Envelope, token: str, request: PaymentRequest) -> PaymentFact:
    if envelope.is_refusal:
        raise refusals.declined(envelope.message)
    if not envelope.is_done:
        raise undecided(envelope, is_repeatable=False)
    gateway_id = str(envelope.data.get("pf_payment_id") or "")
    if not gateway_id:
        raise GatewayUnclear("PayFast took the charge and did not say under which number.")
    return PaymentFact(
        gateway_id=gateway_id,
        status="confirmed",
        amount=request.amount,
        currency=request.currency,
        reference=request.reference,
        agreement=token,
    )


def _agreement(values: Mapping[str, Any]) -> Agreement:
    amount = values.get("amount")
    return Agreement(
        status=_number(values.get("status")),
        status_text=str(values.get("status_text") or ""),
        status_reason=str(values.get("status_reason") or ""),
        amount=None if amount is None else money.from_cents(amount),
        cycles=_number(values.get("cycles")),
        cycles_complete=_number(values.get("cycles_complete")),
        frequency=_number(values.get("frequency")),
        run_date=_day(values.get("run_date")),
    )


def _number(value: object) -> int | None:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _path(token: str, verb: str) -> str:
    return f"/subscriptions/{quote(token, safe='')}/{verb}"
