"""The story of courses from end to end, on phones of 360 px: written, assigned, learned, certified, checked; then sold, marked, answered."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.utils import timezone
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from billing import tasks as money
from courses.models import MediaFile, Rendition, Submission
from courses.models.submissions import SETTLES_AFTER
from courses.services.handins import marking
from courses.tests import handing
from courses.tests.writing import publish
from synthai.core.tenancy import tenant
from synthai.core.testing import filming
from synthai.core.testing.cast import Cast
from synthai.core.testing.pdf import squeezed, text_of
from synthai.embedded.sandbox.payfast import PayFastSandbox
from tests.browser.courses_pages import address
from tests.browser.story import Workers, code_on, downloaded, fits
from tests.gateways.sandbox import running
from tests.selling import shop

TITLE = "Food safety for kitchens"
OpenTab = Callable[..., Tab]


@pytest.fixture
def workers(cast: Cast, settings: Any, live_server: Any, tmp_path: Path) -> Workers:
    """Workers, files in the test's own folder, and our address as papers and gateways are told it."""
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "default": files}
    settings.SITE_URL = live_server.url
    return Workers(cast)


def test_an_owner_writes_a_learner_passes_and_an_inspector_checks(
    cast: Cast, open_tab: OpenTab, workers: Workers
) -> None:
    owner = open_tab(cast.thandi, width=360)
    writes_the_quiz(owner)
    writes_the_course(owner, workers)
    course = publishes_and_assigns(owner)
    sees(owner, "Due")

    phone = open_tab(cast.bongani, width=360)
    begins(phone)
    phone.context.close()
    phone = open_tab(cast.bongani, width=360)  # another phone
    watches_the_smallest(cast, phone)
    fails_sees_why_and_passes(phone, workers)
    pdf = gets_the_certificate(phone, course)

    inspector = open_tab(width=360)
    inspector.goto(code_on(pdf))
    expect(inspector.get_by_role("heading", name="This certificate is valid")).to_be_visible()
    for said in (cast.bongani.user.name, TITLE, cast.umoja.name):
        expect(inspector.locator("main")).to_contain_text(said)
    assert fits(inspector)
    sees(owner, "Done")


def writes_the_quiz(tab: Tab) -> None:
    tab.goto(address("question-create"))
    expect(tab.locator(".bell-count")).to_be_hidden()  # nothing is unread
    tab.get_by_label("Question", exact=True).fill("How cold must a fridge be?")
    tab.get_by_label("Answers, one a line").fill("* 4 °C or colder\n- 10 °C # That is a warm fridge.")
    tab.get_by_label("Why it is so").fill("Between 5 °C and 60 °C bacteria grow fast.")
    tab.get_by_role("button", name="Save").click()
    expect(tab.get_by_role("heading", name="As learners see it")).to_be_visible()
    tab.goto(address("quiz-create"))
    tab.get_by_label("Title").fill("What you know")
    tab.get_by_label("When they see the right answers").select_option(label="After every attempt")
    tab.get_by_role("button", name="Save").click()
    tab.get_by_role("link", name=re.compile("^Add (questions|from)")).click()
    tab.get_by_label("Choose “How cold must a fridge be?”").check()
    tab.get_by_role("button", name="Add", exact=True).click()
    tab.get_by_role("button", name="Publish").click()
    expect(tab.get_by_role("button", name="Close")).to_be_visible()


