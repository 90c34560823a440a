"""Notifications (ITN) of the played PayFast: what it sends, and what it answers when asked whether it did."""

import threading
from collections.abc import Iterable, Mapping

import requests

from synthai.embedded.sandbox.gateway import CALLBACK_TIMEOUT, SandboxGateway
from synthai.embedded.sandbox.payfast_books import Agreement, Payment
from synthai.embedded.sandbox.payfast_contract import joined, sign

Pairs = list[tuple[str, str]]
_CUSTOM = [f"custom_str{number}" for number in range(1, 6)] + [
    f"custom_int{number}" for number in range(1, 6)
]
_BUYER = ["name_first", "name_last", "email_address"]


class Notifier:
    """Sends, and remembers what it sent."""

    def __init__(self, gateway: SandboxGateway, *, merchant_id: str, passphrase: str) -> None:
        self._gateway = gateway
        self._merchant_id = merchant_id
        self._passphrase = passphrase
        self.sent: dict[str, None] = {}  # in the order it was sent

    def was_sent(self, parameters: str) -> bool:
        """Whether this very string, without its signature, was part of a notification."""
        return parameters in self.sent

    def first(self, fields: Mapping[str, str], payment: Payment, agreement: Agreement | None) -> None:
        """Of a payment on the page: token and billing date stand last. Waits until it was delivered."""
        pairs = self._paid(fields, payment)
        if agreement:
            day = str(agreement.run_date) if agreement.is_scheduled else ""
            pairs += [("token", agreement.token), ("billing_date", day)]
        self._send(fields, pairs, waits=True)

    def later(self, fields: Mapping[str, str], payment: Payment, agreement: Agreement) -> None:
        """Of a later charge: the token stands second."""
        pairs = self._paid(fields, payment)
        self._send(fields, [pairs[0], ("token", agreement.token), *pairs[1:]])

    def cancelled(self, agreement: Agreement) -> None:
        """Of an agreement: no payment, no amounts, an empty billing date."""
        fields = agreement.fields
        pairs = [
            *((name, fields.get(name, "")) for name in ("m_payment_id",)),
            *(("pf_payment_id", ""), ("payment_status", "CANCELLED")),
            *((name, fields.get(name, "")) for name in ("item_name", "item_description")),
            *((name, "") for name in ("amount_gross", "amount_fee", "amount_net")),
            *self._ending(fields),
            *(("token", agreement.token), ("billing_date", "")),
        ]
        self._send(fields, pairs)

    def _paid(self, fields: Mapping[str, str], payment: Payment) -> Pairs:
        return [
            ("m_payment_id", payment.reference),
            ("pf_payment_id", payment.number),
            ("payment_status", "COMPLETE"),
            ("item_name", payment.item_name),
            ("item_description", payment.item_description),
            ("amount_gross", f"{payment.amount:.2f}"),
            ("amount_fee", f"{-payment.fee:.2f}"),
            ("amount_net", f"{payment.amount - payment.fee:.2f}"),
            *self._ending(fields),
        ]

    def _ending(self, fields: Mapping[str, str]) -> Pairs:
        return [
            *((name, fields.get(name, "")) for name in (*_CUSTOM, *_BUYER)),
            ("merchant_id", self._merchant_id),
        ]

    def _send(
        self, fields: Mapping[str, str], pairs: Iterable[tuple[str, str]], *, waits: bool = False
    ) -> None:
        address, parameters = fields.get("notify_url", ""), joined(pairs)
        if not address:
            return
        self.sent[parameters] = None
        body = f"{parameters}&signature={sign(parameters, self._passphrase)}"
        was_delivered = threading.Event()

        def send() -> requests.Response:
            try:
                return _post(address, body)
            finally:
                was_delivered.set()

        self._gateway.call_back(send)
        faults = self._gateway.faults
        if waits and not faults.drops_callbacks and not faults.callback_delay:
            was_delivered.wait(CALLBACK_TIMEOUT)


def _post(address: str, body: str) -> requests.Response:
    with requests.Session() as session:
        session.trust_env = False
        return session.post(
            address,
            data=body.encode(),
            headers={
                "content-type": "application/x-www-form-urlencoded",
                "user-agent": "PayFast ITN (sandbox)",
            },
            timeout=CALLBACK_TIMEOUT,
            allow_redirects=False,
        )
