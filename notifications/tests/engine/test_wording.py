"""The language of sentences: values and nothing else. And which language stands in for which."""

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.branding import Look
from notifications.engine import colours, locales, wording


def test_a_name_becomes_its_value_and_a_percent_stays_one() -> None:
    values = {"left": "4", "product": "Brown bread"}
    assert (
        wording.fill("%(product)s: %(left)s left, 15% off, 100%%", values)
        == "Brown bread: 4 left, 15% off, 100%"
    )
    assert wording.variables("%(a)s %(b)s %(a)s %%(c)s") == ("a", "b")


def test_a_value_is_never_read_again_and_html_is_escaped() -> None:
    values = {"a": "%(b)s <b>", "b": "secret"}
    assert wording.fill("%(a)s", values) == "%(b)s <b>"
    assert wording.fill("<p>%(a)s</p>", values, escape=escape) == "<p>%(b)s &lt;b&gt;</p>"


@pytest.mark.parametrize(
    "text",
    [
        "%(a.b)s",
        "%(a)d",
        "%(a)999999999s",
        "%(a",
        "%s",
        "{{ a.password }}",
        "{% load x %}",
        "%(A)s",
        "%(a[0])s",
    ],
)
def test_what_reaches_further_is_no_variable(text: str) -> None:
    assert wording.broken_marks(text)
    assert wording.variables(text) == ()
    assert len(wording.fill(text, {"a": "x"})) <= len(text), "nothing is filled, nothing grows"


def test_a_missing_value_is_named() -> None:
    with pytest.raises(wording.Unfilled, match="left") as caught:
        wording.fill("%(left)s", {})
    assert caught.value.name == "left"


@given(st.text(), st.dictionaries(st.from_regex(r"[a-z_]{1,5}", fullmatch=True), st.text(), max_size=3))
def test_any_text_is_filled_or_names_what_it_lacks(text: str, values: dict[str, str]) -> None:
    missing = set(wording.variables(text)) - set(values)
    if missing:
        with pytest.raises(wording.Unfilled):
            wording.fill(text, values)
    else:
        wording.fill(text, values)


@pytest.mark.parametrize("colour", ["#0b6b4f", "#000000", "#ffd400", "#ffffff", "#7f1d1d"])
def test_any_colour_of_an_organisation_can_be_read_on_white_and_on_night(colour: str) -> None:
    look = Look(colour=colour)
    for shown, ground in ((look.ink, "#ffffff"), (look.pale, "#141d19")):
        ratio = colours.contrast(colours.read(shown) or (0, 0, 0), colours.read(ground) or (0, 0, 0))
        assert ratio >= colours.READABLE


@pytest.mark.parametrize(
    ("locale", "chain"),
    [
        ("af", ("af", "en-za", "en")),
        ("zu-ZA", ("zu-za", "zu", "en-za", "en")),
        ("en-ZA", ("en-za", "en")),
        ("en-GB", ("en-gb", "en-za", "en")),
        ("", ("en-za", "en")),
    ],
)
def test_languages_stand_in_for_each_other(locale: str, chain: tuple[str, ...]) -> None:
    assert locales.chain(locale) == chain