def writes_the_course(tab: Tab, workers: Workers) -> None:
    tab.goto(address("write-list"))
    tab.get_by_role("link", name="New course").first.click()
    tab.get_by_label("Title").fill(TITLE)
    tab.get_by_role("button", name="Begin").click()
    tab.get_by_label("Title of a new chapter").fill("The kitchen")
    tab.get_by_role("button", name="Add chapter").click()
    expect(tab.get_by_role("heading", name="The kitchen")).to_be_visible()
    contents = tab.url.partition("#")[0]

    adds_lesson(tab, contents, "Clean hands", "Text")
    tab.locator(".block").get_by_role("textbox", name="Text").fill("Wash them for **twenty** seconds.")
    expect(tab.locator(".block")).to_contain_text("Saved at")

    adds_lesson(tab, contents, "See how", "Video", rule="A share of its video watched")
    film = filming.film(seconds=2, size="640x360")
    clip: Any = {"name": "hands.mp4", "mimeType": "video/mp4", "buffer": film}
    tab.locator(".block [type=file]").first.set_input_files(clip)
    tab.locator(".block").get_by_role("button", name="Upload").click()
    expect(tab.locator(".block")).to_contain_text("Smaller sizes are being made")
    workers.follow()
    expect(tab.get_by_role("list", name="Sizes")).to_contain_text("240p")

    adds_lesson(tab, contents, "Check yourself", "Quiz", rule="Its quiz passed")
    tab.locator(".block").get_by_role("combobox", name="Quiz").select_option(label="What you know")
    expect(tab.locator(".block")).to_contain_text("Saved at")


def adds_lesson(tab: Tab, contents: str, title: str, kind: str, *, rule: str = "") -> None:
    tab.goto(contents)
    tab.get_by_label("New lesson in “The kitchen”").fill(title)
    tab.get_by_role("button", name="Add lesson").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text(title)
    if rule:
        settings = tab.locator(".lesson-settings")
        settings.locator("summary").click()
        settings.get_by_label("It is done when").select_option(label=rule)
        settings.get_by_role("button", name="Save").click()
        expect(tab.locator(".lesson-settings summary")).to_contain_text(rule)
    tab.locator(".add-block").get_by_role("button", name=kind, exact=True).click()
    expect(tab.locator(".block")).to_have_count(1)
    assert fits(tab)


def publishes_and_assigns(tab: Tab) -> str:
    parts = tab.get_by_role("navigation", name="Parts of this course")
    parts.get_by_role("link", name="Certificate").click()
    tab.get_by_label("Who completes the course gets a certificate").check()
    tab.get_by_role("button", name="Save").click()
    parts.get_by_role("link", name="Publish").click()
    tab.locator("main").get_by_role("button", name="Publish").click()
    parts.get_by_role("link", name="People").click()
    form = tab.locator("details", has_text="Assign this course")
    form.get_by_label("Everybody with a role").check()
    form.get_by_role("combobox", name="Role").select_option(label="Member")
    form.get_by_label("Due on").fill(f"{timezone.localdate() + timedelta(days=9):%Y-%m-%d}")
    form.get_by_role("button", name="Assign", exact=True).click()
    expect(tab.locator("#in-course")).to_contain_text("Bongani Dlamini")
    return tab.url


def sees(tab: Tab, state: str) -> None:
    """The table of people by course says so."""
    tab.goto(address("people"))
    expect(tab.get_by_role("row", name="Bongani Dlamini").get_by_role("cell")).to_contain_text(state)
    assert fits(tab)


def begins(tab: Tab) -> None:
    tab.goto(address("mine"))
    tab.get_by_role("link", name=re.compile("Begin|Go on")).click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Clean hands")
    tab.get_by_role("button", name="Done, next lesson").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("See how")


def watches_the_smallest(cast: Cast, tab: Tab) -> None:
    loaded: list[str] = []
    tab.on("request", lambda request: loaded.append(request.url) if request.url.endswith("mp4") else None)
    tab.goto(address("mine"))
    tab.get_by_role("link", name="Go on").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("See how")
    chosen = tab.locator(".size-choice[aria-pressed=true]")
    expect(chosen).to_have_text(re.compile(r"240p\s+\d.*[KM]B"))
    assert loaded == [], "its size is told before any of it is loaded"
    assert fits(tab)
    with tab.expect_event("request", lambda request: request.url.endswith("/240p.mp4")):
        tab.locator("video").press("k")
    expect(tab.locator("video")).to_have_js_property("ended", value=True)
    with tenant(cast.umoja):
        assert Rendition.objects.get(label="240p").size < MediaFile.objects.get().size
    assert all(url.endswith("/240p.mp4") for url in loaded)
    with tab.expect_response(lambda reply: reply.url.endswith("/progress/") and reply.ok):
        tab.evaluate("dispatchEvent(new Event('pagehide'))")
    tab.get_by_role("button", name="Done, next lesson").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Check yourself")


