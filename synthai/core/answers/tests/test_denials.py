"""What a sentence denies, held against what its passage denies."""

import pytest

from synthai.core.answers import denials

THERE = "Exempt sales do not count towards the line."
NEED = "You need not register below it."


@pytest.mark.parametrize(
    ("text", "there", "agrees"),
    [
        ("Exempt sales do not count.", THERE, True),
        ("Exempt sales count towards the line.", THERE, False),
        ("Exempt sales do not not count.", THERE, False),
        ("You do not need to register below it.", NEED, True),
        ("You must register below it.", NEED, False),
        ("The wage is not the cost.", "The wage is the cost.", False),
        ("Dit word nooit per e-pos verander nie.", "Ons verander dit nooit per e-pos nie.", True),
        ("Ons verander dit per e-pos.", "Ons verander dit nooit per e-pos nie.", False),
        ("A line of its own.", "Another thing altogether, without anything in common.", True),
    ],
)
def test_denying_what_is_not_denied_there(text: str, there: str, agrees: bool) -> None:
    assert denials.agree(text, [there]) is agrees


def test_the_sentence_about_the_same_is_found() -> None:
    sentences = {"a": ["vat", "line"], "b": ["bank", "details"]}
    assert denials.about_the_same(["bank", "new", "details"], sentences) == ["b"]
    assert denials.about_the_same(["parrot"], sentences) == ["a", "b"]
