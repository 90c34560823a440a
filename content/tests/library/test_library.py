"""Every document of the library: read strictly, exampled, asks only what is missing, and is drawn three times with the same words."""

import json
import re
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from content.tests.library.shelf import FILES, LIBRARY, ON, SLUGS, blueprint, composed, facts, said
from synthai.core.documents import fonts
from synthai.core.documents.blueprints import answering, asking, composing, conditions, examples, reading
from synthai.core.documents.blueprints.blocks import Clause, Text, walk
from synthai.core.documents.papers import docx, html, laying, pdf
from synthai.core.documents.papers.words import texts_of
from synthai.core.facts import guard
from synthai.core.facts.base import FactBase
from synthai.core.facts.wording import Wording
from synthai.core.testing import drawn
from synthai.core.testing.pdf import first_out_of_order

AT = datetime(2026, 11, 29, 10, tzinfo=UTC)
PUBLISHED = json.loads((LIBRARY / "published.json").read_text(encoding="utf-8"))
ASKED_FOR = {
    "quotation", "payment-reminder", "statement-letter", "business-plan", "company-profile", "tender-checklist", "employment-particulars",
    "warning-letter", "nda", "operator-agreement", "privacy-notice", "paia-manual", "terms-of-service", "bbbee-data-sheet",
    "directors-resolution", "delivery-note", "supplier-credit-application", "letter-of-demand", "product-description", "social-post",
    "newsletter", "whatsapp-broadcast",
}  # fmt: skip
each_document = pytest.mark.parametrize("slug", SLUGS)


def test_the_library_holds_what_a_small_business_needs() -> None:
    assert set(SLUGS) >= ASKED_FOR


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_is_read_strictly_and_named_as_its_file(path: Path) -> None:
    made = reading.from_toml(path.read_text(encoding="utf-8"))

    assert (made.slug, f"v{made.version}") == (path.parent.name, path.stem)
    assert made.dated <= date(2100, 1, 1)
    assert made.summary
    assert reading.from_data(reading.to_data(made)) == made


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_what_documents_were_written_with_never_changes(path: Path) -> None:
    name = f"{path.parent.name}/{path.name}"
    found = sha256(path.read_bytes()).hexdigest()

    assert PUBLISHED.get(name) == found, (
        f"{name} was published and has changed: put it back, and write the change as the next version. "
        f'A new file gets its line in published.json: "{name}": "{found}"'
    )


def test_nothing_that_was_published_is_taken_away() -> None:
    assert sorted(PUBLISHED) == sorted(f"{path.parent.name}/{path.name}" for path in FILES)


@each_document
def test_has_an_example_for_each_question_that_is_a_good_answer(slug: str) -> None:
    template = blueprint(slug)
    read = answering.read(template, examples.answers(template), on=ON)

    assert [field.key for field in template.fields if field.kind != "list" and not field.example] == []
    assert [part.key for field in template.fields for part in field.fields if not part.example] == []
    assert dict(read.refused) == {}


@each_document
def test_every_question_has_a_heading(slug: str) -> None:
    assert [field.key for field in blueprint(slug).fields if not field.step] == []


@each_document
def test_asks_everything_at_first_and_nothing_that_is_known(slug: str) -> None:
    template = blueprint(slug)
    organisation = FactBase(examples.organisation(ON))
    asked = {field.key for field in asking.missing(template, organisation)}

    assert asked, "something has to be asked"
    assert not any(organisation.has(key) for key in asked)
    assert asking.missing(template, facts(slug)) == []


@each_document
def test_answered_one_after_the_other_it_can_be_written(slug: str) -> None:
    """As a person does it: only what is asked is answered, and optional questions are left open."""
    template, given = blueprint(slug), dict[str, object]()
    example = examples.answers(template)
    for _turn in range(100):
        known = FactBase(
            {
                fact.key: fact
                for fact in (*examples.organisation(ON), *answering.read(template, given, on=ON).facts)
            }.values()
        )
        missing = asking.missing(template, known)
        if not missing:
            break
        given[missing[0].key] = example[missing[0].key]
    optional = {field.key: None for field in template.fields if field.key not in given}

    text = said(composed(slug, optional).paper)

    assert template.title in text
    assert_reads_well(text)


