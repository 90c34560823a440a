"""What only a browser shows: writing saves itself, lessons are dragged, and time in a lesson is told."""

import re
from collections.abc import Callable

from django.utils import timezone
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from courses.models import Block, Lesson, LessonProgress
from courses.services import enrolments
from courses.tests.writing import keys_of, publish, write_course
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from tests.browser.courses_pages import address


def test_a_lesson_is_written_and_put_in_order_without_a_save_button(
    cast: Cast, open_tab: Callable[..., Tab]
) -> None:
    course = write_course(cast.thandi)
    with tenant(cast.umoja):
        lesson, block = Lesson.objects.get(title="Lesson 1.1"), Block.objects.order_by("pk")[0]
    tab = open_tab(cast.thandi, width=360)
    tab.goto(address("write-lesson", course.public_id, lesson.public_id))
    text = tab.locator(f'[id="{block.public_id}-text"]')  # an id may begin with a digit
    for words in ("Switch the lights on.", "Switch the lights on, then the till."):
        text.fill(words)
        expect(tab.locator(f"#saved-{block.public_id}")).to_contain_text("Saved at")
        expect(tab.locator(f"#saved-{block.public_id}")).not_to_contain_text("changed")
        tab.wait_for_timeout(1100)
    tab.reload()
    expect(text).to_have_value("Switch the lights on, then the till.")

    tab.goto(address("write-contents", course.public_id))
    handle = tab.locator(f"#lesson-{lesson.public_id} [data-sort-handle]")
    target = tab.locator(".outline-lesson", has_text="Lesson 2.2")
    handle.scroll_into_view_if_needed()
    start = handle.bounding_box()
    assert start is not None
    tab.set_viewport_size({"width": 360, "height": 2000})
    start, end = handle.bounding_box(), target.bounding_box()
    assert start is not None
    assert end is not None
    tab.mouse.move(start["x"] + 8, start["y"] + 8)
    tab.mouse.down()
    tab.mouse.move(end["x"] + 20, end["y"] + 4, steps=8)
    with tab.expect_response(re.compile("/move/$")):
        tab.mouse.up()
    tab.reload()
    titles = tab.locator(".outline-title").all_inner_texts()
    assert titles == ["Lesson 1.2", "Lesson 2.1", "Lesson 1.1", "Lesson 2.2"]


def test_time_in_a_lesson_is_told_and_the_phone_goes_on_there(
    cast: Cast, open_tab: Callable[..., Tab]
) -> None:
    course = publish(cast.thandi, write_course(cast.thandi))
    second = keys_of(course)[1]
    with tenant(cast.umoja):
        enrolments.start(course.pk, by=cast.bongani.actor, now=timezone.now())
    tab = open_tab(cast.bongani)
    tab.goto(address("lesson", course.public_id, second))
    tab.wait_for_timeout(2200)
    tab.goto(address("mine"))
    for _ in range(50):  # it is sent while the page goes, so nothing tells when it has come
        with tenant(cast.umoja):
            spent = LessonProgress.objects.get().seconds
        if spent >= 2:
            break
        tab.wait_for_timeout(100)
    assert spent >= 2
    phone = open_tab(cast.bongani, width=360)
    phone.goto(address("mine"))
    phone.get_by_role("link", name="Go on").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Lesson 1.2")
    phone.get_by_role("button", name="Done, next lesson").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Lesson 2.1")
