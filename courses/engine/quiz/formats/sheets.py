"""A whole quiz as a text file: settings, what learners read first, sections and questions. A course's folder has one a quiz.

    ---
    title: Check yourself
    pass: 70
    attempts: 3
    ---
    intro: Five questions.
    ---
    section: Prices
    ask: 2
    ---
    kind: true_false
    question: …

Settings stand as in a lesson; questions as `formats` tells, apart by lines of dashes. A quiz without sections leaves them out.
What is written out reads in again the same; what cannot be used is told of, and the rest is taken.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

from courses.engine.folder import settings_taken, settings_written
from courses.engine.quiz.formats.files import Filed, Refused, read_file, write_text
from courses.engine.quiz.numbers import NotANumber, read_number
from courses.engine.quiz.review import After, Shows

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

INTRO_LENGTH: Final = 2000
_APART: Final = re.compile(r"-{3,}\s*")
_SECTION: Final = re.compile(r"section[ \t]*:[ \t]*(.*)", re.IGNORECASE)
_ASK: Final = re.compile(r"ask[ \t]*:[ \t]*(.*)", re.IGNORECASE)
_INTRO: Final = re.compile(r"intro[ \t]*:[ \t]?(.*)", re.IGNORECASE)
_YES, _NO = frozenset({"yes", "true", "1"}), frozenset({"no", "false", "0"})


@dataclass(frozen=True, kw_only=True)
class SheetSection:
    """A part of a quiz: its questions with their tags, all of them asked or `draws` of them."""

    title: str = ""
    draws: int | None = None
    questions: tuple[Filed, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A quiz as a file has it. `rules` are fields of a quiz; `problems` and `refused` is what could not be used, and why."""

    title: str = ""
    intro: str = ""
    rules: Mapping[str, Any] = field(default_factory=dict)
    sections: tuple[SheetSection, ...] = ()
    problems: tuple["_StrOrPromise", ...] = ()
    refused: tuple[Refused, ...] = ()

    @property
    def count(self) -> int:
        """How many questions it has."""
        return sum(len(section.questions) for section in self.sections)


def write(sheet: Sheet) -> str:
    """The quiz as a file; `read` gives it back."""
    rules = {
        name: rule.write(sheet.rules[rule.field])
        for name, rule in _RULES.items()
        if rule.field in sheet.rules
    }
    head = settings_written({"title": sheet.title, **{name: said for name, said in rules.items() if said}})
    parts = []
    if sheet.intro:
        body = "\n".join(f" {line}" if _APART.fullmatch(line) else line for line in sheet.intro.splitlines())
        parts.append(f"intro: {body}\n")
    is_plain = len(sheet.sections) == 1 and not sheet.sections[0].title and sheet.sections[0].draws is None
    for section in sheet.sections:
        if not is_plain:
            ask = f"ask: {section.draws}\n" if section.draws is not None else ""
            parts.append(f"section: {' '.join(section.title.split())}\n{ask}")
        parts += [write_text([(filed.question, filed.tags)]) for filed in section.questions]
    return f"{head}\n\n" + "\n---\n\n".join(parts)


