"""What a writing run wrote, as its reader may see it: on the page and over the API alike."""

from typing import Any

from content.models import RunSection, WritingRun
from content.selectors import blueprints, compositions, veils
from content.selectors import writing as selectors
from synthai.core.facts import storing, veil
from synthai.core.facts.base import FactBase


def known(run: WritingRun) -> compositions.Known:
    """What the run wrote from; once it has ended, what its document knows."""
    rows = selectors.facts_of(run)
    if not rows:
        return compositions.known(run.document)
    facts = FactBase(storing.load(rows))
    seen = veils.over(facts) if run.document.is_veiled else facts
    return compositions.Known(blueprints.of(run.document), seen, {})


def sections(run: WritingRun) -> list[RunSection]:
    """The run's sections in order; for who may not see private details these are dots in texts, findings and notes. Two queries more
    for such a reader. The rows are for reading."""
    rows = selectors.sections_of(run)
    if not run.document.is_veiled:
        return rows
    hidden = veils.words_of(known(run).facts, run.document.language)
    for row in rows:
        row.text = veil.hidden(row.text, hidden)
        row.findings = _hidden(row.findings, hidden)
        row.uses = []  # places in a text that is another one now
    return rows


def notes(run: WritingRun) -> str:
    """What whoever asked for the run gave along, as its reader may see it."""
    if not run.document.is_veiled or not run.notes:
        return run.notes
    return veil.hidden(run.notes, veils.words_of(known(run).facts, run.document.language))


def _hidden(told: Any, words: list[str]) -> Any:
    if isinstance(told, str):
        return veil.hidden(told, words)
    if isinstance(told, list):
        return [_hidden(each, words) for each in told]
    if isinstance(told, dict):
        return {key: _hidden(each, words) for key, each in told.items()}
    return told