def fails_sees_why_and_passes(tab: Tab, workers: Workers) -> None:
    tab.get_by_role("link", name="Take the quiz").click()
    tab.get_by_role("button", name="Begin").click()
    answers(tab, "10 °C")
    expect(tab.get_by_text("Not passed this time")).to_be_visible()
    expect(tab.get_by_text("That is a warm fridge.")).to_be_visible()
    expect(tab.get_by_text("Between 5 °C and 60 °C bacteria grow fast.")).to_be_visible()
    assert fits(tab)
    tab.get_by_role("button", name="Try again").click()
    answers(tab, "4 °C or colder")
    expect(tab.get_by_text("Passed", exact=True).first).to_be_visible()
    workers.follow()


def answers(tab: Tab, label: str) -> None:
    tab.get_by_label(label).check()
    tab.get_by_role("button", name="To the end").click()
    tab.get_by_role("button", name="Hand in").click()


def gets_the_certificate(tab: Tab, people: str) -> bytes:
    tab.goto(people.replace("/people/", "/"))
    expect(tab.get_by_text("You have done this course")).to_be_visible()
    tab.goto(address("certificate-list"))
    pdf = downloaded(tab, tab.get_by_role("link", name=re.compile("^Download")).click)
    assert squeezed(TITLE) in text_of(pdf)
    return pdf


@pytest.fixture
def payfast(settings: Any, cast: Cast, workers: Workers) -> Iterator[PayFastSandbox]:
    """PayFast on loopback, and the seller's account there."""
    shop.opens_shop(cast)
    played = PayFastSandbox()
    with running(played) as url:
        settings.PAYFAST = {
            **settings.PAYFAST,
            "host": f"{url}/payfast",
            "api": f"{url}/payfast/api",
            "is_test": True,
            "networks": ["127.0.0.0/8", "::1/128"],
        }
        yield played


def test_a_trainer_sells_marks_and_answers_what_a_stranger_bought(
    cast: Cast, open_tab: OpenTab, workers: Workers, payfast: PayFastSandbox, mailoutbox: list[EmailMessage]
) -> None:
    course = publish(
        cast.thandi, handing.written_course(cast.thandi, criteria=handing.RUBRIC, pass_points="5")
    )
    trainer = open_tab(cast.thandi, width=360)
    offers(trainer, course.public_id)

    phone = open_tab(width=360)
    buys(phone)
    pays(cast, phone, workers)
    has_the_invoice(phone)
    comes_in(phone, mailoutbox)
    hands_in_and_asks(phone)
    workers.follow()

    marks(cast, trainer, workers)
    answers_the_question(trainer)
    sees_both(phone)
    trainer.goto(address("sale-list"))
    expect(trainer.get_by_role("row", name="Lerato Dube")).to_contain_text("R 460.00")
    assert fits(trainer)


def offers(tab: Tab, course: str) -> None:
    tab.goto(address("offer", course))
    tab.get_by_label("Everybody: it stands in the catalogue").check()
    tab.get_by_label("Can be bought now").check()
    tab.get_by_label("Price", exact=True).fill("575")
    tab.get_by_role("button", name="Save").click()
    expect(tab.get_by_text("of the price is VAT")).to_contain_text("R 75.00")
    tab.goto(address("coupon-list"))
    tab.get_by_label("Code").fill("EARLY20")
    tab.get_by_label("Per cent off").fill("20")
    tab.get_by_role("button", name="Make it").click()
    expect(tab.get_by_role("row", name="EARLY20")).to_contain_text("20 %")


def buys(tab: Tab) -> None:
    tab.goto("/c/umoja-foods/courses/")
    tab.get_by_role("link", name="Food safety").click()
    tab.get_by_role("link", name="Buy this course").click()
    tab.get_by_label("Your name").fill("Lerato Dube")
    tab.get_by_label("E-mail address").fill("lerato@example.com")
    tab.get_by_label("Coupon").fill("early20")
    tab.get_by_role("button", name="What does the coupon do?").click()
    expect(tab.get_by_text("you pay R 460.00")).to_be_visible()
    tab.get_by_label("I agree to the terms").check()
    assert fits(tab)
    tab.get_by_role("button", name="Go on to pay").click()


