"""A gateway that is down, or says no, before anything is paid: a sentence, and the other ways to pay beside it."""

import socket

import pytest
from django.test import Client

from billing.gateways import GatewayRefused, GatewayUnreachable, PaymentRequest, Step, registry
from billing.gateways.payfast import PayFast
from billing.tests.gateway import TillGateway
from billing.tests.pages import EftTill, LiveShop, PostingTill, at
from billing.tests.test_pages_pay import link_of
from billing.tests.test_pages_portal import text_of
from tests.gateways.payfast.scene import config

pytestmark = pytest.mark.django_db


def closed_url() -> str:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{unused.getsockname()[1]}"


class AwayTill(TillGateway):
    """Does not answer."""

    def start(self, request: PaymentRequest) -> Step:
        raise GatewayUnreachable


def test_a_gateway_that_is_away_leaves_the_other_ways_in_sight(live: LiveShop) -> None:
    registry.use({"till": AwayTill(), "eft": EftTill()})
    charge = live.start("growth")
    reply = live.client.post(at("pay", charge.public_id), {"gateway": "till"})
    assert reply.status_code == 503
    assert "Till does not answer just now. Nothing was paid: pay another way" in text_of(reply)
    assert "How do you want to pay?" in text_of(reply)


class RefusingTill(TillGateway):
    """Says no before anything is paid."""

    def start(self, request: PaymentRequest) -> Step:
        raise GatewayRefused("below_minimum", "This amount is below what cards can pay.")


def test_a_gateway_that_says_no_does_too(live: LiveShop) -> None:
    registry.use({"till": RefusingTill(), "eft": EftTill()})
    charge = live.start("growth")
    for code, words in (("till", "This amount is below what cards can pay."), ("gone", "not set up here")):
        reply = live.client.post(at("pay", charge.public_id), {"gateway": code})
        assert 400 <= reply.status_code < 500
        assert words in text_of(reply)
        assert "How do you want to pay?" in text_of(reply)
        link = Client().post(link_of(live, charge), {"gateway": code, "email": "aunt@family.example"})
        assert words in text_of(link)
        assert link.content.decode().count('class="gateway" type="submit"') == 2
    assert charge.state == "open"


@pytest.mark.parametrize("till", [TillGateway, PostingTill])
def test_the_page_on_the_way_leads_back_to_the_other_ways(live: LiveShop, till: type[TillGateway]) -> None:
    registry.use({"till": till()})
    charge = live.start("growth")
    url, link = at("pay", charge.public_id), link_of(live, charge)
    assert f'href="{url}"' in live.client.post(url, {"gateway": "till"}).content.decode()
    reply = Client().post(link, {"gateway": "till", "email": "aunt@family.example"})
    assert f'href="{link}"' in reply.content.decode()


def test_payfast_is_asked_before_the_browser_goes_there_and_a_customer_keeps_the_other_ways(
    live: LiveShop,
) -> None:
    registry.use({"payfast": PayFast(config(closed_url())), "till": live.till})
    reply = live.client.post(at("pay", live.start("growth").public_id), {"gateway": "payfast"})
    assert reply.status_code == 503
    shown = text_of(reply)
    assert "PayFast does not answer just now. Nothing was paid" in shown
    assert "How do you want to pay?" in shown
    assert 'value="till"' in reply.content.decode()
