"""The address of a form, opened: it leads to the page on which the form stands."""

import pytest
from django.test import Client

from billing.tests.pages import LiveShop, at

pytestmark = pytest.mark.django_db
FORMS = [
    ("wallet-buy", [], "wallet"),
    ("wallet-voucher", [], "wallet"),
    ("wallet-top-up", [], "wallet"),
    ("wallet-top-up-remove", ["pricing.runs"], "wallet"),
    ("usage-cap", ["pricing.runs"], "usage"),
    ("check-file", [], "check"),
    ("checked-remove", ["abc"], "checks"),
    ("checked-put-back", ["abc"], "checks"),
    ("trial", [], "plans"),
    ("coupon-remove", [], "coupon"),
    ("change-forget", [], "overview"),
    ("keep", [], "overview"),
    ("resume", [], "overview"),
    ("method-add", [], "methods"),
    ("method-choose", ["abc"], "methods"),
    ("method-update", ["abc"], "methods"),
    ("method-remove", ["abc"], "methods"),
    ("method-restore", ["abc"], "methods"),
    ("method-manage", ["till"], "methods"),
]
OF_A_ROW = [
    ("pay-link", "charge"),
    ("charge-call-off", "charge"),
    ("invoice-correct", "invoice"),
    ("payment-proof", "payment"),
]


@pytest.mark.parametrize(("name", "parts", "page"), FORMS)
def test_opened_it_leads_to_its_page(live: LiveShop, name: str, parts: list[str], page: str) -> None:
    reply = live.client.get(at(name, *parts))
    assert (reply.status_code, reply["Location"]) == (302, at(page))


@pytest.mark.parametrize(("name", "page"), OF_A_ROW)
def test_that_of_a_row_leads_to_the_row(live: LiveShop, name: str, page: str) -> None:
    reply = live.client.get(at(name, "abc"))
    assert (reply.status_code, reply["Location"]) == (302, at(page, "abc"))


def test_reloading_a_made_pay_link_shows_its_charge(live: LiveShop) -> None:
    charge, client = live.start("growth"), live.client
    made = client.post(at("pay-link", charge.public_id))
    again = client.get(made.wsgi_request.path, follow=True)
    assert (made.status_code, again.status_code) == (200, 200)
    assert charge.reference in again.content.decode()


def test_the_page_guards_itself_and_nothing_but_a_post_does_anything(live: LiveShop) -> None:
    charge = live.start("growth")
    path = at("charge-call-off", charge.public_id)
    assert "/accounts/login/" in Client().get(path, follow=True).redirect_chain[-1][0]
    assert live.cast.bongani.client().get(path, follow=True).status_code == 403
    assert live.cast.charlize.client().get(path, follow=True).status_code == 404
    assert live.client.put(path).status_code == 405
    assert live.charges()[0].is_open
