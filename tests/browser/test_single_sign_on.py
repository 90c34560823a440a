"""Single sign-on in Chromium: over the Content-Security-Policy, to another site and back, with cookies as browsers hold them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
from playwright.sync_api import Page as Tab
from playwright.sync_api import Route, expect

from accounts.gateways import saml_metadata
from accounts.sso import selectors
from accounts.sso.setting_up import described_by
from accounts.tests import oidc_peer
from accounts.tests.oidc_peer import Provider
from accounts.tests.saml_peer import Idp, encoded, make_key
from accounts.tests.sso_rows import oidc_row, own, saml_row
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

OpenTab = Callable[..., Tab]


@pytest.fixture
def provider() -> Iterator[Provider]:
    with oidc_peer.running() as running:
        yield running


def start(tab: Tab) -> None:
    """From the sign-in page, with the address."""
    tab.goto("/accounts/login/")
    tab.get_by_label("E-mail").first.fill("bongani@umoja.example")
    tab.get_by_role("button", name="Single sign-on of my organisation").click()


def test_openid_connect_there_and_back(cast: Cast, open_tab: OpenTab, provider: Provider) -> None:
    own(cast.umoja, "umoja.example")
    oidc_row(cast.umoja, provider)
    provider.person("bongani", email="bongani@umoja.example")
    tab = open_tab(quiet=True)  # the provider's own page asks for a style sheet of the internet
    start(tab)
    tab.get_by_placeholder("sub").fill("bongani")
    tab.get_by_role("button", name="Authorize").click()
    tab.wait_for_url("**/o/umoja-foods/")
    expect(tab.get_by_role("link", name="Notifications")).to_be_visible()


def test_signing_out_leads_on_to_the_provider_and_back(
    cast: Cast, open_tab: OpenTab, provider: Provider
) -> None:
    """Over the Content-Security-Policy, which lets the form of the menu lead to this site only."""
    own(cast.umoja, "umoja.example")
    oidc_row(cast.umoja, provider, sign_out_url=f"{provider.url}/oauth2/end_session")
    provider.person("bongani", email="bongani@umoja.example")
    tab = open_tab(quiet=True)
    start(tab)
    tab.get_by_placeholder("sub").fill("bongani")
    tab.get_by_role("button", name="Authorize").click()
    tab.wait_for_url("**/o/umoja-foods/")
    tab.goto("/accounts/logout/")
    tab.get_by_role("button", name="Sign out", exact=True).last.click()
    tab.get_by_role("button", name="End session").click()
    expect(tab.get_by_text("You are signed out here and at Umoja Identity.")).to_be_visible()
    tab.goto("/profile/")
    tab.wait_for_url("**/accounts/login/**")


def test_saml_there_and_back(cast: Cast, open_tab: OpenTab, live_server: Any) -> None:
    own(cast.umoja, "umoja.example")
    idp = Idp(make_key())
    row = saml_row(cast.umoja, **described_by(saml_metadata.read(idp.metadata())))
    with tenant(cast.umoja):
        ours = f"{live_server.url}/accounts/saml/{selectors.id_of(row)}"
    idp.knows(requests.get(f"{ours}/metadata/", timeout=5).content)

    def its_page(route: Route) -> None:
        """The provider's page posts the answer across sites, where our session cookie does not travel."""
        answer = encoded(idp.signed(idp.response(route.request.url, {"mail": ["bongani@umoja.example"]})))
        form = f'<form method="post" action="{ours}/acs/"><input name="SAMLResponse" value="{answer}">'
        route.fulfill(
            content_type="text/html", body=f"<!doctype html><title>x</title>{form}<button>Go</button></form>"
        )

    tab = open_tab()
    tab.context.route("https://idp.umoja.example/**", its_page)
    start(tab)
    tab.get_by_role("button", name="Go").click()
    tab.wait_for_url("**/o/umoja-foods/")
    expect(tab.get_by_role("link", name="Notifications")).to_be_visible()
