"""What answers earn."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.engine.quiz import marking, scoring
from courses.engine.quiz import questions as q
from courses.engine.quiz.marking import Marked, Verdict
from courses.engine.quiz.numbers import NumberRule
from courses.engine.quiz.responses import Chosen, Filled, Ordered, Paired, Written, nothing
from courses.engine.quiz.texts import Accepted, TextRule
from courses.tests.engine.quiz.strategies import (
    ESSAYS,
    MARKED,
    POINTS,
    QUESTIONS,
    orders,
    right_answer,
    severals,
)

SEVERAL = q.Several(
    text="Which of these spoil within hours on a warm day?",
    points=Decimal(1),
    options=tuple(
        q.Option(key=key, text=key, is_right=is_right)
        for key, is_right in [
            ("milk", True),
            ("chicken", True),
            ("rice", True),
            ("salt", False),
            ("flour", False),
        ]
    ),
)


@given(MARKED)
def test_the_right_answer_earns_all_points(question: q.Question) -> None:
    marked = marking.mark(question, right_answer(question), penalty_percent=Decimal(50))
    assert (marked.verdict, marked.points) == (Verdict.RIGHT, question.points)


@given(QUESTIONS, st.decimals(0, 100, places=0))
def test_no_answer_costs_nothing(question: q.Question, penalty: Decimal) -> None:
    marked = marking.mark(question, nothing(question.kind), penalty_percent=penalty)
    assert (marked.verdict, marked.points) == (Verdict.UNANSWERED, Decimal(0))


@given(ESSAYS, st.text(min_size=1).filter(str.strip))
def test_an_essay_waits(question: q.Essay, text: str) -> None:
    assert marking.mark(question, Written(text=text), penalty_percent=Decimal(100)).verdict == Verdict.WAITING


@given(severals(), st.data())
def test_shares_stay_between_nothing_and_all(question: q.Several, data: st.DataObject) -> None:
    keys = data.draw(st.sets(st.sampled_from([option.key for option in question.options])))
    assert 0 <= marking.share_of(question, Chosen(keys=tuple(sorted(keys)))) <= 1


@pytest.mark.parametrize(
    ("keys", "share"),
    [
        (("chicken", "milk"), Fraction(2, 3)),
        (("chicken", "milk", "salt"), Fraction(1, 6)),
        (("chicken", "flour", "milk", "rice", "salt"), Fraction(0)),
        (("salt",), Fraction(0)),
    ],
)
def test_ticking_everything_earns_nothing(keys: tuple[str, ...], share: Fraction) -> None:
    assert marking.share_of(SEVERAL, Chosen(keys=keys)) == share


def test_points_are_rounded_once_half_up() -> None:
    assert marking.mark(SEVERAL, Chosen(keys=("chicken", "milk"))).points == Decimal("0.67")
    assert marking.points_of(Decimal("0.05"), Fraction(1, 2)) == Decimal("0.03")


def test_a_wholly_wrong_answer_costs_what_the_quiz_says() -> None:
    wrong = marking.mark(SEVERAL, Chosen(keys=("salt",)), penalty_percent=Decimal(25))
    assert (wrong.verdict, wrong.points) == (Verdict.WRONG, Decimal("-0.25"))
    partly = marking.mark(SEVERAL, Chosen(keys=("chicken", "milk", "salt")), penalty_percent=Decimal(25))
    assert (partly.verdict, partly.points) == (Verdict.PARTLY, Decimal("0.17"))


@given(orders(), st.data())
def test_one_step_out_of_place_costs_one(question: q.Order, data: st.DataObject) -> None:
    keys = [step.key for step in question.steps]
    moved = keys.pop(data.draw(st.integers(0, len(keys) - 1)))
    keys.insert(data.draw(st.integers(0, len(keys))), moved)
    steps = len(question.steps) - 1
    assert marking.share_of(question, Ordered(keys=tuple(keys))) in {Fraction(1), Fraction(steps - 1, steps)}


@given(orders())
def test_all_steps_reversed_earn_nothing(question: q.Order) -> None:
    put = Ordered(keys=tuple(step.key for step in reversed(question.steps)))
    assert marking.share_of(question, put) == 0


@given(orders())
def test_a_step_left_out_or_doubled_is_no_order(question: q.Order) -> None:
    keys = tuple(step.key for step in question.steps)
    assert marking.share_of(question, Ordered(keys=keys[:-1])) == 0
    assert marking.share_of(question, Ordered(keys=(keys[0], *keys))) == 0


def test_pairs_earn_their_part_and_equal_texts_are_one() -> None:
    question = q.Match(
        text="Where?",
        lefts=tuple(q.Item(key=key, text=key) for key in ("chicken", "milk", "rice")),
        rights=(
            q.Item(key="1", text="Fridge"),
            q.Item(key="2", text="fridge "),
            q.Item(key="3", text="Shelf"),
        ),
        pairs=(("chicken", "1"), ("milk", "2"), ("rice", "3")),
    )
    said = Paired(pairs=(("chicken", "2"), ("milk", "1"), ("rice", "1")))
    assert marking.share_of(question, said) == Fraction(2, 3)


def test_gaps_weigh_and_half_answers_count_half() -> None:
    words = TextRule(accepted=(Accepted(text="Tshwane"), Accepted(text="Pretoria", percent=50)))
    question = q.Cloze(
        text="",
        pieces=("", "1", " has ", "2", ""),
        gaps=(q.Gap(key="1", rule=words), q.Gap(key="2", rule=NumberRule(value=Decimal(4)), weight=3)),
    )
    assert marking.share_of(question, Filled(gaps=(("1", "PRETORIA"), ("2", "4,0")))) == Fraction(7, 8)


@pytest.mark.parametrize(
    ("typed", "holds"),
    [
        ("môre", True),
        ("More", True),
        ("  MÔRE. ", True),
        ("mo\N{COMBINING CIRCUMFLEX ACCENT}re", True),
        ("mors", False),
        ("", False),
    ],
)
def test_case_accents_and_a_full_stop_are_let_pass(typed: str, holds: bool) -> None:
    assert (TextRule(accepted=(Accepted(text="môre"),)).share(typed) == 1) is holds


def test_case_and_accents_count_where_they_are_asked() -> None:
    rule = TextRule(accepted=(Accepted(text="Môre"),), minds_case=True, minds_accents=True)
    assert [rule.share(typed) for typed in ("Môre", "môre", "More")] == [1, 0, 0]


def test_quotes_of_a_phone_are_quotes() -> None:
    rule = TextRule(accepted=(Accepted(text="it's"),))
    assert rule.share("It\N{RIGHT SINGLE QUOTATION MARK}s") == 1


@given(POINTS, st.data())
def test_a_person_gives_points_up_to_what_there_is(most: Decimal, data: st.DataObject) -> None:
    points = data.draw(st.decimals(0, most, places=2))
    assert marking.by_hand(most, points).points == points
    for wrong in (most + 1, Decimal("-0.01"), Decimal("NaN")):
        with pytest.raises(ValueError, match="points can be given"):
            marking.by_hand(most, wrong)


def test_another_kind_of_answer_is_an_error_of_ours() -> None:
    with pytest.raises(TypeError):
        marking.mark(SEVERAL, Written(text="milk"))


# The sum


def _marked(points: str, verdict: Verdict = Verdict.RIGHT) -> tuple[Marked, Decimal]:
    return Marked(verdict=verdict, share=Fraction(0), points=Decimal(points)), Decimal(1)


@given(st.lists(st.tuples(MARKED, st.booleans()), min_size=1, max_size=6), POINTS)
def test_a_sum_is_what_its_lines_add_up_to(
    rows: list[tuple[q.Question, bool]], pass_percent: Decimal
) -> None:
    answers = [
        (
            marking.mark(question, right_answer(question) if is_right else nothing(question.kind)),
            question.points,
        )
        for question, is_right in rows
    ]
    found = scoring.score(answers, pass_percent=pass_percent)
    assert found.points == sum(marked.points for marked, _ in answers)
    assert 0 <= found.percent <= 100
    assert found.is_passed is (found.points * 100 >= pass_percent * found.maximum)


def test_a_hair_below_the_pass_mark_is_not_shown_as_it() -> None:
    found = scoring.score(
        [(Marked(verdict=Verdict.PARTLY, share=Fraction(0), points=Decimal("79.96")), Decimal(100))],
        pass_percent=Decimal(80),
    )
    assert (found.percent, found.is_passed) == (Decimal("79.9"), False)


def test_wrong_answers_never_lead_below_zero() -> None:
    found = scoring.score([_marked("-1", Verdict.WRONG), _marked("0.5")], pass_percent=Decimal(50))
    assert (found.points, found.is_passed) == (Decimal(0), False)


@pytest.mark.parametrize(("pass_percent", "is_passed"), [(50, True), (60, None), (75, None), (76, False)])
def test_passing_waits_only_while_an_essay_decides_it(pass_percent: int, is_passed: bool | None) -> None:
    answers = [_marked("1"), _marked("1"), _marked("0", Verdict.WAITING), _marked("0", Verdict.UNANSWERED)]
    found = scoring.score(answers, pass_percent=Decimal(pass_percent))
    assert (found.waiting, found.is_passed) == (1, is_passed)
