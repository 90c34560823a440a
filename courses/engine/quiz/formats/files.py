"""Files of questions: a plain text file, or a spreadsheet saved as CSV. What is written out reads in again the same."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from courses.engine.quiz import questions as q
from courses.engine.quiz.formats.parsing import Written, parse
from courses.engine.quiz.formats.problems import QuestionUnclear
from courses.engine.quiz.formats.writing import written_answers, written_text
from courses.engine.quiz.numbers import NotANumber, NumberRule, read_number

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

MOST_QUESTIONS: Final = 1000
COLUMNS: Final = ("kind", "question", "answers", "points", "tags", "why", "marking")
_HEAD: Final = re.compile(r"(kind|question|answers|points|tags|why|marking)\s*:\s?(.*)", re.IGNORECASE)
_LONG: Final = ("question", "answers", "why")
_ALL, _CASE, _ACCENTS = "all or nothing", "case counts", "accents count"


@dataclass(frozen=True, kw_only=True)
class Filed:
    """A question in a file: where it stands (line of a text, row of a sheet), its tags, and the question."""

    at: int
    tags: tuple[str, ...]
    question: q.Question


@dataclass(frozen=True, kw_only=True)
class Refused:
    """A question of a file that cannot be used, and why."""

    at: int
    title: str
    why: "_StrOrPromise"


def read_file(text: str) -> tuple[list[Filed], list[Refused]]:
    """The questions of a file, CSV when its first line names our columns. What is unclear is refused one by one."""
    text = text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}").replace("\r\n", "\n").replace("\r", "\n")
    found: list[Filed] = []
    refused: list[Refused] = []
    for at, fields in _fields(text):
        try:
            if len(found) >= MOST_QUESTIONS:
                raise QuestionUnclear(
                    _("A file holds at most %(most)d questions. Split it.") % {"most": MOST_QUESTIONS}
                )
            tags = tuple(
                dict.fromkeys(
                    tag.strip().casefold() for tag in fields.get("tags", "").split(",") if tag.strip()
                )
            )
            found.append(Filed(at=at, tags=tags, question=parse(_written(fields))))
        except QuestionUnclear as error:
            title = " ".join(fields.get("question", "").split())[:80]
            refused.append(Refused(at=at, title=title, why=error.why))
    return found, refused


def write_text(questions: Iterable[tuple[q.Question, Iterable[str]]]) -> str:
    """A text file of questions with their tags."""
    return "\n---\n\n".join(_block(_row(question, tags)) for question, tags in questions)


def write_csv(questions: Iterable[tuple[q.Question, Iterable[str]]]) -> str:
    """A CSV file of questions with their tags. What a spreadsheet would take for a formula stands behind an apostrophe."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for question, tags in questions:
        writer.writerow({name: _guarded(value) for name, value in _row(question, tags).items()})
    return out.getvalue()


def _fields(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    first = text.lstrip("\n").split("\n", 1)[0]
    for separator in (",", ";", "\t"):
        names = [name.strip().strip('"').casefold() for name in first.split(separator)]
        if {"kind", "question"} <= set(names):
            yield from _rows(text.lstrip("\n"), separator)
            return
    yield from _blocks(text)


def _rows(text: str, separator: str) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.reader(io.StringIO(text), delimiter=separator)
    names = [name.strip().casefold() for name in next(reader)]
    for number, cells in enumerate(reader, start=2):
        if any(cell.strip() for cell in cells):
            yield number, {name: _unguarded(cell) for name, cell in zip(names, cells, strict=False)}


def _blocks(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Questions apart by a line of dashes. A field goes on until the next one begins."""
    fields: dict[str, str] = {}
    start, name = 1, ""
    for number, line in enumerate([*text.split("\n"), "---"], start=1):
        if re.fullmatch(r"-{3,}\s*", line):
            if any(value.strip() for value in fields.values()):
                yield start, fields
            fields, name, start = {}, "", number + 1
            continue
        head = _HEAD.fullmatch(line)
        if head and head[1].casefold() not in fields:
            name = head[1].casefold()
            fields[name] = head[2]
        elif name in _LONG:
            fields[name] += f"\n{line}"
        elif line.strip():
            fields.setdefault("question", "")
            fields["question"] += f"{line}\n"


def _written(fields: dict[str, str]) -> Written:
    kind = fields.get("kind", "").strip().casefold().replace(" ", "_").replace("/", "_")
    if kind not in set(q.Kind):
        raise QuestionUnclear(
            _("The kind “%(kind)s” is not known. Use one of: %(kinds)s.")
            % {"kind": kind, "kinds": ", ".join(q.Kind)},
            field="kind",
        )
    marking = fields.get("marking", "").casefold()
    return Written(
        kind=kind,
        text=fields.get("question", ""),
        answers=fields.get("answers", ""),
        points=_points(fields.get("points", "")),
        explanation=fields.get("why", ""),
        is_all_or_nothing=_ALL in marking,
        minds_case=_CASE in marking,
        minds_accents=_ACCENTS in marking,
    )


def _points(text: str) -> Decimal:
    if not text.strip():
        return Decimal(1)
    try:
        return read_number(text)
    except NotANumber as error:
        raise QuestionUnclear(
            _("“%(points)s” is no number of points. Write it like 1 or 2,5.") % {"points": text},
            field="points",
        ) from error


def _row(question: q.Question, tags: Iterable[str]) -> dict[str, str]:
    return {
        "kind": question.kind.value,
        "question": written_text(question),
        "answers": written_answers(question),
        "points": f"{question.points.normalize():f}",
        "tags": ", ".join(tags),
        "why": question.explanation,
        "marking": ", ".join(marking_words(question)),
    }


def marking_words(question: q.Question) -> list[str]:
    """What is particular about a question's marking, in the words of the files."""
    said = [_ALL] if isinstance(question, q.Several) and question.is_all_or_nothing else []
    rules = [question.rule] if isinstance(question, q.Short) else []
    if isinstance(question, q.Cloze):
        rules = [gap.rule for gap in question.gaps if not isinstance(gap.rule, q.PickRule | NumberRule)]
    said += [_CASE] if any(rule.minds_case for rule in rules) else []
    return said + ([_ACCENTS] if any(rule.minds_accents for rule in rules) else [])


def _block(row: dict[str, str]) -> str:
    """Fields of several lines begin below their name."""
    lines = []
    for name, value in row.items():
        if value:
            lines.append(f"{name}:\n{value}" if "\n" in value else f"{name}: {value}")
    return "\n".join(lines) + "\n"


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "'")) else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:2] in {"=", "+", "-", "@", "\t", "'"} else cell