def read(text: str) -> Sheet:
    """A file as a quiz. Nothing is refused whole here: what cannot be used stands in `problems` and `refused`."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\N{ZERO WIDTH NO-BREAK SPACE}").split("\n")
    settings, body = settings_taken(lines)
    reader = _Reader()
    reader.rules_from(settings)
    start, part = len(lines) - len(body) + 1, list[str]()
    for number, line in enumerate([*body, "---"], start=start):
        if _APART.fullmatch(line):
            reader.take(start, part)
            start, part = number + 1, []
        else:
            part.append(line)
    return reader.sheet(settings.get("title", ""))


class _Reader:
    """Takes a file part by part."""

    def __init__(self) -> None:
        self.intro = ""
        self.rules: dict[str, Any] = {}
        self.sections: list[tuple[str, int | None, list[Filed]]] = []
        self.problems: list[_StrOrPromise] = []
        self.refused: list[Refused] = []

    def rules_from(self, settings: Mapping[str, str]) -> None:
        """Settings that are known, as fields of a quiz."""
        for name, rule in _RULES.items():
            if not settings.get(name):
                continue
            try:
                self.rules[rule.field] = rule.read(settings[name])
            except (ValueError, NotANumber):
                told = {"name": name, "value": settings[name], "how": rule.how}
                self.problems.append(_("“%(name)s: %(value)s” was left out; write %(how)s.") % told)

    def take(self, start: int, part: list[str]) -> None:
        """One part between lines of dashes: the introduction, the beginning of a section, or a question."""
        while part and not part[0].strip():
            part, start = part[1:], start + 1
        if not part:
            return
        if (found := _SECTION.fullmatch(part[0].rstrip())) is not None:
            self.sections.append((found[1].strip(), self._draws(start, part[1:]), []))
        elif (found := _INTRO.fullmatch(part[0])) is not None and not self.sections and not self.intro:
            self._introduce("\n".join([found[1], *part[1:]]).strip())
        else:
            self._ask(start, "\n".join(part))

    def _introduce(self, text: str) -> None:
        if len(text) > INTRO_LENGTH:
            told = {"most": INTRO_LENGTH}
            self.problems.append(
                _("The introduction has more than %(most)d characters; the rest was left out.") % told
            )
        self.intro = text[:INTRO_LENGTH]

    def _ask(self, start: int, text: str) -> None:
        found, refused = read_file(text)
        if not self.sections:
            self.sections.append(("", None, []))
        self.sections[-1][2].extend(Filed(at=start, tags=one.tags, question=one.question) for one in found)
        self.refused.extend(Refused(at=start, title=one.title, why=one.why) for one in refused)

    def _draws(self, start: int, lines: Iterable[str]) -> int | None:
        for number, line in enumerate(lines, start=start + 1):
            said = _ASK.fullmatch(line.strip())
            if (
                said is not None
                and said[1].isascii()
                and said[1].isdigit()
                and 0 < int(said[1]) <= _MOST_DRAWN
            ):
                return int(said[1])
            if line.strip():
                told = {"line": number, "text": line.strip()[:80]}
                self.problems.append(
                    _("Line %(line)d: “%(text)s” was left out; write how many to ask, like ask: 3.") % told
                )
        return None

    def sheet(self, title: str) -> Sheet:
        """Everything that was taken. A section that asks more than it has asks what it has."""
        sections = []
        for name, wanted, questions in self.sections:
            draws = wanted if wanted is None or wanted <= len(questions) else None
            if draws != wanted:
                told = {"section": name or "–", "draws": wanted, "has": len(questions)}
                self.problems.append(
                    _(
                        "The section “%(section)s” is to ask %(draws)d questions and has %(has)d; it asks them all."
                    )
                    % told
                )
            if questions:
                sections.append(SheetSection(title=name, draws=draws, questions=tuple(questions)))
        return Sheet(
            title=title,
            intro=self.intro,
            rules=self.rules,
            sections=tuple(sections),
            problems=tuple(self.problems),
            refused=tuple(self.refused),
        )


@dataclass(frozen=True, kw_only=True)
class _Rule:
    """A setting of a quiz: its field, how it is read (ValueError or NotANumber when it cannot be), written, and told."""

    field: str
    read: Callable[[str], Any]
    write: Callable[[Any], str]
    how: "_StrOrPromise"


def _percent(said: str) -> Decimal:
    number = read_number(said, unit="%")
    if not 0 <= number <= 100 or number != number.quantize(Decimal("0.01")):
        raise ValueError(said)
    return number


def _whole(most: int) -> Callable[[str], int]:
    def number_in(said: str) -> int:
        if not (said.isascii() and said.isdigit() and 0 < int(said) <= most):
            raise ValueError(said)
        return int(said)

    return number_in


def _yes_or_no(said: str) -> bool:
    if said.casefold() not in _YES | _NO:
        raise ValueError(said)
    return said.casefold() in _YES


def _said(value: bool) -> str:  # noqa: FBT001 - one value, written
    return "yes" if value else "no"


def _plain(value: Decimal | int | None) -> str:
    return "" if value is None else f"{Decimal(value).normalize():f}"


_MOST_DRAWN: Final = 300
_PERCENT: Final = _("a number of per cent from 0 to 100, like 70")
_RULES: Final[dict[str, _Rule]] = {
    "pass": _Rule(field="pass_percent", read=_percent, write=_plain, how=_PERCENT),
    "minutes": _Rule(field="minutes", read=_whole(600), write=_plain, how=_("whole minutes from 1 to 600")),
    "attempts": _Rule(
        field="attempts_allowed", read=_whole(100), write=_plain, how=_("a whole number from 1 to 100")
    ),
    "wrong_costs": _Rule(field="penalty_percent", read=_percent, write=_plain, how=_PERCENT),
    "mix_questions": _Rule(field="shuffles_questions", read=_yes_or_no, write=_said, how=_("yes or no")),
    "mix_answers": _Rule(field="shuffles_options", read=_yes_or_no, write=_said, how=_("yes or no")),
    "shows": _Rule(
        field="shows",
        read=lambda said: Shows(said.casefold()).value,
        write=str,
        how=_("nothing, score, verdicts or answers"),
    ),
    "answers_after": _Rule(
        field="answers_after",
        read=lambda said: After(said.casefold()).value,
        write=str,
        how=_("attempt, last or closed"),
    ),
}
