"""The hand that writes: every template of a blueprint goes through it, so that what is used, missing and how much there is are known."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

from django.utils.translation import gettext_lazy as _

from synthai.core.documents.blueprints import conditions
from synthai.core.documents.papers.escaping import BETWEEN_LINES, escape_markdown
from synthai.core.errors import DomainError
from synthai.core.facts import writer
from synthai.core.facts.base import FactBase, Question, Use
from synthai.core.facts.wording import Wording
from synthai.core.facts.writer import Manner
from synthai.core.facts.writer import Written as Line

MOST_PIECES: Final = 20_000
MOST_LETTERS: Final = 2_000_000


class DocumentTooLong(DomainError):
    """Loops made more than any paper holds."""

    code = "documents.too_long"
    title = _("The document grows too long")
    message = _("This document would have more than 20 000 parts or two million letters.")
    remedy = _("Take records away, or let the template repeat less for each of them.")
    status = 422


class Hand:
    """Writes templates of one document. With `with_gaps` what is missing is named in square brackets instead of refused."""

    def __init__(self, facts: FactBase, wording: Wording, *, with_gaps: bool) -> None:
        self.facts, self.wording, self.with_gaps = facts, wording, with_gaps
        self.used: dict[str, None] = {}
        self.missing: dict[str, Question] = {}
        self._names: dict[str, str] = {}
        self._pieces = self._letters = 0

    @property
    def is_inside_record(self) -> bool:
        """Whether a record of a list has a name just now."""
        return bool(self._names)

    def line(self, template: str) -> str:
        """Plain words on one line."""
        return " ".join(self._write(template, Manner(_flat, self._gap(_same), self._names)).text.split("\n"))

    def lines(self, template: str) -> tuple[str, ...]:
        """Plain words on lines."""
        text = self._write(template, Manner(_same, self._gap(_same), self._names)).text
        return tuple(line for line in (each.strip() for each in text.split("\n")) if line)

    def markdown(self, template: str) -> Line:
        """Our Markdown, in which facts say what they say."""
        return self._write(template, Manner(escape_markdown, self._gap(escape_markdown), self._names))

    def markdown_line(self, template: str) -> str:
        """Our Markdown on one line."""
        manner = Manner(
            lambda text, _is_alone: escape_markdown(text), self._gap(escape_markdown), self._names
        )
        return " ".join(self._write(template, manner).text.split("\n"))

    def is_complete(self, template: str) -> bool:
        """Whether all its facts are known."""
        return not writer.missing_in(template, self.facts, Manner(names=self._names))

    def holds(self, when: str) -> bool:
        """Whether a condition holds. Raises MissingFact, or with gaps says no."""
        manner = Manner(names=self._names)
        if self.with_gaps:
            unknown = conditions.unknown(when, self.facts, manner)
            self.missing |= {question.key: question for question in unknown}
            return not unknown and conditions.holds(when, self.facts, manner)
        return conditions.holds(when, self.facts, manner)

    def records(self, over: str, name: str) -> Iterator[str]:
        """Each record of a list, while `name` stands for it."""
        first, _dot, rest = over.partition(".")
        key = ".".join(part for part in (self._names.get(first, first), rest) if part)
        for record in self.facts.records(key):
            self.count()
            with self._named(name, record):
                yield record

    def count(self) -> None:
        """One piece more. Raises DocumentTooLong."""
        self._pieces += 1
        if self._pieces > MOST_PIECES or self._letters > MOST_LETTERS:
            raise DocumentTooLong

    def note(self, uses: Iterable[Use]) -> None:
        """Facts that stand in a text that somebody else wrote."""
        self.used |= dict.fromkeys(use.key for use in uses)

    @contextmanager
    def _named(self, name: str, record: str) -> Iterator[None]:
        before = self._names
        self._names = {**before, name: record}
        try:
            yield
        finally:
            self._names = before

    def _write(self, template: str, manner: Manner) -> Line:
        self.count()
        if "{" not in template:
            return Line(template.strip(), ())
        written = writer.write(template, self.facts, self.wording, manner)
        self._letters += len(written.text)
        self.note(written.uses)
        return written

    def _gap(self, escape: writer.Escape) -> writer.Gap | None:
        if not self.with_gaps:
            return None

        def gap(question: Question) -> str:
            self.missing[question.key] = question
            words = "…" if question.words == question.key else question.words  # reckoned, so nobody is asked
            return escape(f"[{words}]", False)  # noqa: FBT003 - the shape of a writer's Escape

        return gap


def _flat(text: str, _is_alone: bool) -> str:  # noqa: FBT001 - the shape of a writer's Escape
    return BETWEEN_LINES.join(line for line in (each.strip() for each in text.split("\n")) if line)


def _same(text: str, _is_alone: bool) -> str:  # noqa: FBT001 - the shape of a writer's Escape
    return text
