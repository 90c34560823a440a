"""Pictures and sounds within texts."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.engine.quiz import inlays
from courses.engine.quiz import questions as q
from courses.engine.quiz.formats.files import read_file, write_csv, write_text
from courses.engine.quiz.formats.parsing import Written, parse
from courses.engine.quiz.formats.problems import QuestionUnclear
from courses.engine.quiz.inlays import Inlay
from courses.engine.quiz.layout import lay_out
from courses.engine.quiz.shown import show

SHOT = "![A thermometer at 9 °C](picture:k3v9)"


def test_a_text_comes_apart_in_order() -> None:
    found = inlays.pieces(f"Look:\n{SHOT} and hear ![Beep](sound:ab2).")
    assert found == [
        "Look:\n",
        Inlay(kind="picture", key="k3v9", alt="A thermometer at 9 °C"),
        " and hear ",
        Inlay(kind="sound", key="ab2", alt="Beep"),
        ".",
    ]
    assert inlays.plain(f"Look: {SHOT}") == "Look: [A thermometer at 9 °C]"
    assert inlays.bare(f"Look: {SHOT}") == "Look:"


@given(st.text(max_size=80))
def test_whatever_is_said_of_a_picture_can_be_read_again(alt: str) -> None:
    (found,) = inlays.inlays(inlays.written("picture", "k3v9", alt))
    assert (found.kind, found.key) == ("picture", "k3v9")
    assert " # " not in found.alt


@given(st.text(max_size=200))
def test_any_text_is_taken_apart_without_loss(text: str) -> None:
    whole = "".join(
        piece if isinstance(piece, str) else f"![{piece.alt}]({piece.kind}:{piece.key})"
        for piece in inlays.pieces(text)
    )
    assert whole == text or "![" in text


def test_pictures_of_answers_survive_files_and_the_shuffle() -> None:
    answers = f"* {SHOT} # Right, {SHOT}\n- ![A blue cloth](picture:zz9)\n- Neither [last]"
    question = parse(Written(kind="choice", text=f"Which? {SHOT}", answers=answers, explanation=SHOT))
    for written in (write_text([(question, ["fridge"])]), write_csv([(question, ["fridge"])])):
        (filed,), refused = read_file(written)
        assert (filed.question, refused) == (question, [])
    shown = show(question, lay_out(question, seed="s", scope="q")).as_json()
    keys = [found.key for found in inlays.inlays(str(shown))]
    assert sorted(keys) == ["k3v9", "k3v9", "zz9"], "neither the feedback's nor the reason's"
    assert len(inlays.of_question(question)) == 5


@pytest.mark.parametrize(
    ("kind", "text", "answers"),
    [
        ("choice", "Which? ![](picture:k3v9)", "* One\n- Two"),
        ("match", "What goes where?", f"Milk -> {SHOT}\nSalt -> Shelf"),
        ("cloze", f"It is [[*{SHOT}|cold]].", ""),
    ],
)
def test_refuses_a_picture_without_words_and_one_where_none_can_stand(
    kind: str, text: str, answers: str
) -> None:
    with pytest.raises(QuestionUnclear):
        parse(Written(kind=kind, text=text, answers=answers))


def test_the_left_of_a_match_and_steps_may_be_pictures() -> None:
    match = parse(Written(kind="match", text="What goes where?", answers=f"{SHOT} -> Fridge\nSalt -> Shelf"))
    order = parse(Written(kind="order", text="In order?", answers=f"{SHOT}\nSalt", points=Decimal(2)))
    assert [inlay.key for inlay in [*inlays.of_question(match), *inlays.of_question(order)]] == ["k3v9"] * 2
    assert isinstance(match, q.Match)
