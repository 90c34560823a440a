"""The pieces of a test against Stripe's sandbox."""

from dataclasses import dataclass

import requests

from billing.gateways import RawMessage
from billing.gateways.stripe.gateway import Stripe
from synthai.embedded.sandbox.stripe import SandboxStripe
from tests.gateways.stripe.inbox import Inbox

SECRET = f"whsec_{'5' * 32}"


@dataclass
class Played:
    """The gateway under test, the sandbox behind it and what was delivered."""

    gateway: Stripe
    sandbox: SandboxStripe
    inbox: Inbox
    address: str

    def press(self, url: str, card: str = "pm_card_visa", what: str = "pay") -> requests.Response:
        """What the customer does on the hosted page."""
        return requests.post(url, data={"do": what, "card": card}, timeout=5, allow_redirects=False)

    def message(self, kind: str, *, nth: int = 1) -> RawMessage:
        """The nth delivered webhook of a kind, as our view would keep it."""
        return self.inbox.wait_for(kind, nth=nth)
