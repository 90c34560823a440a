"""Runs in the limited child: a Word file filled with facts."""

import base64
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from synthai.core.documents.papers.prose import without_controls
from synthai.core.documents.wordfiles import checking
from synthai.core.documents.wordfiles.parts import WordFile
from synthai.core.documents.wordfiles.refusing import Refused
from synthai.core.facts import storing, writer
from synthai.core.facts.base import FactBase, Question
from synthai.core.facts.grammar import TemplateRefused
from synthai.core.facts.wording import Wording

_BREAK = '</w:t><w:br/><w:t xml:space="preserve">'


def fill(path: str, rows: list[dict[str, Any]], language: str, labels: dict[str, str]) -> dict[str, Any]:
    """The filled file in base64, or why it is refused. It is checked again, before and after."""
    facts, wording = FactBase(storing.load(rows)), Wording(language)
    manner = writer.Manner(
        escape=lambda words, _alone: _xml(words), gap=lambda question: _gap(question, labels)
    )
    try:
        content = Path(path).read_bytes()
        checking.check(content)
        filled = WordFile(content, lambda short: writer.write(short, facts, wording, manner).text).filled()
        checking.check(filled)
    except Refused as refused:
        return refused.told
    except TemplateRefused as error:
        return Refused("template", name="{{ }}", what=str(error.params.get("what", ""))).told
    except (KeyError, ValueError, AttributeError, SyntaxError):
        return Refused("damaged").told
    return {"content": base64.b64encode(filled).decode()}


def _xml(words: str) -> str:
    """What a fact says, for the middle of a run."""
    lines = words.replace("\r\n", "\n").split("\n")
    return _BREAK.join(escape(without_controls(line), {'"': "&quot;", "'": "&apos;"}) for line in lines)


def _gap(question: Question, labels: dict[str, str]) -> str:
    return _xml(f"[{labels.get(question.key, question.words)}]")
