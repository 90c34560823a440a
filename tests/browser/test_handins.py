"""What only a browser shows of assignments: a phone hands in, the trainer's page fills by itself, keys mark, the phone sees it."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page as Tab
from playwright.sync_api import Route, expect

from courses import tasks
from courses.models import Submission
from courses.models.submissions import SETTLES_AFTER
from courses.services.handins import marking
from courses.tests.handing import RUBRIC, assigned
from courses.tests.writing import png
from synthai.core.media import stages
from synthai.core.models import OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from synthai.core.testing.sockets import running_sockets
from tests.browser.handin_pages import address, at


@pytest.fixture
def sockets(settings: Any, tmp_path: Any) -> Iterator[str]:
    """The real WebSocket process, where the pages expect it; files lie in the test's own folder."""
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "default": files}
    with running_sockets() as url:
        policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
        settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {**policy, "connect-src": ["'self'", url]}}
        settings.WEBSOCKET_URL = url
        yield url


def relayed(cast: Cast, event: str) -> None:
    """What a worker does with the newest fact of a kind."""
    with tenant(cast.umoja):
        row = OutboxEvent.objects.filter(name=f"courses.{event}").order_by("-pk")[0]

    def work() -> None:
        try:
            tasks.live_tell(organisation_id=cast.umoja.pk, payload=row.payload)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as worker:  # the browser's loop runs in this thread
        worker.submit(work).result(timeout=30)


def test_a_phone_hands_in_and_both_pages_follow_by_themselves(
    cast: Cast, sockets: str, open_tab: Callable[..., Tab]
) -> None:
    _, place = assigned(cast.thandi, cast.bongani, criteria=RUBRIC, pass_points="5")
    desk, phone = open_tab(cast.thandi), open_tab(cast.bongani, width=360)
    heard: list[Any] = []  # the first frame may come before anybody could wait for it

    def keep(frame: Any) -> None:  # Playwright writes on its handlers, so no built-in method
        heard.append(frame)

    desk.on("websocket", lambda line: line.on("framereceived", keep))
    desk.goto(address("handin-list"))
    for _ in range(300):
        if heard:  # it listens to the queue
            break
        desk.wait_for_timeout(100)
    assert heard
    expect(desk.get_by_text("No assignment waits")).to_be_visible()
    with phone.expect_websocket(timeout=30_000):
        phone.goto(at(place))
    photo: Any = {"name": "wall.png", "mimeType": "image/png", "buffer": png(300, 200).read()}
    phone.get_by_label("Add files").set_input_files(photo)
    phone.get_by_role("button", name="Upload").click()
    expect(phone.get_by_role("link", name="wall.webp")).to_be_visible()
    phone.get_by_label("Your text").fill("We clean at six.")
    expect(phone.locator("#saved")).to_contain_text("Saved at")
    phone.get_by_role("button", name="Hand in").dblclick()
    expect(phone.get_by_text("It waits to be marked")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    relayed(cast, "SubmissionHandedIn")
    expect(desk.get_by_role("link", name="Bongani Dlamini")).to_be_visible()

    desk.get_by_role("button", name="Mark the next one").click()
    expect(desk.get_by_role("group", name="Surfaces are cleaned")).to_be_visible()
    desk.wait_for_load_state("load")  # keys are heard from then on
    for criterion, key in (("Surfaces are cleaned", "3"), ("Raw and cooked are apart", "2")):
        desk.get_by_role("group", name=criterion).get_by_role("radio").first.focus()
        desk.keyboard.press(key)
    expect(desk.locator("[data-sum]")).to_have_text("8.25")
    desk.get_by_role("button", name="Passed", exact=True).click()
    expect(desk.get_by_role("button", name="Undo")).to_be_visible()
    with tenant(cast.umoja):
        row = Submission.objects.get()
        marking.settle(row.pk, now=timezone.now() + SETTLES_AFTER)
    relayed(cast, "SubmissionMarked")
    expect(phone.locator("#standing").get_by_text("Passed")).to_be_visible()
    expect(phone.locator("#standing")).to_contain_text("8.25")


def test_a_large_photo_goes_up_over_a_line_that_breaks(
    cast: Cast, sockets: str, open_tab: Callable[..., Tab], tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stages, "PIECE", 8_000)
    first, second = tmp_path / "wall.png", tmp_path / "board.png"
    Image.effect_noise((160, 120), 90).save(first)
    Image.effect_noise((40, 30), 90).save(second)
    assert first.stat().st_size > 16_000
    _, place = assigned(cast.thandi, cast.bongani)
    phone = open_tab(cast.bongani, width=360, quiet=True)
    phone.goto(at(place))
    sent: list[str] = []

    def piece(route: Route) -> None:
        sent.append(str(route.request.header_value("upload-offset")))
        if len(sent) == 2:
            route.abort("connectionfailed")
        else:
            route.continue_()

    phone.route(
        "**/uploads/*/", lambda route: piece(route) if route.request.method == "PUT" else route.continue_()
    )
    phone.locator("#file-input").set_input_files([first, second])
    phone.get_by_role("button", name="Upload", exact=True).click()
    expect(phone.locator("#files")).to_contain_text("board.webp", timeout=20_000)
    expect(phone.locator("#files")).to_contain_text("wall.webp")
    assert sent[:3] == ["0", "8000", "8000"], "it went on where it stopped"