def pays(cast: Cast, tab: Tab, workers: Workers) -> None:
    tab.get_by_role("button", name="PayFast").click()
    tab.wait_for_url("**/payfast/eng/pay/**")
    expect(tab.get_by_text("R 460.00")).to_be_visible()
    tab.get_by_role("button", name="Pay by card").click()
    tab.wait_for_url("**/c/orders/**")
    workers.do(lambda: money.sale_messages_handle(organisation_id=cast.umoja.pk))
    workers.follow()
    tab.reload()
    expect(tab.get_by_text("Paid. Open your mail to begin")).to_be_visible()


def has_the_invoice(tab: Tab) -> None:
    """20 % off R 575 is R 460, and 15/115 of that is R 60 VAT."""
    pdf = downloaded(tab, tab.get_by_role("link", name="UF-INV-000001").click)
    paper = text_of(pdf)
    for said in ("Tax invoice", "UF-INV-000001", "Umoja Foods (Pty) Ltd", "R 460.00", "R 60.00"):
        assert squeezed(said) in paper, said


def comes_in(tab: Tab, mailbox: list[EmailMessage]) -> None:
    """By the link that was mailed."""
    mailed = "".join(str(mail.body) for mail in mailbox if mail.to == ["lerato@example.com"])
    (link,) = re.findall(r"/c/claim/[\w-]+/", mailed)
    tab.goto(link)
    tab.get_by_label("Password").fill("a kettle of green soup")
    tab.get_by_role("button", name="Open the course").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Food safety")


def hands_in_and_asks(tab: Tab) -> None:
    tab.get_by_role("link", name="Begin").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Your cleaning plan")
    tab.get_by_role("link", name="Ask a question").click()
    tab.get_by_label("Your question").fill("May I clean with vinegar?")
    tab.get_by_role("button", name="Ask", exact=True).click()
    expect(tab.locator(".post")).to_contain_text("vinegar")
    tab.get_by_role("link", name="Your cleaning plan").click()
    tab.get_by_role("link", name="Do the assignment").click()
    tab.get_by_label("Your text").fill("We clean at six.")
    tab.get_by_role("button", name="Hand in").click()
    expect(tab.get_by_text("It waits to be marked")).to_be_visible()
    assert fits(tab)


def marks(cast: Cast, tab: Tab, workers: Workers) -> None:
    tab.goto(address("handin-list"))
    tab.get_by_role("button", name="Mark the next one").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Lerato Dube")
    for criterion in tab.locator("[data-criterion]").all():
        criterion.locator(".rubric-button").last.click()
    tab.get_by_label("A word about the whole").fill("Say who does it, too.")
    assert fits(tab)
    tab.get_by_role("button", name="Passed", exact=True).click()
    expect(tab.get_by_role("button", name="Undo")).to_be_visible()
    with tenant(cast.umoja):
        row = Submission.objects.get()

    def settle() -> None:
        with tenant(cast.umoja):
            marking.settle(row.pk, now=timezone.now() + SETTLES_AFTER)

    workers.do(settle)
    workers.follow()


def answers_the_question(tab: Tab) -> None:
    tab.goto(address("post-unanswered"))
    tab.get_by_role("link", name="May I clean with vinegar?").click()
    tab.locator(".answer-form summary").click()
    tab.get_by_label("Your answer").fill("Not on the board: use hot water and soap.")
    tab.get_by_role("button", name="Send the answer").click()
    expect(tab.locator(".answers")).to_contain_text("hot water")
    assert fits(tab)


def sees_both(tab: Tab) -> None:
    tab.reload()
    expect(tab.locator("#standing")).to_contain_text("8.25")
    expect(tab.locator("main")).to_contain_text("Say who does it, too.")
    tab.get_by_role("link", name="Back to the lesson").click()
    tab.get_by_role("link", name="May I clean with vinegar?").click()
    expect(tab.locator(".answers")).to_contain_text("hot water")
    expect(tab.locator(".answers")).to_contain_text("Trainer")
