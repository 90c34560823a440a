"""What only a browser shows: a note saves itself while one types, and the matrix's button reminds a person on a phone."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from courses.models import Enrolment, Note, Reminder
from courses.tests.writing import enrol, keys_of, published_course
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from tests.browser.courses_pages import address


def test_a_note_saves_itself_again_and_again(cast: Cast, open_tab: Callable[..., Tab]) -> None:
    course = published_course(cast.thandi)
    enrol(cast.bongani, course)
    tab = open_tab(cast.bongani, width=360)
    tab.goto(address("lesson", course.public_id, keys_of(course)[0]))
    text, saved = tab.locator("#note-text"), tab.locator("#note-saved")
    for words in ("Count twice.", "Count twice, then sign."):
        text.fill(words)
        with tab.expect_response(lambda reply: reply.url.endswith("/note/")):
            pass
        expect(saved).to_contain_text("Saved at")
    tab.reload()
    expect(text).to_have_value("Count twice, then sign.")
    with tenant(cast.umoja):
        assert Note.objects.get().version == 2


def test_a_manager_reminds_somebody_from_the_table(cast: Cast, open_tab: Callable[..., Tab]) -> None:
    enrol(cast.bongani, published_course(cast.thandi))
    with tenant(cast.umoja):
        Enrolment.objects.update(due_on=timezone.localdate() - timedelta(days=2))
    tab = open_tab(cast.thandi, width=360)
    tab.goto(address("people"))
    tab.get_by_role("button", name="Remind Bongani Dlamini of “Till basics”").click()
    expect(tab.get_by_text("Bongani Dlamini is reminded.")).to_be_visible()
    with tenant(cast.umoja):
        assert Reminder.objects.get().kind == "by_hand"