@each_document
def test_all_three_drawings_have_the_same_words(slug: str) -> None:
    paper = composed(slug).paper
    words = list(texts_of(laying.lay(paper)))
    printed = [fonts.printable(text) for text in words]

    assert len(words) > 10
    assert first_out_of_order(drawn.words_of_html(html.as_html(paper)), words) is None
    assert first_out_of_order(drawn.words_of_docx(docx.as_docx(paper, at=AT)), words) is None
    assert first_out_of_order(drawn.words_of_pdf(pdf.as_pdf(paper, at=AT)), printed) is None


@each_document
def test_says_its_language_day_template_and_that_it_is_no_advice(slug: str) -> None:
    paper = composed(slug).paper

    assert paper.language == "en-ZA"
    assert paper.facts[0].value.replace("\u00a0", " ") == "29 November 2026"
    assert (
        paper.footer.replace("\u00a0", " ")
        == f"{paper.title}, template version {blueprint(slug).version} of 29 November 2026"
    )
    assert re.search(r"template", paper.disclaimer)
    assert re.search(r"no legal|facts of this profile|proves nothing|no promise", paper.disclaimer)


@each_document
def test_reads_as_a_whole_without_any_model(slug: str) -> None:
    assert_reads_well(said(composed(slug).paper))


@each_document
def test_a_section_that_a_machine_may_write_has_a_topic(slug: str) -> None:
    sections = [
        block for _path, block in walk(blueprint(slug).blocks) if isinstance(block, Text) and block.draft
    ]

    assert [block.key for block in sections if len(block.topic) < 20] == []


@each_document
def test_what_a_template_writes_in_such_a_section_passes_the_guard(slug: str) -> None:
    """A model that keeps the template's sentences is never refused for them."""
    known = facts(slug)
    drafts = [spec for spec in composing.sections(blueprint(slug), known) if spec.draft]
    texts = {spec.key: composing.template_text(spec, known, Wording()).body for spec in drafts}

    assert {key: guard.check(text, known) for key, text in texts.items()} == dict.fromkeys(texts, ())


@each_document
def test_conditions_of_questions_hold_on_earlier_questions(slug: str) -> None:
    """Else a question would wait for an answer that comes after it."""
    template, before = blueprint(slug), set[str]()
    for field in template.fields:
        asked = {question.key for question in conditions.unknown(field.when, FactBase(()))}
        assert {key.removesuffix("_choice") for key in asked} <= before, field.key
        before.add(field.key)


def test_an_answer_that_is_remembered_fits_wherever_it_is_asked_again() -> None:
    """One key is one question: the same kind, the same choices, the same parts, in every document."""
    asked: dict[str, set[tuple[object, ...]]] = {}
    remembered = set()
    for slug in SLUGS:
        for field in blueprint(slug).fields:
            choices = tuple((each.value, each.label) for each in field.choices)
            parts = tuple((part.key, part.kind) for part in field.fields)
            asked.setdefault(field.key, set()).add((field.kind, choices, parts))
            if field.remember:
                remembered.add(field.key)

    assert {key: shapes for key, shapes in asked.items() if key in remembered and len(shapes) > 1} == {}


def test_clauses_of_agreements_can_be_edited_one_by_one() -> None:
    for slug in SLUGS:
        clauses = [block for _path, block in walk(blueprint(slug).blocks) if isinstance(block, Clause)]
        assert all(block.key for block in clauses), slug


def assert_reads_well(text: str) -> None:
    """No gaps, no doubled spaces or stops, nothing of a template left, no number with a wrong word."""
    for pattern in (
        r"  ", r" [.,;:?!](?:\s|$)", r"\.\.(?!\.)", r",\.", r"[{}%]{2}", r"\b1 (?:days|months|weeks|years|hours|units)\b",
        r"\[\w[^\]]*\]", r"\( | \)",
    ):  # fmt: skip
        found = re.search(pattern, text, re.MULTILINE)
        assert found is None, f"{pattern}: …{text[max(0, found.start() - 60) : found.end() + 30]}…"
