"""Word files of one's own: uploaded, asked for, filled; what may not be in them, what stays as it was, and who may."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from content.models import Document, WordTemplate, WordTemplateVersion
from content.refusals import TemplateGone, WordFileOnly
from content.selectors import blueprints, word_templates
from content.services import documents, erasure, locking
from content.services import word_templates as service
from synthai.core.errors import NotAllowed
from synthai.core.models import AuditEntry, OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing import word_files
from synthai.core.testing.cast import Cast
from synthai.core.testing.queries import assert_max_queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_in_tmp", "files_in_process")]
BASE = "/o/umoja-foods/documents/"
API = "/api/v1/o/umoja-foods/documents/word-templates/"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def upload(content: bytes, name: str = "Letter to a customer.docx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, DOCX)


def body(reply: Any) -> str:
    return str(reply.content, "utf-8")


def added(cast: Cast, content: bytes | None = None, name: str = "Letter to a customer.docx") -> WordTemplate:
    with tenant(cast.umoja):
        file = io.BytesIO(content or word_files.letter())
        return service.add(file, name=name, by=cast.thandi.actor, now=timezone.now())


def test_a_word_file_is_uploaded_worded_answered_and_comes_back_filled(cast: Cast) -> None:
    browser = cast.thandi.client()
    assert "No Word template yet" in body(browser.get(f"{BASE}word-templates/"))
    page = browser.post(f"{BASE}word-templates/new/", {"file": upload(word_files.letter())}, follow=True)
    assert "customer.vat_number" in body(page)
    assert "<legend><code>organisation.name" not in body(page)
    with tenant(cast.umoja):
        made = WordTemplate.objects.get()
        fields = {field["key"]: field["kind"] for field in word_templates.newest_version(made).fields}
    assert fields == {"customer.name": "text", "customer.vat_number": "vat_number", "start": "date", "reference": "text", "lines": "list", "witnesses": "list"}  # fmt: skip
    here = f"{BASE}word-templates/{made.public_id}/"
    form = page.context["form"]
    typed = {name: form[name].value() for name in form.fields if form[name].value() not in {None, False}}
    typed["label-0"], typed["kind-0"] = "Who is it for?", "company"
    assert "required-1" not in typed  # the file asks whether it is known
    assert typed["label-1"] == "Customer VAT number"
    assert "Saved." in body(browser.post(here, typed, follow=True))
    begun = browser.post(f"{BASE}new/", {"template": f"file:{made.public_id}:2"})
    assert begun.status_code == 302
    asked = body(browser.get(begun["Location"], follow=True))
    assert "Who is it for?" in asked
    with tenant(cast.umoja):
        document = Document.objects.get()
    answers = {
        "customer.name": "Nkosi & Sons", "start": "2027-01-15", "reference": "R-7",
        "lines": [{"what": "Maize meal", "amount": "1500"}, {"what": "Rice", "amount": "700"}],
    }  # fmt: skip
    etag = browser.get(f"/api/v1/o/umoja-foods/documents/{document.public_id}/")["ETag"]
    replied = browser.patch(
        f"/api/v1/o/umoja-foods/documents/{document.public_id}/answers/",
        json.dumps({"answers": answers}),
        content_type="application/json",
        headers={"If-Match": etag},
    )
    assert replied.status_code == 200, replied.content
    shown = body(browser.get(f"{BASE}{document.public_id}/"))
    assert "Nkosi &amp; Sons" in shown
    assert "document.pdf" not in shown
    filled = browser.get(f"{BASE}{document.public_id}/document.docx")
    assert filled["Content-Type"] == DOCX
    text = word_files.text_of(filled.content)
    assert "Dear Nkosi & Sons" in text
    assert "Umoja Foods" in text
    assert text.index("Maize meal") < text.index("Rice")
    assert "VAT number" not in text
    refused = browser.get(f"/api/v1/o/umoja-foods/documents/{document.public_id}/document.pdf")
    assert refused.status_code == 422
    assert "Word file only" in refused.json()["detail"]


def test_a_missing_answer_stands_as_its_question_in_the_file(cast: Cast) -> None:
    made = added(cast, word_files.made("Dear {{ customer.name }}, from {{ organisation.name }}"))
    browser = cast.thandi.client()
    begun = browser.post(f"{BASE}new/", {"template": f"file:{made.public_id}:1"})
    with tenant(cast.umoja):
        document = Document.objects.get()
    assert begun.status_code == 302
    text = word_files.text_of(browser.get(f"{BASE}{document.public_id}/document.docx").content)
    assert "Dear [Customer name], from Umoja Foods" in text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"no file of Word", "This is no Word file"),
        (word_files.made("{{ x.__class__ }}"), "cannot be used"),
        (word_files.made("nothing to fill in"), "no place in this file yet"),
        (
            word_files.related(word_files.letter(), "image", "file:///etc/passwd"),
            "fetches something from elsewhere",
        ),
    ],
)
def test_a_file_that_cannot_be_used_leaves_nothing_behind(
    content: bytes, words: str, cast: Cast, files_in_tmp: Path
) -> None:
    reply = cast.thandi.client().post(
        f"{BASE}word-templates/new/", {"file": upload(content), "title": "Mine"}
    )
    assert reply.status_code == 422
    assert words in body(reply).replace("&#x27;", "'")
    assert 'value="Mine"' in body(reply)
    with tenant(cast.umoja):
        assert not WordTemplate.objects.exists()
    assert not [path for path in files_in_tmp.rglob("*") if path.is_file()]


def test_a_file_that_is_too_large_is_refused_before_it_is_read(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("synthai.core.documents.wordfiles.MOST_BYTES", 1000)
    reply = cast.thandi.client().post(f"{BASE}word-templates/new/", {"file": upload(word_files.letter())})
    assert "larger than 10 MB" in body(reply)


def test_a_newer_file_keeps_what_was_worded_and_old_documents_their_file(cast: Cast) -> None:
    made = added(cast, word_files.made("Old: {{ customer.name }}"))
    by = cast.thandi.actor
    with tenant(cast.umoja):
        told = [{"key": "customer.name", "label": "Whose?", "kind": "company", "required": True}]
        service.reword(made.pk, title="", fields=told, by=by, now=timezone.now())
    browser = cast.thandi.client()
    browser.post(f"{BASE}new/", {"template": f"file:{made.public_id}:2"})
    here = f"{BASE}word-templates/{made.public_id}/file/"
    newer = word_files.made("New: {{ customer.name }} {{ price }}")
    assert "The newer file is in use." in body(browser.post(here, {"file": upload(newer)}, follow=True))
    with tenant(cast.umoja):
        versions = list(WordTemplateVersion.objects.order_by("number"))
        document = Document.objects.get()
    assert [version.number for version in versions] == [1, 2, 3]
    assert versions[0].path == versions[1].path != versions[2].path
    assert [(field["key"], field["kind"], field["label"]) for field in versions[2].fields] == [
        ("customer.name", "company", "Whose?"), ("price", "money", "Price"),
    ]  # fmt: skip
    old = browser.get(f"{BASE}{document.public_id}/document.docx")
    assert "Old: [Whose?]" in word_files.text_of(old.content)
    wrong = browser.post(here, {"file": upload(b"no")})
    assert wrong.status_code == 422
    assert "This is no Word file" in body(wrong)


def test_saving_nothing_new_makes_no_version_and_an_older_page_loses(cast: Cast) -> None:
    made = added(cast)
    by, now = cast.thandi.actor, timezone.now()
    with tenant(cast.umoja):
        fields = word_templates.newest_version(made).fields
        assert service.reword(made.pk, title=made.title, fields=fields, by=by, now=now).latest == 1
    browser = cast.thandi.client()
    here = f"{API}{made.public_id}/"
    etag = browser.get(here)["ETag"]
    change = json.dumps({"title": "Another name"})
    sent: dict[str, Any] = {"content_type": "application/json", "headers": {"If-Match": etag}}
    assert browser.patch(here, change, **sent).json()["number"] == 2
    assert browser.patch(here, change, **sent).status_code == 412


def test_putting_away_ends_the_offer_and_can_be_undone(cast: Cast) -> None:
    made = added(cast)
    browser = cast.thandi.client()
    here = f"{BASE}word-templates/{made.public_id}/"
    page = browser.post(f"{here}put-away/", follow=True)
    assert "is put away" in body(page)
    with tenant(cast.umoja):
        assert f"file:{made.public_id}:1" not in [choice.ref for choice in blueprints.choices()]
        assert blueprints.get(f"file:{made.public_id}:1").title == "Letter to a customer"
    browser.post(f"{here}bring-back/")
    with tenant(cast.umoja):
        assert f"file:{made.public_id}:1" in [choice.ref for choice in blueprints.choices()]
        codes = set(AuditEntry.objects.values_list("code", flat=True))
    assert {f"content.word_template.{verb}" for verb in ("added", "put_away", "brought_back")} <= codes


def test_the_api_takes_words_and_gives_the_file(cast: Cast) -> None:
    browser = cast.thandi.client()
    content = word_files.letter()
    made = browser.post(API, {"file": upload(content), "title": "Ours"})
    assert made.status_code == 201, made.content
    told = made.json()
    assert told["template"] == f"file:{told['id']}:1"
    assert {question["key"] for question in told["questions"]} >= {"customer.name", "lines"}
    here = f"{API}{told['id']}/"
    fields = [
        {"key": "lines", "label": "Lines", "field": [{"key": "amount", "kind": "number"}]},
        {"key": "nothing"},
    ]
    changed = browser.patch(
        here,
        json.dumps({"fields": fields}),
        content_type="application/json",
        headers={"If-Match": made["ETag"]},
    )
    lines = next(question for question in changed.json()["questions"] if question["key"] == "lines")
    assert [part["kind"] for part in lines["field"]] == ["text", "number"]
    assert browser.get(f"{here}file/").content == content
    newer = browser.post(f"{here}file/", {"file": upload(word_files.made("{{ a }}"))})
    assert newer.json()["number"] == 3
    assert browser.delete(here).status_code == 204
    assert browser.get(API).json()["results"] == []
    assert browser.post(f"{here}return/").json()["put_away_at"] is None
    assert len(browser.get(API).json()["results"]) == 1
    refused = browser.post(API, {"file": upload(b"nonsense")})
    assert refused.status_code == 422
    assert "no Word file" in refused.json()["detail"]


def test_lists_ask_the_database_the_same_however_many_there_are(cast: Cast) -> None:
    browser = cast.thandi.client()
    added(cast)
    with assert_max_queries(14):
        browser.get(f"{BASE}word-templates/")
    with tenant(cast.umoja):
        first = WordTemplateVersion.objects.get()
        for number in range(12):
            template = WordTemplate.objects.create(
                title=f"T{number}", created_at=timezone.now(), changed_at=timezone.now()
            )
            told = {
                "file_name": "x.docx",
                "path": first.path,
                "size": 1,
                "sha256": "0" * 64,
                "made_at": timezone.now(),
            }
            WordTemplateVersion.objects.create(
                template=template, number=1, title=template.title, fields=first.fields, **told
            )
    with assert_max_queries(14):
        assert "T11" in body(browser.get(f"{BASE}word-templates/"))
    with tenant(cast.umoja), assert_max_queries(1):
        assert len(list(blueprints.SOURCES["file"].choices())) == 13


def test_another_organisation_finds_neither_template_nor_file(cast: Cast) -> None:
    made = added(cast)
    stranger = cast.charlize.client()
    assert stranger.get(f"{BASE}word-templates/{made.public_id}/").status_code == 404
    with tenant(cast.charlize.organisation), pytest.raises(TemplateGone):
        blueprints.get(f"file:{made.public_id}:1")


def test_it_cannot_be_sent_as_a_sealed_pdf(cast: Cast) -> None:
    made = added(cast, word_files.made("{{ organisation.name }} on {{ today }}"))
    with tenant(cast.umoja):
        by, now = cast.thandi.actor, timezone.now()
        document = documents.begin(f"file:{made.public_id}:1", by=by, now=now)
        documents.confirm(document.pk, by=by, now=now)
        with pytest.raises(WordFileOnly):
            locking.lock_for_sending(document.pk, by=by, now=now)
        document.refresh_from_db()
        assert not document.is_locked


def test_erasure_takes_rows_and_files(
    cast: Cast, files_in_tmp: Path, django_capture_on_commit_callbacks: Any
) -> None:
    added(cast)
    assert list(files_in_tmp.rglob("*.docx"))
    with django_capture_on_commit_callbacks(execute=True), tenant(cast.umoja):
        erasure.erase(cast.umoja.pk)
        assert not WordTemplate.objects.exists()
        assert not WordTemplateVersion.objects.exists()
    assert not list(files_in_tmp.rglob("*.docx"))


def test_adding_and_changing_are_told(cast: Cast) -> None:
    made = added(cast)
    with tenant(cast.umoja):
        service.reword(made.pk, title="Other", fields=[], by=cast.thandi.actor, now=timezone.now())
        names = set(OutboxEvent.objects.values_list("name", flat=True))
    assert any(name.endswith("WordTemplateAdded") for name in names)
    assert any(name.endswith("WordTemplateChanged") for name in names)


def test_who_may_not_write_templates_is_refused(cast: Cast) -> None:
    made = added(cast)
    with tenant(cast.umoja), pytest.raises(NotAllowed):
        service.put_away(made.pk, by=cast.bongani.actor, now=timezone.now())
