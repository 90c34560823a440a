"""What only a browser shows: a film goes up over a line that breaks, plays in the size that fits, and goes on where it stopped."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from playwright.sync_api import Page as Tab
from playwright.sync_api import Route, expect

from courses.models import Block, LessonProgress, MediaFile, Watching
from courses.services import blocks, enrolments, films, progress
from courses.services.happenings import Happened
from courses.tests.writing import publish, write_course
from synthai.core.media import stages
from synthai.core.tenancy import tenant
from synthai.core.testing import filming
from synthai.core.testing.cast import Cast
from tests.browser.courses_pages import address
from tests.browser.media_pages import film_course


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, settings: Any) -> None:
    storage = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path)},
    }
    settings.STORAGES = {**settings.STORAGES, "default": storage}


def until(tab: Tab, truth: str) -> None:
    """The page's policy lets no waiting function in, so it is asked again and again."""
    for _ in range(200):
        if tab.evaluate(truth):
            return
        tab.wait_for_timeout(50)
    raise AssertionError(truth)


def empty_block(cast: Cast) -> Block:
    write_course(cast.thandi, chapters=1, lessons=1)
    with tenant(cast.umoja):
        first = Block.objects.select_related("lesson__course").order_by("pk")[0]
        return blocks.add(first.lesson, kind="video", by=cast.thandi.actor, now=timezone.now())


def test_a_film_goes_up_over_a_line_that_breaks_is_paused_and_goes_on(
    cast: Cast, open_tab: Callable[..., Tab], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stages, "PIECE", 8_000)
    content = filming.film(seconds=3, size="640x360")
    film = tmp_path / "hands.mp4"
    film.write_bytes(content)
    block = empty_block(cast)
    tab = open_tab(cast.thandi, width=360, quiet=True)
    place = address("write-lesson", block.lesson.course.public_id, block.lesson.public_id)
    tab.goto(place)
    sent: list[str] = []

    def piece(route: Route) -> None:
        sent.append(str(route.request.header_value("upload-offset")))
        if len(sent) in {2, 5}:
            route.abort("connectionfailed")
        elif len(sent) == 3:
            tab.get_by_role("button", name="Pause").click(no_wait_after=True)
            route.abort("connectionfailed")
        else:
            route.continue_()

    tab.route(
        "**/uploads/*/", lambda route: piece(route) if route.request.method == "PUT" else route.continue_()
    )
    box = tab.locator(f"#block-{block.public_id}")
    box.locator("[data-upload] [type=file]").set_input_files(film)
    box.get_by_role("button", name="Upload").click()
    expect(box.get_by_text("Paused.")).to_be_visible()
    assert not box.get_by_role("button", name="Pause").is_visible()
    tab.reload()  # another day: the browser remembers, and asks for the same file
    expect(box.get_by_text("Choose the same file")).to_contain_text("hands.mp4")
    box.locator("[data-upload] [type=file]").set_input_files(film)
    box.get_by_role("button", name="Upload").click()
    expect(box.get_by_text("Smaller sizes are being made")).to_be_visible()
    assert sent[:4] == ["0", "8000", "8000", "8000"]
    with tenant(cast.umoja):
        row = MediaFile.objects.get()
        assert Path(default_storage.path(row.path)).read_bytes() == content
        films.render(row.pk)
    expect(box.get_by_role("list", name="Sizes")).to_contain_text("360p")

    wrong = tmp_path / "logo.mp4"
    wrong.write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")
    box.locator("[data-upload] [type=file]").set_input_files(wrong)
    box.get_by_role("button", name="Replace").click()
    expect(box.get_by_text("This is an SVG drawing.")).to_be_visible()


def test_a_film_plays_in_the_size_that_fits_and_goes_on_at_97_per_cent(
    cast: Cast, open_tab: Callable[..., Tab]
) -> None:
    course, block = film_course(cast, share=99)
    course = publish(cast.thandi, course)
    key = block.lesson.public_id
    with tenant(cast.umoja):
        mine = enrolments.start(course.pk, by=cast.bongani.actor, now=timezone.now())
        told: dict[str, Any] = {"enrolment": mine.public_id, "lesson": key, "block": block.public_id}
        seen = Happened(**told, kind="video", start=0, end=38.8)
        progress.take([seen], by=cast.bongani.actor, now=timezone.now())
        assert LessonProgress.objects.get().done_at is None
    tab = open_tab(cast.bongani, width=360)
    loaded: list[str] = []
    tab.on("request", lambda request: loaded.append(request.url) if "/media/" in request.url else None)
    tab.goto(address("lesson", course.public_id, key))
    expect(tab.get_by_role("button", name="240p")).to_have_attribute("aria-pressed", "true")
    tab.wait_for_timeout(300)
    assert not [url for url in loaded if url.endswith((".mp4", ".m4a"))], (
        "nothing is loaded before one plays it"
    )

    plays_to_its_end(cast, tab)
    reads_along(tab)
    for _ in range(50):
        with tenant(cast.umoja):
            if Watching.objects.filter(variant="360p").exists():
                break
        tab.wait_for_timeout(100)
    phone = open_tab(cast.bongani, width=360, extra_http_headers={"Save-Data": "on"})
    phone.goto(address("lesson", course.public_id, key))
    expect(phone.get_by_role("button", name="360p")).to_have_attribute("aria-pressed", "true")


def plays_to_its_end(cast: Cast, tab: Tab) -> None:
    tab.locator("video").focus()
    tab.keyboard.press("k")
    until(tab, "document.querySelector('video').currentTime >= 38.7")
    until(tab, "document.querySelector('video').ended")
    for _ in range(60):
        with tenant(cast.umoja):
            if LessonProgress.objects.get().done_at is not None:
                break
        tab.evaluate("dispatchEvent(new Event('pagehide'))")
        tab.wait_for_timeout(100)
    with tenant(cast.umoja):
        assert LessonProgress.objects.get().done_at is not None


def reads_along(tab: Tab) -> None:
    tab.get_by_text("Read along").click()
    tab.get_by_label("Find in what is said").fill("apron")
    expect(tab.locator(".transcript li:visible")).to_have_count(1)
    tab.keyboard.press("Enter")
    until(tab, "Math.abs(document.querySelector('video').currentTime - 24) < 3")
    expect(tab.locator(".transcript [aria-current]")).to_contain_text("apron")
    tab.get_by_role("button", name="360p").click()
    until(tab, "document.querySelector('video').src.endsWith('360p.mp4')")
    until(tab, "document.querySelector('video').currentTime > 23")
    tab.locator("video").focus()
    tab.keyboard.press(">")
    assert tab.evaluate("document.querySelector('video').playbackRate") == 1.25
