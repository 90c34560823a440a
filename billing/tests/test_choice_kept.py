"""A plan chosen on the price list is kept through sign-up and naming the organisation, on this device or another."""

import pytest
from django.test import Client

from accounts.tests.mails import last_mail_to, link_in
from billing.tests.pages import LiveShop
from billing.tests.test_pages_portal import text_of

pytestmark = pytest.mark.django_db


def test_a_choice_is_kept_through_sign_up(live: LiveShop) -> None:
    choose = "/plans/choose/growth/year/"
    assert f'href="{choose}"' in Client().get("/plans/yearly/").content.decode()
    client = Client()
    form = client.get(choose, follow=True)
    assert form.redirect_chain[-1][0] == "/accounts/signup/?next=%2Fplans%2Fchoose%2Fgrowth%2Fyear%2F"
    assert f'name="next" value="{choose}"' in form.content.decode()
    typed = {"email": "nomsa@example.co.za", "password1": "Umbrella-kettle-92", "next": choose}
    client.post("/accounts/signup/", typed)
    link = link_in(last_mail_to("nomsa@example.co.za"), "/accounts/confirm-email/")
    start = client.post(link, follow=True).redirect_chain[-1][0]
    assert start == "/start/?next=%2Fplans%2Fchoose%2Fgrowth%2Fyear%2F"
    reply = client.post(start, {"owner_name": "Nomsa", "name": "Nomsa", "vat_number": ""}, follow=True)
    assert reply.redirect_chain[-1][0] == "/o/nomsa/billing/plans/?interval=year#plan-growth"
    assert 'id="plan-growth"' in reply.content.decode()
    assert "Try for 14 days" in text_of(reply)


def sign_up(aim: str, email: str) -> str:
    """Somebody signs up at the office; the path of the link in her mail."""
    Client().post("/accounts/signup/", {"email": email, "password1": "Umbrella-kettle-92", "next": aim})
    return link_in(last_mail_to(email), "/accounts/confirm-email/")


def signed_in(client: Client, email: str) -> str:
    """Where signing in leads."""
    reply = client.post("/accounts/login/", {"login": email, "password": "Umbrella-kettle-92"})
    return str(reply["Location"])


def test_a_choice_is_kept_when_the_mail_is_opened_on_another_device(live: LiveShop) -> None:
    choose, phone = "/plans/choose/growth/year/", Client()
    link = sign_up(choose, "nomsa@example.co.za")
    assert phone.post(link)["Location"].startswith("/accounts/login/")
    assert signed_in(phone, "nomsa@example.co.za") == choose
    start = phone.get(choose)["Location"]
    assert start == "/start/?next=%2Fplans%2Fchoose%2Fgrowth%2Fyear%2F"
    reply = phone.post(start, {"owner_name": "Nomsa", "name": "Nomsa", "vat_number": ""}, follow=True)
    assert reply.redirect_chain[-1][0] == "/o/nomsa/billing/plans/?interval=year#plan-growth"
    assert signed_in(Client(), "nomsa@example.co.za") != choose, "once is enough"


@pytest.mark.parametrize("aim", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_a_sign_up_leads_nowhere_else_on_another_device(live: LiveShop, aim: str) -> None:
    phone = Client()
    phone.post(sign_up(aim, "nomsa@example.co.za"))
    assert signed_in(phone, "nomsa@example.co.za") == signed_in(Client(), "nomsa@example.co.za")


@pytest.mark.parametrize("wrong", ["nothing/month", "growth/week", "free/month"])
def test_only_a_choice_on_sale_is_followed(live: LiveShop, wrong: str) -> None:
    assert Client().get(f"/plans/choose/{wrong}/")["Location"] == "/plans/"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_naming_an_organisation_leads_nowhere_else(live: LiveShop, elsewhere: str) -> None:
    client = live.cast.thandi.client()
    made = client.post(f"/start/?next={elsewhere}", {"name": "Second", "vat_number": ""})
    assert made["Location"] == "/o/second/"
