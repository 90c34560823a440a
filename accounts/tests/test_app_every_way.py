"""Whatever way somebody signs in on the page an app opened, they come back to the app: links and forms as they are served."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import TokenFamily, User
from accounts.tests import oidc_peer
from accounts.tests.app_client import App, api
from accounts.tests.factories import UserFactory
from accounts.tests.oidc_peer import Provider
from accounts.tests.passkeys import SoftPasskey
from notifications.models import Mail

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def server() -> Iterator[Provider]:
    with oidc_peer.running() as provider:
        yield provider


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture
def user() -> User:
    return UserFactory.create()


@pytest.fixture
def app() -> App:
    return App()


@pytest.fixture
def browser(app: App) -> Client:
    """It was sent to the sign-in page."""
    client = Client()
    vars(client)["page"] = client.get(app.address(), follow=True).content.decode()
    return client


def fields_of(page: str, action: str) -> dict[str, str]:
    """The hidden fields of the form that leads there."""
    found = re.search(rf'<form[^>]*action="{action}(?:[?][^"]*)?"[^>]*>(.*?)</form>', page, re.DOTALL)
    assert found, page
    hidden = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', found[1])
    return {name: html.unescape(value) for name, value in hidden}


def finish(app: App, browser: Client, reply: Any, user: User) -> TokenFamily:
    assert reply.headers["Location"] == app.address(), reply.headers
    pair = app.exchange(app.agreed(browser)["code"]).json()
    assert api(pair["access"]).json()["email"] == user.email
    return TokenFamily.objects.get()


def test_a_passkey(app: App, browser: Client, user: User) -> None:
    key = SoftPasskey(user)
    key.store()
    way = "/accounts/2fa/webauthn/login/"
    options = browser.get(way, headers={"Accept": "application/json"}).json()["request_options"]["publicKey"]
    credential = json.dumps(key.sign(options["challenge"]))
    reply = browser.post(way, {**fields_of(vars(browser)["page"], way), "credential": credential})
    assert finish(app, browser, reply, user).used_second_factor is True


def test_a_code_by_mail(app: App, browser: Client, user: User) -> None:
    link = re.search(r'href="(/accounts/login/code/[^"]*)"', vars(browser)["page"])
    assert link
    asking = html.unescape(link[1])
    fields = fields_of(browser.get(asking).content.decode(), "/accounts/login/code/")
    reply = browser.post("/accounts/login/code/", {**fields, "email": user.email}, follow=True)
    code = re.search(r"^([A-Z0-9]{3,}-?[A-Z0-9]{3,})$", Mail.objects.get().text, re.MULTILINE)
    assert code
    way = "/accounts/login/code/confirm/"
    reply = browser.post(way, {**fields_of(reply.content.decode(), way), "code": code[1]})
    assert finish(app, browser, reply, user).used_second_factor is False


def test_a_provider_for_everybody(server: Provider, settings: Any, user: User) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = oidc_peer.operators(server)
    app, browser = App(), Client()
    page = browser.get(app.address(), follow=True).content.decode()
    way = "/accounts/with/oidc/"
    sub = server.person("nomsa", email=user.email, email_verified=True)
    reply = server.sign_in(browser, browser.post(way, fields_of(page, way)), sub)
    assert finish(app, browser, reply, user).providers == ["oidc"]
