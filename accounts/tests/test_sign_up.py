"""From an e-mail address to an organisation of one's own, over HTTP."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.models import Organisation, User
from accounts.tests.factories import PASSWORD, MembershipFactory, UserFactory
from accounts.tests.mails import last_mail_to, link_in, mails_to

pytestmark = pytest.mark.django_db

SIGN_UP = {"email": "Nomsa@Example.co.za", "password1": PASSWORD}


def sign_up(client: Client) -> str:
    """Sign up and return the path of the confirmation link."""
    reply = client.post("/accounts/signup/", SIGN_UP)
    assert reply.headers["Location"] == "/accounts/confirm-email/"
    return link_in(last_mail_to("nomsa@example.co.za"), "/accounts/confirm-email/")


def test_signs_up_confirms_and_names_the_organisation(client: Client) -> None:
    link = sign_up(client)
    assert client.get("/home/").headers["Location"].startswith("/accounts/login/")
    assert client.get(link).status_code == 200
    reply = client.post(link, follow=True)
    assert reply.redirect_chain[-1][0] == "/start/"
    made = client.post("/start/", {"owner_name": "Nomsa", "name": "Nomsa's Spaza", "vat_number": ""})
    assert made.headers["Location"] == "/o/nomsa-s-spaza/"
    assert client.get("/o/nomsa-s-spaza/").status_code == 200
    user = User.objects.get()
    assert (user.email, user.name) == ("nomsa@example.co.za", "Nomsa")
    assert (
        user.password.split("$")[0] == "md5"
    )  # the tests' hasher; production's is asserted in test_passwords


def test_confirmation_link_works_on_another_device(client: Client) -> None:
    link = sign_up(client)
    phone = Client()
    reply = phone.post(link, follow=True)
    assert reply.redirect_chain[-1][0] == "/accounts/login/"
    assert EmailAddress.objects.get().verified
    reply = phone.post(
        "/accounts/login/", {"login": "nomsa@example.co.za", "password": PASSWORD}, follow=True
    )
    assert reply.redirect_chain[-1][0] == "/start/"


def test_looking_at_the_link_confirms_nothing(client: Client) -> None:
    link = sign_up(client)
    Client().get(link)  # a mail scanner
    assert not EmailAddress.objects.get().verified


def test_no_sign_in_before_confirmation(client: Client) -> None:
    sign_up(client)
    reply = Client().post("/accounts/login/", {"login": "nomsa@example.co.za", "password": PASSWORD})
    assert reply.headers["Location"] == "/accounts/confirm-email/"


def test_refuses_weak_passwords(client: Client) -> None:
    reply = client.post("/accounts/signup/", {"email": "nomsa@example.co.za", "password1": "password12"})
    assert reply.status_code == 200
    assert not User.objects.exists()


def test_home_leads_to_the_organisation_opened_last(client: Client) -> None:
    user = UserFactory.create()
    first = MembershipFactory.create(user=user, organisation__slug="first-shop").organisation
    MembershipFactory.create(user=user, organisation__slug="second-shop")
    client.force_login(user)
    client.get("/o/first-shop/")
    assert client.get("/home/").headers["Location"] == f"/o/{first.slug}/"


class TestStart:
    def test_questions_a_doubtful_vat_number_once(self, client: Client) -> None:
        client.force_login(UserFactory.create())
        data = {"name": "Nomsa's Spaza", "vat_number": "4123456789"}
        doubted = client.post("/start/", data)
        assert b"does not look right" in doubted.content
        assert b"is_vat_confirmed" in doubted.content
        sure = client.post("/start/", {**data, "is_vat_confirmed": "on"})
        assert sure.status_code == 302
        assert Organisation.objects.get().vat_number == "4123456789"

    def test_refuses_what_is_no_vat_number(self, client: Client) -> None:
        client.force_login(UserFactory.create())
        reply = client.post("/start/", {"name": "Nomsa's Spaza", "vat_number": "12"})
        assert b"exactly 10 digits" in reply.content
        assert not Organisation.objects.exists()

    def test_needs_a_sign_in(self, client: Client) -> None:
        assert client.get("/start/").headers["Location"] == "/accounts/login/?next=/start/"


class TestSignOut:
    def test_signs_out(self, client: Client) -> None:
        client.force_login(UserFactory.create())
        client.post("/accounts/logout/")
        assert client.get("/home/").status_code == 302
        assert "_auth_user_id" not in client.session


class TestReset:
    def test_resets_by_mail(self, client: Client) -> None:
        user = UserFactory.create()
        client.post("/accounts/password/reset/", {"email": user.email})
        link = link_in(last_mail_to(user.email), "/accounts/password/reset/key/")
        form = Client().get(link, follow=True)
        browser = form.client
        reply = browser.post(
            form.redirect_chain[-1][0], {"password1": "a-very-new-word-9", "password2": "a-very-new-word-9"}
        )
        assert reply.status_code == 302
        user.refresh_from_db()
        assert user.check_password("a-very-new-word-9")
        assert len(mails_to(user.email)) == 2  # the link, then word of the change

    def test_link_works_once(self, client: Client) -> None:
        user = UserFactory.create()
        client.post("/accounts/password/reset/", {"email": user.email})
        link = link_in(last_mail_to(user.email), "/accounts/password/reset/key/")
        user.set_password("changed-meanwhile-1")
        user.save()
        page = Client().get(link, follow=True)
        assert b'name="password1"' not in page.content
