"""Nothing that goes to a browser says what is right."""

import json
from dataclasses import fields, replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from courses.engine.quiz import drawing, keeping, layout, reading, review, shown
from courses.engine.quiz import questions as q
from courses.engine.quiz.marking import Verdict, mark
from courses.engine.quiz.numbers import NumberRule
from courses.engine.quiz.responses import as_json, nothing, response_from_json
from courses.tests.engine.quiz.strategies import (
    NUMBER_RULES,
    QUESTIONS,
    SECRET,
    SEEDS,
    TEXT_RULES,
    choices,
    matches,
    option_lists,
    orders,
    right_answer,
    severals,
)

KEYED = {
    "is_right",
    "rule",
    "pairs",
    "feedback",
    "guide",
    "explanation",
    "is_true",
    "key",
    "accepted",
    "value",
}


def _sent(question: q.Question, seed: str) -> dict[str, Any]:
    """The JSON that would leave the server."""
    laid = layout.lay_out(question, seed=seed, scope="1")
    return shown.show(question, laid).as_json()


def test_the_shown_types_have_no_field_for_an_answer() -> None:
    for kind in (shown.ShownQuestion, shown.ShownItem, shown.ShownGap, shown.ShownPiece):
        assert not {field.name for field in fields(kind)} & KEYED, kind


@given(QUESTIONS, SEEDS)
def test_no_secret_text_is_sent(question: q.Question, seed: str) -> None:
    assert SECRET not in json.dumps(_sent(question, seed))
    assert seed not in json.dumps(_sent(question, seed))


# Non-interference: two questions that differ in nothing but their key look the same, to the letter.


@given(st.one_of(choices(), severals()), SEEDS, st.data())
def test_which_option_is_right_changes_nothing(
    question: q.Choice | q.Several, seed: str, data: st.DataObject
) -> None:
    turned = tuple(replace(option, is_right=data.draw(st.booleans())) for option in question.options)
    assert _sent(question, seed) == _sent(replace(question, options=turned), seed)


@given(matches(), SEEDS, st.randoms())
def test_what_belongs_together_changes_nothing(question: q.Match, seed: str, chance: Any) -> None:
    rights = [right for _, right in question.pairs]
    chance.shuffle(rights)
    pairs = tuple((left, right) for (left, _), right in zip(question.pairs, rights, strict=True))
    assert _sent(question, seed) == _sent(replace(question, pairs=pairs), seed)


@given(orders(), SEEDS, st.randoms())
def test_the_right_order_changes_nothing(question: q.Order, seed: str, chance: Any) -> None:
    steps = list(question.steps)
    chance.shuffle(steps)
    assert _sent(question, seed) == _sent(replace(question, steps=tuple(steps)), seed)


@given(NUMBER_RULES, NUMBER_RULES, TEXT_RULES, TEXT_RULES, SEEDS)
def test_what_is_to_be_typed_changes_nothing(
    number: NumberRule, other: NumberRule, words: Any, others: Any, seed: str
) -> None:
    other = replace(other, unit=number.unit)
    assert _sent(q.Numeric(text="?", rule=number), seed) == _sent(q.Numeric(text="?", rule=other), seed)
    assert _sent(q.Short(text="?", rule=words), seed) == _sent(q.Short(text="?", rule=others), seed)
    first, second = (
        q.Cloze(
            text="?",
            pieces=("a", "1", "b", "2", ""),
            gaps=(q.Gap(key="1", rule=one), q.Gap(key="2", rule=two)),
        )
        for one, two in ((number, words), (other, others))
    )
    assert _sent(first, seed) == _sent(second, seed)


@given(option_lists(one_right=True), SEEDS, st.data())
def test_the_right_pick_of_a_gap_changes_nothing(
    options: tuple[q.Option, ...], seed: str, data: st.DataObject
) -> None:
    def cloze(picks: tuple[q.Option, ...]) -> q.Cloze:
        return q.Cloze(text="?", pieces=("", "1", ""), gaps=(q.Gap(key="1", rule=q.PickRule(options=picks)),))

    turned = tuple(replace(option, is_right=data.draw(st.booleans())) for option in options)
    assert _sent(cloze(options), seed) == _sent(cloze(turned), seed)


# There and back


