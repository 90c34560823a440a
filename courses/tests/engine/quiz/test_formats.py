"""Questions as people write them."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.engine.quiz import questions as q
from courses.engine.quiz.formats.files import read_file, write_csv, write_text
from courses.engine.quiz.formats.parsing import Written, parse
from courses.engine.quiz.formats.problems import QuestionUnclear
from courses.engine.quiz.numbers import NumberRule
from courses.engine.quiz.texts import Accepted, TextRule
from courses.tests.engine.quiz.strategies import QUESTIONS

FILE = """\
kind: choice
question: How cold must a fridge be?
tags: Fridge, haccp
points: 2
answers:
* 4 °C or colder # Bacteria sleep there.
- 10 °C
- None of these [last]
why: Between 5 °C and 60 °C
bacteria grow fast.
---
kind: cloze
question: Keep soup above [[=60 ± 1 [°C]]] and [[*stir|freeze]] it; ask [[Thandi|the owner]].
---
kind: match
question: What goes where?
answers:
Raw chicken -> Bottom shelf
Salad -> Top shelf
-> Oven
---
kind: numeric
question: VAT on R100?
answers: 15 ± 5% [R]
marking:
---
kind: several
question: Which?
answers:
* a
* b
- c
marking: all or nothing
"""


def test_reads_a_text_file() -> None:
    found, refused = read_file(FILE)
    assert refused == []
    choice, cloze, match, number, several = (filed.question for filed in found)
    assert isinstance(choice, q.Choice)
    assert [option.is_right for option in choice.options] == [True, False, False]
    assert (choice.options[0].feedback, choice.options[2].is_pinned) == ("Bacteria sleep there.", True)
    assert (choice.points, choice.explanation) == (Decimal(2), "Between 5 °C and 60 °C\nbacteria grow fast.")
    assert (found[0].tags, found[0].at, found[1].at) == (("fridge", "haccp"), 1, 12)
    assert isinstance(cloze, q.Cloze)
    assert [type(gap.rule).__name__ for gap in cloze.gaps] == ["NumberRule", "PickRule", "TextRule"]
    assert cloze.text == "Keep soup above ____ and ____ it; ask ____."
    assert isinstance(match, q.Match)
    assert (len(match.lefts), len(match.rights)) == (2, 3)
    assert isinstance(number, q.Numeric)
    assert (number.rule.value, number.rule.is_percent, number.rule.unit) == (Decimal(15), True, "R")
    assert isinstance(several, q.Several)
    assert several.is_all_or_nothing


def test_reads_a_sheet_with_semicolons_as_spreadsheets_here_save_it() -> None:
    text = '\ufeffkind;question;answers;points\r\nchoice;How cold?;"* 4\n- 10";2,5\r\nshort;Who?;Thandi;\r\n'
    found, refused = read_file(text)
    assert refused == []
    assert [filed.question.points for filed in found] == [Decimal("2.5"), Decimal(1)]
    assert [filed.at for filed in found] == [2, 3]


@settings(max_examples=40)
@given(st.lists(st.tuples(QUESTIONS, st.sets(st.sampled_from(["fridge", "vat", "popia"]))), max_size=4))
def test_what_is_written_out_reads_in_the_same(rows: list[tuple[q.Question, set[str]]]) -> None:
    rows = [(_writable(question), tags) for question, tags in rows]
    for write in (write_text, write_csv):
        found, refused = read_file(write((question, sorted(tags)) for question, tags in rows))
        assert [refusal.why for refusal in refused] == []
        again = [(_comparable(filed.question), set(filed.tags)) for filed in found]
        assert again == [(_comparable(question), tags) for question, tags in rows]


def _writable(question: q.Question) -> q.Question:
    """Chance makes what the notation cannot hold: gaps that mind case only in part, feedback on the options of a gap."""
    if isinstance(question, q.Cloze):
        gaps = tuple(replace(gap, rule=_writable_rule(gap.rule)) for gap in question.gaps)
        text = "".join("____" if n % 2 else piece for n, piece in enumerate(question.pieces)).strip()
        pieces = (question.pieces[0].lstrip(), *question.pieces[1:-1], question.pieces[-1].rstrip())
        return replace(question, gaps=gaps, pieces=pieces, text=text)
    return question


def _writable_rule(rule: TextRule | NumberRule | q.PickRule) -> TextRule | NumberRule | q.PickRule:
    match rule:
        case TextRule():
            return replace(rule, minds_case=False, minds_accents=False)
        case q.PickRule(options=options):
            return q.PickRule(options=tuple(replace(o, feedback="", is_pinned=False) for o in options))
        case NumberRule():
            return _comparable_number(rule)


def _comparable(question: q.Question) -> object:
    """Keys of a match are numbered anew by the order in which rights are met."""
    if isinstance(question, q.Match):
        rights = {right.key: right.text for right in question.rights}
        pairs = [(left.text, rights[question.right_of[left.key]]) for left in question.lefts]
        return (question.text, pairs, sorted(rights.values()), question.points, question.explanation)
    if isinstance(question, q.Numeric):
        return replace(question, rule=_comparable_number(question.rule))
    return question


def _comparable_number(rule: NumberRule) -> NumberRule:
    return replace(rule, is_percent=rule.is_percent and bool(rule.tolerance))


@pytest.mark.parametrize(
    ("kind", "answers", "words"),
    [
        ("choice", "- 4\n- 10", "No answer is marked as right"),
        ("choice", "* 4\n* 10", "More than one answer"),
        ("choice", "* 4\n- 4 ", "is there twice"),
        ("choice", "* 4", "two to 26 answers"),
        ("choice", "* 4\n*", "An answer is empty"),
        ("true_false", "maybe", "true or false"),
        ("match", "a, b", "with an arrow"),
        ("match", "a -> x\nb -> x", "do not all belong"),
        ("order", "first", "two or more steps"),
        ("numeric", "about four", "is not a number we understand"),
        ("numeric", "4 ± -1", "is not a number we understand"),
        ("short", "50%: almost", "counts in full"),
        ("short", "0%: none", "1 to 100 per cent"),
        ("cloze", "", "double square brackets"),
    ],
)
def test_says_what_is_wrong_and_how_to_mend_it(kind: str, answers: str, words: str) -> None:
    with pytest.raises(QuestionUnclear, match=words):
        parse(Written(kind=kind, text="How cold?", answers=answers))


@pytest.mark.parametrize(
    ("text", "words"),
    [("[[|a]]", "empty answer"), ("[[*a]]", "needs one right"), ("[[*a|*b]]", "needs one right")],
)
def test_says_which_gap_is_wrong(text: str, words: str) -> None:
    with pytest.raises(QuestionUnclear, match=words) as refused:
        parse(Written(kind="cloze", text=text))
    assert refused.value.field == "text"


def test_refuses_points_that_are_none() -> None:
    for points in ("0", "-1", "NaN", "1001"):
        with pytest.raises(QuestionUnclear, match="points"):
            parse(Written(kind="essay", text="Why?", points=Decimal(points)))


def test_a_bad_question_does_not_spoil_the_file() -> None:
    found, refused = read_file(
        "kind: song\nquestion: La la\n---\nkind: short\nquestion: Who?\nanswers: Thandi\n"
    )
    assert [filed.at for filed in found] == [4]
    assert [(refusal.at, refusal.title) for refusal in refused] == [(1, "La la")]
    assert "“song” is not known" in str(refused[0].why)


def test_a_text_that_brings_half() -> None:
    found = parse(Written(kind="short", text="Capital?", answers="Tshwane\n50%: Pretoria"))
    assert isinstance(found, q.Short)
    assert found.rule.accepted == (Accepted(text="Tshwane"), Accepted(text="Pretoria", percent=50))


def test_a_cell_that_would_be_a_formula_is_guarded() -> None:
    rule = TextRule(accepted=(Accepted(text="y"),))
    question = q.Short(text='=HYPERLINK("x")', rule=rule)
    text = write_csv([(question, [])])
    assert "'=HYPERLINK" in text
    assert read_file(text)[0][0].question.text == '=HYPERLINK("x")'


LINES = st.sampled_from(
    [
        "kind: choice",
        "question: ",
        "question: Why?",
        "answers:",
        "* a",
        "- b",
        "points: 2",
        "---",
        "kind,question,answers",
    ]
)


@given(st.one_of(st.text(max_size=300), st.lists(LINES | st.text(max_size=20), max_size=10).map("\n".join)))
def test_any_file_is_read_without_a_crash_and_what_is_refused_says_where_and_why(text: str) -> None:
    found, refused = read_file(text)
    last = len(text.replace("\r", "\n").split("\n"))
    assert all(1 <= at <= last for at in [*(one.at for one in found), *(one.at for one in refused)])
    assert all(str(one.why) for one in refused)
