"""A quiz as a text file: out and in again, and what cannot be used."""

from decimal import Decimal

import pytest

from courses.engine.quiz.formats import sheets
from courses.engine.quiz.formats.files import Filed
from courses.engine.quiz.formats.parsing import parse
from courses.engine.quiz.formats.sheets import Sheet, SheetSection
from courses.tests.quizzing import EVERY_KIND

SHORT = "kind: true_false\nquestion: It is so.\nanswers: true\n"


def asked(*written: object) -> tuple[Filed, ...]:
    return tuple(Filed(at=0, tags=("food", "law"), question=parse(one)) for one in written)  # type: ignore[arg-type]


def told(sheet: Sheet) -> object:
    """What a sheet says, without where it stands in the file."""
    sections = [
        (part.title, part.draws, [(one.tags, one.question) for one in part.questions])
        for part in sheet.sections
    ]
    return sheet.title, sheet.intro, dict(sheet.rules), sections


RULES = {
    "pass_percent": Decimal("66.5"),
    "minutes": 20,
    "attempts_allowed": 3,
    "penalty_percent": Decimal(25),
    "shuffles_questions": False,
    "shuffles_options": True,
    "shows": "verdicts",
    "answers_after": "attempt",
}


def test_comes_back_as_it_went_out() -> None:
    whole = Sheet(
        title="Food & law: part 1",
        intro="Read this first.\n\n- It is short.",
        rules=RULES,
        sections=(
            SheetSection(title="Every kind", questions=asked(*EVERY_KIND)),
            SheetSection(title="A pool", draws=2, questions=asked(*EVERY_KIND[:3])),
        ),
    )
    again = sheets.read(sheets.write(whole))
    assert told(again) == told(whole)
    assert (again.problems, again.refused) == ((), ())


def test_a_quiz_without_sections_is_written_without_them() -> None:
    plain = Sheet(title="Plain", sections=(SheetSection(questions=asked(EVERY_KIND[0])),))
    text = sheets.write(plain)
    assert "section:" not in text
    assert told(sheets.read(text)) == told(plain)


def test_what_has_no_limit_says_nothing_of_it() -> None:
    free = Sheet(title="Free", rules={**RULES, "minutes": None, "attempts_allowed": None})
    text = sheets.write(free)
    assert "minutes" not in text
    assert "attempts" not in text


def test_a_line_of_dashes_in_the_introduction_parts_nothing() -> None:
    dashed = Sheet(
        title="Dashes", intro="One\n---\nTwo", sections=(SheetSection(questions=asked(EVERY_KIND[0])),)
    )
    again = sheets.read(sheets.write(dashed))
    assert again.intro == "One\n ---\nTwo"
    assert again.count == 1


def test_reads_a_file_of_questions_that_knows_no_settings() -> None:
    found = sheets.read(f"{SHORT}---\n\n{SHORT}")
    assert found.title == ""
    assert found.count == 2


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("pass: all of them", "from 0 to 100"),
        ("pass: 101", "from 0 to 100"),
        ("pass: 66.666", "from 0 to 100"),
        ("minutes: 0", "from 1 to 600"),
        ("minutes: ²", "from 1 to 600"),
        ("attempts: -3", "from 1 to 100"),
        ("mix_answers: perhaps", "yes or no"),
        ("shows: everything", "nothing, score, verdicts or answers"),
        ("answers_after: lunch", "attempt, last or closed"),
    ],
)
def test_a_setting_that_cannot_be_is_left_out_and_told_of(setting: str, said: str) -> None:
    found = sheets.read(f"---\ntitle: A\n{setting}\n---\n{SHORT}")
    (problem,) = map(str, found.problems)
    assert setting in problem
    assert said in problem
    assert found.rules == {}
    assert found.count == 1


def test_a_question_that_is_unclear_names_its_line() -> None:
    text = f"---\ntitle: A\n---\n{SHORT}---\n\nkind: choice\nquestion: Which?\nanswers:\n- One\n- Two\n---\nWhat is this?\n"
    found = sheets.read(text)
    assert found.count == 1
    assert [(one.at, one.title) for one in found.refused] == [(9, "Which?"), (15, "What is this?")]
    assert "star" in str(found.refused[0].why)
    assert text.split("\n")[found.refused[0].at - 1] == "kind: choice"


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("section: A\nask: 3", "is to ask 3 questions and has 1"),
        ("section: A\nask: none", "Line 5: “ask: none”"),
        ("section: A\nask: 999", "Line 5: “ask: 999”"),
        ("section: A\nwrong", "Line 5: “wrong”"),
    ],
)
def test_a_section_that_asks_what_it_cannot_asks_all_it_has(head: str, said: str) -> None:
    found = sheets.read(f"---\ntitle: A\n---\n{head}\n---\n{SHORT}")
    (section,) = found.sections
    assert section.draws is None
    assert said in str(found.problems[0])


def test_an_empty_section_is_left_out() -> None:
    found = sheets.read(f"section: Empty\n---\nsection: Full\n---\n{SHORT}")
    assert [section.title for section in found.sections] == ["Full"]


@pytest.mark.parametrize("text", ["", "\n\n", "---\n---\n", "----", "intro: only this"])
def test_a_file_without_questions_has_none(text: str) -> None:
    assert sheets.read(text).count == 0


def test_a_long_introduction_is_cut_and_told_of() -> None:
    found = sheets.read(f"intro: {'x' * 2001}\n---\n{SHORT}")
    assert found.intro == "x" * 2000
    assert "2000 characters" in str(found.problems[0])
