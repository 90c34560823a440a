"""A quiz against the clock, in two tabs, closed and opened again: the server decides."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from courses.models import Attempt, AttemptQuestion
from courses.services.quizzes import attempts
from courses.tests import quizzing
from courses.tests.quizzing import FRIDGE, WHO
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, Person

YESTERDAY = """(() => {
    const now = Date.now.bind(Date), day = 24 * 3600 * 1000, Real = Date;
    Date.now = () => now() - day;
    globalThis.Date = new Proxy(Real, {
        construct: (real, given) => given.length ? new real(...given) : new real(now() - day),
    });
})()"""
OpenTab = Callable[..., Tab]


def _attempt(cast: Cast) -> str:
    with tenant(cast.umoja):
        made = quizzing.quiz(cast.thandi.actor, FRIDGE, WHO, minutes=20, shuffles_options=False)
        attempt = attempts.start(made.pk, by=cast.bongani.actor, now=timezone.now())
    return f"/o/umoja-foods/courses/attempts/{attempt.public_id}/"


def _row(cast: Cast, position: int) -> AttemptQuestion:
    with tenant(cast.umoja):
        return AttemptQuestion.objects.get(position=position)


def _ends(cast: Cast, *, seconds: int) -> None:
    with tenant(cast.umoja):
        Attempt.objects.update(ends_at=timezone.now() + timedelta(seconds=seconds))


def _post(tab: Tab, path: str, fields: dict[str, str]) -> dict[str, Any]:
    """As a script of the page would: the answer of the server, and where it led."""
    script = """async ([path, fields]) => {
        const body = new FormData(document.querySelector("form[hx-post]"));
        body.delete("chosen");
        Object.entries(fields).forEach(([name, value]) => body.set(name, value));
        const reply = await fetch(path, {method: "POST", body});
        return {status: reply.status, url: reply.url, text: await reply.text()};
    }"""
    found: dict[str, Any] = tab.evaluate(script, [path, fields])
    return found


def test_two_tabs_a_closed_one_and_an_answer_sent_twice(
    cast: Cast, open_tab: OpenTab, person: Callable[[str], Person]
) -> None:
    path = _attempt(cast)
    first = open_tab(person("bongani"))
    first.goto(f"{path}1/")
    second = first.context.new_page()
    second.goto(f"{path}1/")
    first.get_by_label("4 °C or colder").check()
    expect(first.locator("#saved")).to_contain_text("Saved")
    second.get_by_label("20 °C").check()
    expect(second.locator("#saved")).to_contain_text("another tab")
    assert _row(cast, 1).revision == 1, "the tab that had not seen it changes nothing"

    second.reload()
    expect(second.get_by_label("4 °C or colder")).to_be_checked()
    second.get_by_label("10 °C").check()
    expect(second.locator("#saved")).to_contain_text("Saved")
    first.close()
    second.close()
    again = open_tab(person("bongani"))
    again.goto(f"{path}1/")
    expect(again.get_by_label("10 °C")).to_be_checked()

    for _ in range(2):
        assert _post(again, f"{path}1/", {"chosen": "1", "to": "2"})["status"] == 200
    row = _row(cast, 1)
    assert (row.revision, row.response["keys"]) == (3, ["1"]), "sent twice, kept once"


def test_a_clock_set_back_gains_nothing(
    cast: Cast, open_tab: OpenTab, person: Callable[[str], Person]
) -> None:
    path = _attempt(cast)
    tab = open_tab(person("bongani"))
    tab.add_init_script(YESTERDAY)
    _ends(cast, seconds=4)
    tab.goto(f"{path}2/")
    assert tab.evaluate("new Date().getTime() < performance.timeOrigin - 3600 * 1000")
    expect(tab.locator("[data-countdown-left]")).to_have_text("0:02")
    tab.get_by_role("textbox").fill("Municipality")
    tab.wait_for_url(f"**{path}")  # handed in by itself, with what stood on the page
    expect(tab.locator("main")).to_contain_text("1 of 2")
    assert _row(cast, 2).response["text"] == "Municipality"

    path = _attempt_again(cast)
    tab.goto(f"{path}1/")
    _ends(cast, seconds=-60)
    late = _post(tab, f"{path}1/", {"chosen": "1", "to": "2"})
    assert "This attempt is over, so the answer was not taken." in late["text"]
    with tenant(cast.umoja):
        newest = AttemptQuestion.objects.filter(attempt__number=2, position=1).get()
    assert newest.revision == 0


def _attempt_again(cast: Cast) -> str:
    with tenant(cast.umoja):
        quiz_id = Attempt.objects.get().quiz_id
        attempt = attempts.start(quiz_id, by=cast.bongani.actor, now=timezone.now())
    return f"/o/umoja-foods/courses/attempts/{attempt.public_id}/"
