"""PayFast's notifications (ITN): judged over the raw bytes, then turned into facts.

Parsing and encoding again is where integrations break: fields come in no fixed order, blank ones are signed, and a cancelled
agreement comes without payment id and with an empty billing date. So the signature is computed over what came.
"""

import hashlib
import hmac
import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote_to_bytes

from billing.gateways.facts import AgreementFact, Fact, MethodFact, PaymentFact
from billing.gateways.messages import Check, Findings, RawMessage, Reading
from billing.gateways.payfast import money
from billing.gateways.payfast.config import PayFastConfig
from billing.gateways.payfast.form import SCHEDULE_MARK
from billing.gateways.payfast.signing import notification_signature

_WORD = re.compile(r"[A-Z_]{1,30}", re.ASCII)
_PAYMENT_ID = re.compile(r"[0-9A-Za-z-]{1,64}", re.ASCII)


@dataclass(frozen=True)
class Notification:
    """A body, taken apart without changing it."""

    body: bytes

    @cached_property
    def pairs(self) -> list[tuple[bytes, str, str]]:
        """Each pair as it came, and its name and value decoded."""
        raw = self.body.split(b"&") if self.body else []
        halves = ((pair, *_halves(pair)) for pair in raw)
        return [(pair, _decoded(name), _decoded(value)) for pair, name, value in halves]

    @cached_property
    def signatures(self) -> list[bytes]:
        """The values of all pairs that anybody could take for the signature."""
        return [_halves(pair)[1] for pair, name, _value in self.pairs if name == "signature"]

    @cached_property
    def signed(self) -> bytes:
        """The body without its signature, in the order that came: what is signed, and what PayFast is asked about."""
        return b"&".join(pair for pair, name, _value in self.pairs if name != "signature")

    @cached_property
    def fields(self) -> Mapping[str, str]:
        return {name: value for _pair, name, value in self.pairs}

    def get(self, name: str) -> str:
        """The value, or ""."""
        return self.fields.get(name, "")

    @property
    def status(self) -> str:
        """COMPLETE, CANCELLED; "" when it is no word."""
        status = self.get("payment_status")
        return status if _WORD.fullmatch(status) else ""

    @property
    def payment_id(self) -> str:
        """PayFast's own; "" when there is none."""
        number = self.get("pf_payment_id")
        return number if _PAYMENT_ID.fullmatch(number) else ""


def read(config: PayFastConfig, message: RawMessage) -> Reading:
    """What the bytes and the sender's address say. Never raises."""
    notification = Notification(message.body)
    checks = (
        _signature(config, notification),
        _source(config, message.source_ip),
        _merchant(notification.get("merchant_id") == config.merchant_id),
    )
    is_genuine = all(check.passed for check in checks)
    kind = f"itn.{notification.status.lower() or 'unknown'}"
    return Reading(kind=kind, dedupe_key=_dedupe_key(notification, is_genuine=is_genuine), checks=checks)


def findings(message: RawMessage) -> Findings:
    """What a notification that PayFast stands by comes to."""
    notification = Notification(message.body)
    fact: Fact | Check
    match notification.status:
        case "COMPLETE":
            fact = _paid(notification)
        case "CANCELLED":
            fact = _ended(notification)
        case other:
            fact = Check(name="status", passed=False, detail=f"{other or 'None'} is not documented.")
    return Findings(checks=(fact,)) if isinstance(fact, Check) else Findings(facts=(fact,))


def _paid(notification: Notification) -> PaymentFact | Check:
    amount = money.parse(notification.get("amount_gross"))
    if amount is None or amount < 0:
        return Check(name="amount", passed=False, detail="amount_gross is no amount.")
    if not notification.payment_id:
        return Check(name="payment id", passed=False, detail="pf_payment_id is missing.")
    token = notification.get("token")
    return PaymentFact(
        gateway_id=notification.payment_id,
        status="confirmed",
        amount=amount,
        currency=money.CURRENCY,
        reference=notification.get("m_payment_id"),
        agreement=token,
        fee=money.parse_fee(notification.get("amount_fee")),
        method=_method(notification, token) if token else None,
    )


def _method(notification: Notification, token: str) -> MethodFact:
    is_scheduled = notification.get("custom_str1") == SCHEDULE_MARK or bool(notification.get("billing_date"))
    return MethodFact(token=token, is_scheduled_by_gateway=is_scheduled)


def _ended(notification: Notification) -> AgreementFact | Check:
    token = notification.get("token")
    if not token:
        return Check(name="token", passed=False, detail="Nothing says which agreement was cancelled.")
    return AgreementFact(agreement=token, status="ended", reason="CANCELLED")


def _signature(config: PayFastConfig, notification: Notification) -> Check:
    given = notification.signatures
    if len(given) != 1:
        detail = f"{len(given)} signatures instead of one"
        return Check(name="signature", passed=False, detail=detail)
    if len(notification.fields) != len(notification.pairs):
        return Check(name="signature", passed=False, detail="a field came twice")
    expected = notification_signature(notification.signed, config.passphrase).encode()
    passed = hmac.compare_digest(given[0], expected)
    return Check(name="signature", passed=passed, detail="" if passed else "it is not that of these fields")


def _merchant(passed: bool) -> Check:
    return Check(name="merchant", passed=passed, detail="" if passed else "not our merchant ID")


def _source(config: PayFastConfig, source: str) -> Check:
    try:
        address = ipaddress.ip_address(source)
    except ValueError:
        return Check(name="source address", passed=False, detail="no address")
    address = getattr(address, "ipv4_mapped", None) or address
    passed = any(address in network for network in config.networks)
    return Check(name="source address", passed=passed, detail="" if passed else "not PayFast's")


def _dedupe_key(notification: Notification, *, is_genuine: bool) -> str:
    """The payment and its status; the agreement's, when there is no payment.

    What fails a check gets a key of its own: a forger must not use up the key of the genuine notification to come.
    The token is a secret, so only its digest goes into a key.
    """
    if not is_genuine:
        return f"refused:{_digest(notification.body)}"
    if notification.payment_id:
        return f"{notification.payment_id}:{notification.status}"
    token = notification.get("token")
    if token and notification.status == "CANCELLED":
        return f"agreement:{_digest(token.encode())}:{notification.status}"
    return f"body:{_digest(notification.body)}"


def _digest(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()[:40]


def _halves(pair: bytes) -> tuple[bytes, bytes]:
    name, _equals, value = pair.partition(b"=")
    return name, value


def _decoded(part: bytes) -> str:
    return unquote_to_bytes(part.replace(b"+", b" ")).decode("utf-8", errors="replace")