@given(QUESTIONS, SEEDS)
def test_a_question_and_what_was_shown_of_it_are_kept(question: q.Question, seed: str) -> None:
    kept = json.loads(json.dumps(keeping.as_json(question)))
    assert keeping.question_from_json(question.kind, kept) == question
    laid = layout.lay_out(question, seed=seed, scope="1")
    assert layout.layout_from_json(json.loads(json.dumps(laid.as_json()))) == laid
    seen = shown.show(question, laid)
    assert shown.shown_from_json(json.loads(json.dumps(seen.as_json()))) == seen


@given(QUESTIONS, SEEDS)
def test_an_answer_survives_its_places_and_the_database(question: q.Question, seed: str) -> None:
    laid = layout.lay_out(question, seed=seed, scope="1")
    answer = right_answer(question)
    assert response_from_json(question.kind, json.loads(json.dumps(as_json(answer)))) == answer
    back = reading.read(question.kind, laid, reading.write(laid, answer))
    assert mark(question, back).verdict == mark(question, answer).verdict


@given(QUESTIONS, SEEDS)
def test_the_same_seed_shows_the_same(question: q.Question, seed: str) -> None:
    assert layout.lay_out(question, seed=seed, scope="1") == layout.lay_out(question, seed=seed, scope="1")


@given(choices(), SEEDS)
def test_a_pinned_option_keeps_its_place(question: q.Choice, seed: str) -> None:
    keys = layout.lay_out(question, seed=seed, scope="1").keys(layout.OPTIONS)
    assert sorted(keys) == sorted(option.key for option in question.options)
    for place, option in enumerate(question.options):
        assert not option.is_pinned or keys[place] == option.key


def test_every_order_is_as_likely_as_another() -> None:
    question = q.Order(text="?", steps=tuple(q.Item(key=key, text=key) for key in "123"))
    counts: dict[tuple[str, ...], int] = {}
    for number in range(6000):
        keys = layout.lay_out(question, seed=str(number), scope="1").keys(layout.STEPS)
        counts[keys] = counts.get(keys, 0) + 1
    assert len(counts) == 6
    assert all(850 < count < 1150 for count in counts.values()), counts


# Pools


@given(
    st.lists(st.lists(st.sampled_from([f"q{n}" for n in range(12)]), max_size=8), min_size=1, max_size=4),
    st.lists(st.one_of(st.none(), st.integers(0, 9)), min_size=4, max_size=4),
    SEEDS,
    st.booleans(),
)
def test_pools_draw_what_they_may_and_nothing_twice(
    lists: list[list[str]], draws: list[int | None], seed: str, is_shuffled: bool
) -> None:
    sections = [
        drawing.Section(key=str(n), questions=tuple(keys), draws=draws[n]) for n, keys in enumerate(lists)
    ]
    asked = drawing.draw(sections, seed=seed, is_shuffled=is_shuffled)
    assert asked == drawing.draw(sections, seed=seed, is_shuffled=is_shuffled)
    assert len({one.question for one in asked}) == len(asked)
    for section in sections:
        mine = [one.question for one in asked if one.section == section.key]
        assert set(mine) <= set(section.questions)
        assert section.draws is None or len(mine) <= section.draws
        if not is_shuffled:
            assert mine == sorted(mine, key=section.questions.index)


# Review


@given(QUESTIONS, SEEDS)
def test_a_review_tells_no_more_than_it_may(question: q.Question, seed: str) -> None:
    laid = layout.lay_out(question, seed=seed, scope="1")
    wrong = nothing(question.kind)
    marked = mark(question, wrong)
    for shows in (review.Shows.NOTHING, review.Shows.SCORE, review.Shows.VERDICTS):
        found = review.review(question, wrong, marked, layout=laid, shows=shows)
        assert not any(line.right or line.feedback or line.is_right is not None for line in found.lines)
        assert not found.explanation
        assert (found.verdict is None) is (shows != review.Shows.VERDICTS)


@given(QUESTIONS, SEEDS)
def test_a_full_review_says_what_was_right(question: q.Question, seed: str) -> None:
    laid = layout.lay_out(question, seed=seed, scope="1")
    answer = right_answer(question)
    marked = mark(question, answer)
    found = review.review(question, answer, marked, layout=laid, shows=review.Shows.ANSWERS)
    assert found.explanation == SECRET
    if marked.verdict == Verdict.RIGHT:
        assert all(line.is_right for line in found.lines)
