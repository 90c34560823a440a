"""A document that is made of a Word file of the organisation's own: the file, filled in. There is no PDF of it: only Word knows its pages."""

from dataclasses import replace

from content.models import Document, DocumentVersion
from content.refusals import TemplateGone, WordFileOnly
from content.selectors import compositions, word_templates
from synthai.core import files
from synthai.core.documents import wordfiles
from synthai.core.facts import veil
from synthai.core.facts.base import Fact
from synthai.core.facts.values import Words
from synthai.core.facts.wording import Wording


def is_of_word(ref: str) -> bool:
    """Whether a document with this ref is made of a Word file."""
    return ref.partition(":")[0] == word_templates.KIND


def refuse_pdf(ref: str) -> None:
    """Raises WordFileOnly for a document that is made of a Word file."""
    if is_of_word(ref):
        raise WordFileOnly


def filled(row: Document | DocumentVersion) -> bytes:
    """The Word file with the document's answers, and its questions in square brackets where an answer is missing. Raises TemplateGone,
    WordFileRefused."""
    version = word_templates.version_for(row.ref)
    if version is None:
        raise TemplateGone(ref=row.ref)
    have = compositions.known(row)
    labels = {field["key"]: field["label"] for field in version.fields}
    wording = Wording(row.language)
    facts = [_seen(fact, wording) for fact in have.facts if not fact.key.endswith(".count")]
    with files.local_copy(version.path) as path:
        return wordfiles.fill(path, facts, language=row.language, labels=labels)


def _seen(fact: Fact, wording: Wording) -> Fact:
    """Behind a veil, dots: another process fills the file, and needs no more."""
    return replace(fact, value=Words(veil.veiled(wording.of(fact.value)))) if fact.is_veiled else fact
