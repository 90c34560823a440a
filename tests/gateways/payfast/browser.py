"""What a customer's browser does at PayFast, without a browser: post the form, look at the page, press a button."""

import html
import re
from dataclasses import dataclass
from urllib.parse import urljoin

import requests

from billing.gateways import FormPost, PaymentRequest, RawMessage
from billing.gateways.payfast import PayFast
from tests.gateways.payfast.scene import Listener, payment


@dataclass
class Page:
    """The checkout page, or what is shown instead of it."""

    url: str
    status: int
    text: str

    def press(self, words: str) -> requests.Response:
        """The answer to the button with these words; redirects are not followed."""
        form = r'<form method="post" action="([^"]+)"><button[^>]*>([^<]+)</button>'
        actions = {label: html.unescape(action) for action, label in re.findall(form, self.text)}
        address = urljoin(self.url, actions[words])
        return requests.post(address, allow_redirects=False, timeout=15)


def submit(step: FormPost) -> Page:
    """Post the form as a browser does and follow to the page."""
    answer = requests.post(step.url, data=list(step.fields), timeout=5)
    return Page(answer.url, answer.status_code, answer.text)


def pay(gateway: PayFast, listener: Listener, **changes: object) -> tuple[PaymentRequest, RawMessage]:
    """A customer pays on the page; the notification that came of it."""
    request = payment(**{"notify_url": listener.url, **changes})
    back = submit(gateway.start(request)).press("Pay by card")
    assert back.headers["location"] == request.return_url, back.text
    assert len(listener.messages) == 1  # it came before the browser was sent back
    return request, listener.take()[0]


def kept_card(gateway: PayFast, listener: Listener) -> str:
    """The token of a card that was just kept."""
    _request, message = pay(gateway, listener)
    (fact,) = gateway.findings(message).facts
    token: str = getattr(fact, "agreement", "")
    assert token
    return token
