"""Pages and API of documents that are read in."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from content.models import Document, ReadDocument
from content.selectors import asking
from content.selectors import reads as reads_found
from content.services import documents, reads
from content.tests.reading_fixtures import INVOICE, LETTER, read_in, uploaded
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from synthai.core.testing.queries import assert_max_queries
from synthai.core.testing.tasks import tasks_at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_in_tmp", "read_in_process")]


def at(name: str, *arguments: Any) -> str:
    return reverse(f"content:{name}", args=["umoja-foods", *arguments])


def api(name: str, *arguments: Any) -> str:
    return reverse(f"api:{name}", args=["umoja-foods", *arguments])


def test_from_upload_to_facts_by_plain_forms(cast: Cast) -> None:
    client = cast.thandi.client()
    assert "Nothing was read yet" in client.get(at("read-list")).content.decode()
    with tasks_at_once():
        reply = client.post(
            at("read-create"), {"file": SimpleUploadedFile("letter.txt", LETTER.encode()), "keep_days": "30"}
        )
    page = client.get(reply["Location"]).content.decode()
    for words in (
        "In short",
        "English",
        "R 4 500.00",
        "Karoo Cycles CC",
        "sound pleased",
        "Use what is ticked",
    ):
        assert words in page, words
    assert "Let the language model" not in page
    with tenant(cast.umoja):
        found = ReadDocument.objects.get()
    text = client.get(at("read-text", found.public_id)).content.decode()
    assert client.get(at("read-text", found.public_id), {"page": "²"}).status_code == 200
    assert "Nobody answers the phone" in text
    search = client.get(at("read-text", found.public_id), {"q": "answers the"}).content.decode()
    assert "<mark>answers the</mark>" in search
    client.post(
        at("read-facts", found.public_id),
        {"fact": ["amount|4500.00"], "label|amount|4500.00": "Paid for the bread"},
    )
    again = client.get(at("read", found.public_id)).content.decode()
    assert 'value="Paid for the bread"' in again
    assert "There is no draft to put them into yet" in again
    now = timezone.now()
    with tenant(cast.umoja):
        draft = Document.objects.create(
            title="Our answer", ref="library:quotation:1", created_at=now, changed_at=now
        )
    assert "Our answer" in client.get(at("read", found.public_id)).content.decode()
    reply = client.post(at("read-use", found.public_id), {"document": draft.public_id})
    assert reply["Location"] == at("document", draft.public_id)
    saved = client.get(at("read-file", found.public_id))
    assert "attachment" in saved["Content-Disposition"]
    assert b"".join(saved.streaming_content).decode() == LETTER  # type: ignore[attr-defined]
    reply = client.post(at("read-remove", found.public_id), follow=True)
    assert "Put it back" in reply.content.decode()
    assert client.get(at("read", found.public_id)).status_code == 404
    client.post(at("read-put-back", found.public_id))
    assert client.get(at("read", found.public_id)).status_code == 200


def test_a_wrong_upload_is_said_beside_its_field(cast: Cast) -> None:
    client = cast.thandi.client()
    reply = client.post(at("read-create"), {"keep_days": "30"})
    assert "Choose a file first." in reply.content.decode()
    reply = client.post(at("read-create"), {"file": SimpleUploadedFile("a.pdf", b""), "keep_days": "30"})
    assert "This file is empty" in reply.content.decode()


def test_script_in_a_document_stays_text(cast: Cast) -> None:
    found = read_in(
        cast.thandi, "Hello <script>alert(1)</script> and welcome to our shop on Friday.", "x.txt"
    )
    page = cast.thandi.client().get(at("read-text", found.public_id)).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_an_invoice_is_compared_and_checked(cast: Cast) -> None:
    client = cast.thandi.client()
    found = read_in(cast.thandi, INVOICE, "invoice.txt")
    assert "This looks like an invoice" in client.get(at("read", found.public_id)).content.decode()
    page = client.get(at("read-invoice", found.public_id)).content.decode()
    assert "The three amounts fit each other." in page
    values = {each["name"]: each["value"] for each in found.slip["fields"]}
    refused = client.post(at("read-invoice", found.public_id), {**values, "confirmed": ["number"]})
    assert refused.status_code == 422
    assert "Compare each field" in refused.content.decode()
    reply = client.post(at("read-invoice", found.public_id), {**values, "confirmed": list(values)})
    assert reply.status_code == 302
    assert "Blue Crane Trading CC" in client.get(reply["Location"]).content.decode()


def test_the_list_asks_no_more_for_more_rows(cast: Cast) -> None:
    for _ in range(3):
        uploaded(cast.thandi, LETTER)
    client = cast.thandi.client()
    client.get(at("read-list"))
    with assert_max_queries(14) as few:
        client.get(at("read-list"))
    for _ in range(8):
        uploaded(cast.thandi, LETTER)
    with assert_max_queries(len(few.captured_queries)):
        client.get(at("read-list"))


def test_the_api_reads_searches_and_takes_facts_over(cast: Cast) -> None:
    client = cast.thandi.client()
    with tasks_at_once():
        sent = client.post(
            api("content-reads"),
            {"file": SimpleUploadedFile("letter.txt", LETTER.encode())},
            headers={"Idempotency-Key": "one"},
        )
    assert sent.status_code == 202, sent.content
    found = client.get(sent["Location"]).json()
    assert (found["state"], found["language"], found["facts"]) == ("read", "en", [])
    assert client.get(api("content-read-text", found["id"])).json()["blocks"][0]["text"].startswith("Dear")
    finds = client.get(api("content-read-search", found["id"]), {"q": "whole weekend"}).json()
    assert finds[0]["words"] == "whole weekend"
    taken = client.put(
        api("content-read-facts", found["id"]),
        {"facts": [{"kind": "amount", "value": "2250.00", "label": "Missing order"}]},
        content_type="application/json",
    ).json()
    assert taken["facts"][0]["key"] == "missing_order"
    refused = client.put(
        api("content-read-facts", found["id"]),
        {"facts": [{"kind": "amount", "value": "7.00"}]},
        content_type="application/json",
    )
    assert (refused.status_code, refused.json()["type"].rsplit("/", 2)[-2]) == (
        422,
        "content.read.fact_unknown",
    )
    assert client.delete(api("content-read-file", found["id"])).status_code == 204
    assert client.get(at("read-file", found["id"])).status_code == 404
    assert client.delete(api("content-read", found["id"])).status_code == 204
    assert client.get(api("content-read", found["id"])).status_code == 404
    assert client.get(api("content-reads")).json()["results"] == []
    assert client.post(api("content-read-return", found["id"])).json()["id"] == found["id"]
    assert len(client.get(api("content-reads")).json()["results"]) == 1


def test_questions_offer_what_was_taken_over_to_who_may_read_it(cast: Cast) -> None:
    found = read_in(cast.thandi, LETTER)
    chosen = [{"kind": "company", "value": "karoo cycles cc", "label": "Who complains"}]
    now = timezone.now()
    with tenant(cast.umoja):
        reads.accept(found.pk, chosen, by=cast.thandi.actor)
        made = documents.begin("library:quotation:1", by=cast.thandi.actor, now=now)
        number = [
            any(asked.field.kind == "company" for asked in step.fields) for step in asking.steps(made)
        ].index(True)
        assert reads_found.offers() == {
            "company": [("Karoo Cycles CC", "Who complains, from letter.txt")],
        }
    page = at("question-step", made.public_id, number + 1)
    shown = cast.thandi.client().get(page).content.decode()
    assert '<option value="Karoo Cycles CC">Who complains, from letter.txt</option>' in shown
    assert 'list="offers-company"' in shown
    with tenant(cast.umoja):
        reads.remove(found.pk, by=cast.thandi.actor, now=now)
    assert "offers-company" not in cast.thandi.client().get(page).content.decode()
