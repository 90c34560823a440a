"""Writes rows of a table by template: read once, then a row after the other. No machine is asked, and the database only at the beginning.

with press.Press(run, known, day=day) as ready:
    sheets = ready.sheets(row.cells)          # raises RowRefused with every error of the row
    content = ready.pdf(sheet, at=at)
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Self

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.services import logos
from content.engine import bulk_columns
from content.models import BulkRun
from content.selectors import blueprints, clauses, compositions, word_templates
from synthai.core import files
from synthai.core.documents import wordfiles
from synthai.core.documents.blueprints import answering, asking, composing, reckoning
from synthai.core.documents.blueprints.composing import Composition
from synthai.core.documents.blueprints.shapes import Blueprint
from synthai.core.documents.papers import pdf
from synthai.core.documents.sheets import Brand
from synthai.core.errors import DomainError
from synthai.core.facts.base import Fact, FactBase, MissingFact
from synthai.core.facts.wording import Wording

Error = dict[str, str]  # column, question, says


class RowRefused(Exception):
    """A row that cannot be written, with everything that has to be mended in it."""

    def __init__(self, errors: list[Error]) -> None:
        super().__init__(len(errors))
        self.errors = errors


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One document of a row."""

    ref: str
    language: str
    answers: Mapping[str, Any]
    facts: FactBase
    composition: Composition

    @property
    def name(self) -> str:
        """What it is called."""
        return self.composition.name

    @property
    def is_of_word(self) -> bool:
        """Whether it is made of a Word file, and so comes as one only."""
        return self.ref.partition(":")[0] == word_templates.KIND


@dataclass(frozen=True)
class _WordFile:
    path: Path
    labels: Mapping[str, str]


class Press:
    """The templates of a run, ready. Needs the tenant when it is entered. Raises TemplateGone."""

    def __init__(self, run: BulkRun, known: Sequence[Fact], *, day: date) -> None:
        self._run, self._known, self._day = run, known, day
        self._stack = ExitStack()
        self._word: dict[str, _WordFile] = {}
        self._ready: list[tuple[str, Blueprint]] = []
        self._columns: list[bulk_columns.Column] = []
        self.brand = Brand()

    def __enter__(self) -> Self:
        """Read templates and logo once."""
        for ref in self._run.refs:
            blueprint = clauses.resolved(blueprints.get(ref))
            self._ready.append((ref, blueprint))
            version = word_templates.version_for(ref)
            if version is not None:
                path = self._stack.enter_context(files.local_copy(version.path))
                labels = {field["key"]: field["label"] for field in version.fields}
                self._word[ref] = _WordFile(path, labels)
        self._columns = bulk_columns.columns(blueprint for _ref, blueprint in self._ready)
        self.brand = Brand(logo=logos.on_paper())
        return self

    def __exit__(self, *_: object) -> None:
        """Let copies of Word files go."""
        self._stack.close()

    def sheets(self, cells: Sequence[str]) -> list[Sheet]:
        """The row's documents. Raises RowRefused."""
        errors: list[Error] = []
        found = []
        for ref, blueprint in self._ready:
            with translation.override(blueprint.language):
                sheet = self._sheet(ref, blueprint, cells, errors)
            if sheet is not None:
                found.append(sheet)
        if errors:
            raise RowRefused(_unique(errors))
        return found

    def pdf(self, sheet: Sheet, *, at: datetime) -> bytes:
        """One as PDF."""
        return pdf.as_pdf(sheet.composition.paper, at=at, brand=self.brand)

    def docx(self, sheet: Sheet, *, at: datetime) -> bytes:
        """One for Word; of a Word file, that file, filled in."""
        word = self._word.get(sheet.ref)
        if word is None:
            from synthai.core.documents.papers import docx  # noqa: PLC0415 - its library takes every process a while

            return docx.as_docx(sheet.composition.paper, at=at, brand=self.brand)
        facts = [fact for fact in sheet.facts if not fact.key.endswith(".count")]
        return wordfiles.fill(word.path, facts, language=sheet.language, labels=word.labels)

    def _sheet(
        self, ref: str, blueprint: Blueprint, cells: Sequence[str], errors: list[Error]
    ) -> Sheet | None:
        given = bulk_columns.answers(cells, self._run.mapping, blueprint)
        read = answering.read(blueprint, given, on=self._day)
        kept = compositions.not_replaced(self._known, read.facts)
        facts = FactBase(
            {fact.key: fact for fact in [*kept, *read.facts]}.values(), answering.questions(blueprint)
        )
        facts = reckoning.reckoned(blueprint.reckon, facts, self._day)
        before = len(errors)
        errors += [self._error(key, str(error), cells) for key, error in read.refused.items()]
        for field in asking.missing(blueprint, facts):
            if not any(key == field.key or key.startswith(f"{field.key}.") for key in read.refused):
                errors.append(self._error(field.key, _("This has no answer yet. Write one."), cells))
        if len(errors) > before:
            return None
        composed = self._composed(blueprint, facts, cells, errors)
        if composed is None:
            return None
        return Sheet(ref=ref, language=blueprint.language, answers=given, facts=facts, composition=composed)

    def _composed(
        self, blueprint: Blueprint, facts: FactBase, cells: Sequence[str], errors: list[Error]
    ) -> Composition | None:
        try:
            return composing.compose(
                blueprint,
                facts,
                wording=Wording(blueprint.language),
                on=self._day,
                is_draft=self._run.is_draft,
            )
        except MissingFact as error:
            said = _("This is needed and not known. Add a column for it, or fill it in in your settings.")
            errors.append(self._error(error.question.key, said, cells))
        except DomainError as error:
            errors.append({"column": "", "question": blueprint.title, "says": str(error)})
        return None

    def _error(self, key: str, says: str, cells: Sequence[str]) -> Error:
        headings = bulk_columns.columns_by_key(self._run.mapping, self._run.columns, cells)
        label = bulk_columns.label_of(key, self._columns)
        below = next((heading for each, heading in headings.items() if each.startswith(f"{key}.")), "")
        return {"column": headings.get(key, below), "question": label, "says": says}


def _unique(errors: Iterable[Error]) -> list[Error]:
    """Two templates of a pack say the same of the same cell."""
    return [dict(each) for each in dict.fromkeys(tuple(error.items()) for error in errors)][:50]
