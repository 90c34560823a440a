"""The inbox on two devices of one person: what is new comes by itself, what is done on one is done on the other."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from notifications.kinds import find
from notifications.models import EscalationStep, Notification
from notifications.services import escalating, inbox, links
from synthai.core.testing.cast import Cast
from synthai.core.testing.sockets import running_sockets

OpenTab = Callable[..., Tab]


@pytest.fixture
def sockets(settings: Any) -> Iterator[str]:
    """The real WebSocket process, where the pages expect it."""
    with running_sockets() as url:
        policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
        settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {**policy, "connect-src": ["'self'", url]}}
        settings.WEBSOCKET_URL = url
        yield url


def tell(cast: Cast, key: str, thread: str = "") -> None:
    inbox.notify(
        "pricing.run",
        [cast.thandi.user.pk],
        title=f"News {key}",
        body="Look at it.",
        key=key,
        thread=thread,
        organisation_id=cast.umoja.pk,
    )


def tell_elsewhere(cast: Cast, key: str) -> None:
    """In a thread: in this one Playwright's loop runs, and nothing could be pushed."""

    def work() -> None:
        tell(cast, key)
        connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    worker.join(20)


def titles(tab: Tab) -> Any:
    return tab.locator("[data-thread-title]")


def test_two_devices_stay_alike(cast: Cast, sockets: str, open_tab: OpenTab) -> None:
    for number in range(12):
        tell(cast, f"{number}")
    phone, laptop = open_tab(cast.thandi, width=360), open_tab(cast.thandi, reduced_motion="reduce")
    for tab in (phone, laptop):
        with tab.expect_websocket(timeout=30_000):
            tab.goto("/notifications/")
        expect(tab).to_have_title("(12) Notifications · SynthAI")
    beside = laptop.context.new_page()
    beside.goto("/notifications/choices/")
    expect(beside).to_have_title("(12) What reaches you · SynthAI")
    held = laptop.get_by_role("button", name="News 3")
    held.focus()
    laptop.wait_for_timeout(300)
    place = held.evaluate("element => element.getBoundingClientRect().top")
    assert laptop.evaluate("scrollY") > 0
    tell_elsewhere(cast, "fresh")
    for tab in (phone, laptop):
        expect(titles(tab).first).to_contain_text("News fresh")
    expect(laptop).to_have_title("(13) Notifications · SynthAI")
    expect(beside).to_have_title("(13) What reaches you · SynthAI")
    expect(held).to_be_focused()
    assert abs(held.evaluate("element => element.getBoundingClientRect().top") - place) < 2, "nothing jumped"
    laptop.keyboard.press("e")
    expect(laptop.get_by_text("1 notification archived.")).to_be_visible()
    for tab in (phone, laptop):
        expect(titles(tab).filter(has_text="News 3")).to_have_count(0)
    expect(laptop.get_by_role("button", name="News 2")).to_be_focused()
    laptop.get_by_role("button", name="Undo").click()
    for tab in (phone, laptop):
        expect(titles(tab).nth(9)).to_contain_text("News 3")
        expect(tab).to_have_title("(13) Notifications · SynthAI")
    phone.get_by_role("button", name="Mark all as read").click()
    expect(laptop).to_have_title("Notifications · SynthAI")
    expect(laptop.locator(".notification.is-unread")).to_have_count(0)


def test_where_sockets_are_blocked_it_asks_and_pays_for_news_only(cast: Cast, open_tab: OpenTab) -> None:
    tell(cast, "old")
    tab = open_tab(cast.thandi, quiet=True)
    tab.route_web_socket("**/ws/", lambda socket: socket.close())
    answers: list[tuple[str, int]] = []
    tab.on("response", lambda each: answers.append((each.url.partition("/notifications/")[2], each.status)))
    tab.clock.install()
    tab.goto("/notifications/")
    expect(titles(tab)).to_have_count(1)

    def poll(name: str) -> int:
        answers.clear()
        tab.clock.run_for(16_000)
        for _ in range(100):
            found = [status for address, status in answers if address.startswith(name)]
            if found:
                return found[0]
            tab.wait_for_timeout(50)
        return 0

    assert [poll("changes/"), poll("bell/")] == [200, 200]
    Notification.objects.update(read_at=timezone.now())
    tell(cast, "new")
    assert poll("changes/") == 200
    expect(titles(tab).first).to_contain_text("News new")
    expect(tab.locator(".notification.is-unread")).to_have_count(1)


def test_forms_behind_links_of_messages_work_without_sign_in(cast: Cast, open_tab: OpenTab) -> None:
    """A browser says where a form comes from; a page that keeps that secret could not post."""
    tab = open_tab(width=360)
    tab.goto(links.choices_path(cast.thandi.user.pk))
    tab.get_by_label("E-mail").nth(1).select_option("weekly")
    tab.get_by_role("button", name="Save").click()
    expect(tab.get_by_text("Your choices were saved.")).to_be_visible()
    tab.goto(links.stop_path(cast.thandi.user.pk, "prices"))
    tab.get_by_role("button", name="Stop these mails").click()
    expect(tab.get_by_role("heading", name="These mails have stopped")).to_be_visible()
    key = "held"
    escalating.tell(
        "billing.plan_held",
        values=find("billing.plan_held").example,
        key=key,
        now=timezone.now(),
        organisation_id=cast.umoja.pk,
    )
    tab.goto(links.taken_path(EscalationStep.objects.filter(escalation__key=key).order_by("number")[0]))
    tab.get_by_role("button", name="I have it").click()
    expect(tab.get_by_text("has it")).to_be_visible()
