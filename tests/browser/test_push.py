"""Push in a real Chromium: turned on by a press, subscribed at a push service on loopback, told by our pipeline, decrypted by the
browser, shown by our service worker, led to its page, renewed, and ended by signing out."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Worker, expect
from playwright.sync_api import Page as Tab

from notifications.channels import registry
from notifications.channels.protocol import Channel
from notifications.channels.web_push import vapid
from notifications.models import Address, Delivery
from notifications.services import delivering, inbox
from synthai.core.testing.cast import Cast
from synthai.embedded.sandbox import messages_webpush as played
from tests.browser import push_service
from tests.browser.conftest import ARGUMENTS, NAMES, PATIENCE, chromium_path, listen, sign_in
from tests.browser.push_service import PushService
from tests.gateways.sandbox import running

OpenTab = Callable[..., Tab]
PAGE = "/notifications/addresses/"
TURN_ON = "Turn on in this browser"
SHOWN = "async () => (await (await navigator.serviceWorker.ready).getNotifications()).map(each => [each.title, each.body, each.tag, each.data.url])"


@pytest.fixture
def web_push() -> vapid.WebPush:
    """Our side, with a key of its own; the folder's fixture puts the settings back."""
    hosts = ["jmt17.google.com", "127.0.0.1"]
    made = vapid.from_settings(
        {"private_key": vapid.new_private_key(), "subject": "mailto:x@example.com", "hosts": hosts}
    )
    assert made is not None
    ours: Any = {Channel.WEB_PUSH: [made]}
    registry.use(ours)
    return made


@pytest.fixture
def service(tmp_path: Path) -> Iterator[PushService]:
    with push_service.running(tmp_path) as made:
        yield made


@pytest.fixture
def profile(
    browser: Browser, service: PushService, live_server: Any, tmp_path: Path
) -> Iterator[BrowserContext]:
    """A Chromium with a profile on disk: windows without one cannot subscribe. Notices are allowed."""
    context = browser.browser_type.launch_persistent_context(
        tmp_path / "profile",
        executable_path=chromium_path(*NAMES),  # the shell shows no notices
        args=[*(each for each in ARGUMENTS if "networking" not in each), *service.switches],
        ignore_default_args=["--disable-background-networking"],
        base_url=live_server.url,
        permissions=["notifications"],
    )
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


def turned_on(profile: BrowserContext, cast: Cast, url: str) -> tuple[Tab, Worker]:
    sign_in(profile, cast.thandi, url)
    tab = profile.new_page()
    tab.goto(PAGE)
    with profile.expect_event("serviceworker") as worker:
        tab.get_by_role("button", name=TURN_ON).click()
    expect(tab.get_by_text("This browser shows what cannot wait")).to_be_visible()
    expect(tab.get_by_text("This one")).to_be_visible()
    return tab, worker.value


def test_from_the_press_to_the_notice_and_its_page(
    cast: Cast,
    profile: BrowserContext,
    service: PushService,
    web_push: vapid.WebPush,
    live_server: Any,
    settings: Any,
) -> None:
    settings.SITE_URL = live_server.url
    complaints: list[str] = []
    tab, worker = turned_on(profile, cast, live_server.url)
    listen(tab, complaints)
    row = Address.objects.get()
    assert (row.user, row.channel, row.label) == (cast.thandi.user, "web_push", "Chrome on Linux")
    subscription = json.loads(row.value)
    assert web_push.application_server_key in {form["sender"] for form in service.registrations}
    carried = played.PushService()  # checks what goes out by HTTP (RFC 8030, 8291, 8292)
    at = carried.browser(site=web_push.application_server_key)
    with running(carried) as root:
        subscription["endpoint"] = f"{root}/webpush/push/{at.id}"
        Address.objects.update(value=json.dumps(subscription))
        tell(cast)
    url = f"{live_server.url}/notifications/?show=unread"
    shown: list[list[str]] = []
    for look in range(
        60
    ):  # a line to the service that is not up yet loses what is sent down it, as a phone in a lift does
        if look % 12 == 0 and not shown:
            service.push(carried.records[0])
        shown = shown or tab.evaluate(SHOWN)
        tab.wait_for_timeout(0 if shown else 250)
    assert shown == [["Ḓuvha: 14 left", "That lasts 2 days.", "low-stock", url]]
    # A press cannot be made from outside; what follows it can. (Focus and new windows need the press itself.)
    worker.evaluate("url => show(url)", url)
    tab.wait_for_url(url)
    # What a browser does by itself once in a while, without anybody signed in.
    profile.clear_cookies()
    worker.evaluate("() => renew({})")
    renewed = Address.objects.get()
    assert "jmt17.google.com" in renewed.value, "where the browser says it is reached now"
    assert renewed.public_id == row.public_id
    assert complaints == []


def tell(cast: Cast) -> None:
    """Through the pipeline, to the page that the notice leads to."""
    inbox.notify(
        "pricing.stock",
        [cast.thandi.user.pk],
        title="Ḓuvha: 14 left",
        body="That lasts 2 days.",
        url="/notifications/?show=unread",
        key="push",
        thread="low-stock",
    )
    row = Delivery.objects.get(channel="web_push")
    delivering.deliver(row.pk, now=timezone.now())
    row.refresh_from_db()
    assert row.state == "sent", row.answer


@pytest.mark.usefixtures("web_push")
def test_says_what_is_in_the_way_and_asks_nothing_before_a_press(cast: Cast, open_tab: OpenTab) -> None:
    tab = open_tab(cast.thandi, width=360)
    tab.add_init_script(  # nobody was asked yet: the browser of most tests refuses all notices from the start
        "Object.defineProperty(Notification, 'permission', { get: () => 'default', configurable: true })"
    )
    tab.add_init_script(
        "Notification.requestPermission = () => { window.asked = true; return Promise.resolve('denied'); }"
    )
    tab.goto(PAGE)
    expect(tab.get_by_role("button", name=TURN_ON)).to_be_visible()
    assert tab.evaluate("window.asked") is None
    tab.get_by_role("button", name=TURN_ON).click()
    assert tab.evaluate("window.asked") is True
    expect(tab.get_by_role("button", name=TURN_ON)).to_be_enabled()
    assert not Address.objects.exists()
    tab.add_init_script("Object.defineProperty(Notification, 'permission', { get: () => 'denied' })")
    tab.reload()
    expect(tab.get_by_text("You forbade notices from us")).to_be_visible()
    tab.add_init_script("delete window.PushManager")
    tab.reload()
    expect(tab.get_by_text("This browser cannot show notices")).to_be_visible()
    expect(tab.get_by_role("button", name=TURN_ON)).to_be_hidden()
