"""Words that stop messages."""

import pytest

from notifications.engine import stop_words


@pytest.mark.parametrize(
    "text", ["STOP", "stop", " Stop. ", "STOP!", "'stop'", "Opt-out", "opt out", "UNSUBSCRIBE", "End"]
)
def test_english_in_any_dress(text: str) -> None:
    assert stop_words.is_stop(text)


@pytest.mark.parametrize(
    "text", ["Staak", "HOU OP", "Yima", "misa!", "Emiša", "EMA", "rhoxisa", "yimisa", "ima", "jama"]
)
def test_other_languages_with_and_without_accents(text: str) -> None:
    assert stop_words.is_stop(text)


@pytest.mark.parametrize(
    "text",
    ["", "stop by on Monday", "Please end my order", "I can't stop", "yes", "ok", "nonstop", "s t o p"],
)
def test_a_sentence_is_no_order(text: str) -> None:
    assert not stop_words.is_stop(text)


def test_every_official_language_has_a_word() -> None:
    assert set(stop_words.STOP) == {"en", "af", "zu", "xh", "nso", "tn", "st", "ts", "ss", "ve", "nr"}
    assert all(stop_words.STOP.values())


def test_start_takes_it_back_and_is_never_a_stop() -> None:
    assert stop_words.is_start(" Start ")
    assert not any(stop_words.is_stop(word) for word in stop_words.START)
