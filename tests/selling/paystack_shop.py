"""The played Paystack with a seller's own account, and what it sent us: handed on to our own hook as it came over the wire."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
from django.test import Client

from billing.gateways import RawMessage
from billing.gateways.paystack.reading import SIGNATURE, sign
from billing.models import SalePayment
from synthai.core.testing.cast import Cast, Person
from synthai.embedded.sandbox.paystack import Paystack as PlayedPaystack
from synthai.embedded.sandbox.paystack_state import Refund, Transaction
from tests.gateways.payfast.scene import Listener, listening
from tests.gateways.sandbox import running
from tests.selling import shop

KEY = "sk_test_um0jaf00ds000000000000000000000000000001"
RIVAL_KEY = "sk_test_kar00cyc1es0000000000000000000000000002"
PAGE = "/o/{}/billing/selling/paystack/"


@dataclass
class Counter:
    """One seller's account at the played Paystack."""

    cast: Cast
    listener: Listener
    played: PlayedPaystack
    api: str

    @property
    def hook(self) -> str:
        """The address that this seller pastes into Paystack's dashboard."""
        return f"/hooks/sales/{self.cast.umoja.public_id}/paystack/"

    def opens_shop(self) -> None:
        """Umoja Foods says who sells, and its owner types in the key."""
        shop.says_who_sells(self.cast)
        reply = types_key(self.cast.thandi, KEY)
        assert reply.status_code == 302, reply.content.decode()[:3000]

    def checkout(self, client: Client, pay_path: str) -> str:
        """Choose Paystack on our page; where its page is."""
        reply = client.post(pay_path, {"gateway": "paystack"})
        assert reply.status_code == 200, reply.content.decode()[:400]
        return str(reply.context["url"])

    def pays(self, client: Client, pay_path: str, *, cents: int | None = None) -> RawMessage:
        """Pay there by card; the message that came of it. `cents`: another amount than was asked."""
        url = self.checkout(client, pay_path)
        if cents is not None:
            self.transaction.amount = cents
        back = click(url, "card")
        assert back.status_code == 303, back.text[:300]
        (message,) = self.listener.take()
        return message

    @property
    def transaction(self) -> Transaction:
        """The newest one there."""
        return list(self.played.state.transactions.values())[-1]

    @property
    def refund(self) -> Refund:
        """The only one there."""
        (found,) = self.played.state.refunds.values()
        return found

    def asked(self) -> list[str]:
        """Every question Paystack was asked, oldest first."""
        return [f"{each['method']} {each['path']}" for each in self.played.log if "path" in each]

    def moves(self, status: str, *, reason: str = "") -> int:
        """A refund gets further at Paystack, which tells us; the hook's answer."""
        self.played.move_refund(self.refund, status, reason=reason)
        return self.hands_on(self.listener.take()[0])

    def hands_on(self, message: RawMessage, **changes: Any) -> int:
        """Deliver a message as it came to the address that it was sent to; the answer's status."""
        status = deliver(self.hook, message.body, message.headers[SIGNATURE], **changes)
        shop.tasks_of_messages(self.cast)
        return status

    def bought(self, follows: shop.Follower, course: Any) -> Client:
        """A stranger's browser that has paid, and everything that follows has followed."""
        client = Client()
        reply = shop.buys(client, course)
        assert reply.status_code == 302, reply.content.decode()[:3000]
        assert self.hands_on(self.pays(client, reply["Location"])) == 200
        follows.run()
        return client


def types_key(person: Person, key: str) -> Any:
    """An owner sends the form of the account at Paystack."""
    return person.client().post(PAGE.format(person.organisation.slug), {"secret_key": key})


def click(url: str, choice: str) -> requests.Response:
    """What the buyer's browser does on Paystack's page."""
    return requests.post(url, data={"pay": choice}, allow_redirects=False, timeout=10)


def deliver(hook: str, body: bytes, signature: str, *, source: str = "127.0.0.1") -> int:
    """Post bytes to one of our hooks."""
    reply = Client().post(
        hook,
        body,
        content_type="application/json",
        headers={"x-paystack-signature": signature},
        REMOTE_ADDR=source,
    )
    return reply.status_code


def said(event: str, data: dict[str, Any], *, key: str) -> tuple[bytes, str]:
    """A message that the owner of a key could make up, and its signature."""
    body = json.dumps({"event": event, "data": data}).encode()
    return body, sign(body, key)


@contextmanager
def counter(cast: Cast, settings: Any, *, key: str = KEY) -> Iterator[Counter]:
    """Play Paystack for one seller, and point our settings there."""
    played = PlayedPaystack(secret_key=key)
    played.resend_after = ()
    with running(played) as url, listening() as listener:
        settings.PAYSTACK = {
            **settings.PAYSTACK,
            "api": f"{url}/paystack",
            "networks": ["127.0.0.0/8", "::1/128"],
        }
        parts = urlsplit(listener.url)
        settings.SITE_URL = f"{parts.scheme}://{parts.netloc}"
        yield Counter(cast, listener, played, f"{url}/paystack")


def payment(cast: Cast) -> SalePayment:
    """The newest try to pay."""
    return shop.payments(cast)[-1]
