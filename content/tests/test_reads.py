"""Documents from upload to facts and purge: what is kept, what is refused, what survives."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from billing.selectors import checks
from content import reading_terms
from content.models import Document, ReadDocument, ReadPage, ReadState
from content.selectors import reads as selectors
from content.services import read_into, read_slips, read_working, reads
from content.tests.reading_fixtures import INVOICE, LETTER, read_in, uploaded
from synthai.core import files, limits
from synthai.core.api.kinds import IdempotencyKeyReused
from synthai.core.errors import NotAllowed, NotFound
from synthai.core.facts import storing
from synthai.core.facts.base import SourceKind
from synthai.core.facts.values import Name
from synthai.core.limits import LimitExceeded
from synthai.core.money import Money
from synthai.core.reading import documents
from synthai.core.reading.documents import ReadingRefused
from synthai.core.reading.tests import making
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_in_tmp", "read_in_process")]


def stored(found: ReadDocument) -> ReadDocument:
    with tenant(found.tenant_id):
        return ReadDocument.objects.select_related("organisation").get(pk=found.pk)


def test_a_letter_is_read_with_its_gist_and_facts(cast: Cast) -> None:
    found = read_in(cast.thandi, LETTER)
    assert (found.state, found.language, found.kind, found.error) == (ReadState.READ, "en", "text", "")
    assert found.keep_until == timezone.localdate() + timedelta(days=90)
    assert {row["value"] for row in found.knowledge["entities"]["amount"]} == {"4500.00", "2250.00"}
    assert all(row["text"] in " ".join(LETTER.split()) for row in found.summary)
    assert found.slip == {}
    with tenant(cast.umoja):
        assert "Nobody answers" in ReadPage.objects.get(document=found).text
        finds = selectors.search(found, "R 2 250.00 was  NEVER")
        assert [(each.page, each.words) for each in finds] == [(1, "R 2 250.00 was never")]
        assert selectors.search(found, "unicorn") == []


def test_who_may_not_read_may_not_upload(cast: Cast) -> None:
    viewer = cast.hire("viewer")
    with pytest.raises(NotAllowed):
        uploaded(viewer, LETTER)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (making.locked_pdf(), "core.reading.refused.locked"),
        (making.laughing_word(), "core.reading.refused.trap"),
        (b"MZ" + bytes(90), "core.reading.refused.program"),
    ],
)
def test_what_cannot_be_read_fails_with_a_sentence(cast: Cast, content: bytes, code: str) -> None:
    found = read_in(cast.thandi, content, "contract.pdf")
    assert (found.state, found.error_code) == (ReadState.FAILED, code)
    assert found.error.endswith(".")
    with tenant(cast.umoja):
        assert reads.retry(found.pk, by=cast.thandi.actor, now=timezone.now()).state == ReadState.WAITING


def test_an_empty_and_a_large_file_are_refused_and_not_kept(
    cast: Cast, files_in_tmp: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ReadingRefused):
        uploaded(cast.thandi, b"")
    monkeypatch.setattr(reading_terms, "MOST_BYTES", 10)
    with pytest.raises(reads.ReadTooLarge, match="25 MB"):
        uploaded(cast.thandi, LETTER)
    assert [path for path in files_in_tmp.rglob("*") if path.is_file()] == []


def test_one_key_is_one_document(cast: Cast) -> None:
    first = uploaded(cast.thandi, LETTER, request_key="abc")
    assert uploaded(cast.thandi, LETTER, request_key="abc").pk == first.pk
    assert uploaded(cast.bongani, LETTER, request_key="abc").pk != first.pk
    with pytest.raises(IdempotencyKeyReused):
        uploaded(cast.thandi, INVOICE, request_key="abc")


def test_a_worker_that_died_is_replaced_and_brings_nothing_any_more(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = uploaded(cast.thandi, LETTER)
    now = timezone.now()
    with tenant(cast.umoja):
        dead = read_working.claim(found.pk, now=now)
        assert dead is not None
        with pytest.raises(read_working.ReadBusy):
            read_working.claim(found.pk, now=now + timedelta(seconds=5))
        assert read_working.abandoned(now=now) == []
        later = now + timedelta(seconds=31)
        assert read_working.abandoned(now=later) == [found.pk]
        ReadDocument.objects.filter(pk=found.pk).update(lease_until=now - timedelta(seconds=1))
        read_working.run(found.pk)
        with files.local_copy(found.path) as path:
            again = documents.read(path)
        with pytest.raises(read_working.LeaseLost):
            read_working.keep(found.pk, dead, again, now=later)
        assert ReadPage.objects.filter(document=found).count() == 1
    assert stored(found).attempts == 2


def test_a_file_that_kills_its_workers_is_given_up(cast: Cast) -> None:
    found = uploaded(cast.thandi, LETTER)
    with tenant(cast.umoja):
        ReadDocument.objects.filter(pk=found.pk).update(attempts=3)
        read_working.run(found.pk)
    assert (stored(found).state, stored(found).error_code) == (ReadState.FAILED, "content.read.gave_up")


def test_a_file_that_takes_too_long_fails_in_words(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*_args: Any, **_more: Any) -> None:
        raise LimitExceeded

    monkeypatch.setattr(limits, "run_limited", slow)
    found = read_in(cast.thandi, making.pdf(), "a.pdf")
    assert found.error_code == "core.reading.refused.too_much"


def test_facts_that_were_found_can_be_taken_over(cast: Cast) -> None:
    found = read_in(cast.thandi, LETTER)
    chosen = [
        {"kind": "amount", "value": "4500.00", "label": "What they paid"},
        {"kind": "date", "value": "2026-11-03", "label": ""},
        {"kind": "company", "value": "karoo cycles cc", "label": "Who complains"},
    ]
    with tenant(cast.umoja):
        reads.accept(found.pk, chosen, by=cast.thandi.actor)
        facts = {fact.key: fact for fact in selectors.facts_of(found.pk)}
        with pytest.raises(reads.FactUnknown):
            reads.accept(found.pk, [{"kind": "amount", "value": "1.00", "label": "x"}], by=cast.thandi.actor)
    assert facts["read.what_they_paid"].value == Money(Decimal("4500.00"), "ZAR")
    assert facts["read.date"].value == date(2026, 11, 3)
    assert isinstance(facts["read.who_complains"].value, Name)
    source = facts["read.what_they_paid"].source
    assert (source.kind, str(source.words)) == (SourceKind.DOCUMENT, "letter.txt, page 1")


def test_an_invoice_goes_to_the_checker_once_each_field_is_confirmed(cast: Cast) -> None:
    found = read_in(cast.thandi, INVOICE, "invoice.txt")
    told = {each["name"]: each for each in read_slips.fields_of(found)}
    assert {name: each["value"] for name, each in told.items()} == {
        "heading": "TAX INVOICE",
        "supplier_vat_number": "4470101504",
        "supplier_name": "Blue Crane Trading CC",
        "number": "INV-00231",
        "issued_on": "2026-11-12",
        "excl": "10000.00",
        "vat": "1500.00",
        "incl": "11500.00",
    }
    assert {told[name]["confidence"] for name in ("excl", "vat", "incl", "number")} == {"high"}
    values: dict[str, Any] = {name: each["value"] for name, each in told.items()}
    values |= {name: Decimal(values[name]) for name in ("excl", "vat", "incl")}
    values["issued_on"] = date(2026, 11, 12)
    with tenant(cast.umoja):
        with pytest.raises(read_slips.Unconfirmed, match="invoice number"):
            read_slips.send(found, values, set(told) - {"number"}, by=cast.thandi.actor, now=timezone.now())
        kept = read_slips.send(found, values, set(told), by=cast.thandi.actor, now=timezone.now())
        row = checks.get_check(kept)
        assert (row.supplier, row.vat, row.number) == (
            "Blue Crane Trading CC",
            Decimal("1500.00"),
            "INV-00231",
        )
        rogue = cast.hire("viewer")
        with pytest.raises(NotAllowed):
            read_slips.send(found, values, set(told), by=rogue.actor, now=timezone.now())


def test_sums_that_do_not_fit_are_said_to_be_wrong(cast: Cast) -> None:
    found = read_in(cast.thandi, INVOICE.replace("R 1 500.00", "R 1 600.00"), "invoice.txt")
    told = {each["name"]: each for each in read_slips.fields_of(found)}
    assert {told[name]["reason"] for name in ("excl", "vat", "incl")} == {"sums_differ"}


def test_what_was_removed_comes_back_for_a_day_and_then_goes_with_its_file(
    cast: Cast, files_in_tmp: Path
) -> None:
    found, now = read_in(cast.thandi, LETTER), timezone.now()
    by = cast.thandi.actor
    with tenant(cast.umoja):
        reads.remove(found.pk, by=by, now=now)
        with pytest.raises(NotFound):
            selectors.get_read(found.public_id)
        reads.put_back(found.pk, by=by)
        assert selectors.get_read(found.public_id).pk == found.pk
        reads.remove(found.pk, by=by, now=now)
        assert reads.purge(now=now + timedelta(hours=23)) == 0
        assert reads.purge(now=now + timedelta(hours=25)) == 1
        assert not ReadPage.objects.exists()


def test_file_and_text_go_on_their_day(
    cast: Cast, django_capture_on_commit_callbacks: Any, files_in_tmp: Path
) -> None:
    found = read_in(cast.thandi, LETTER, keep_days=30)
    with tenant(cast.umoja), django_capture_on_commit_callbacks(execute=True):
        assert reads.purge(now=timezone.now() + timedelta(days=32)) == 1
        assert not ReadDocument.objects.filter(pk=found.pk).exists()
    assert [path for path in files_in_tmp.rglob("*") if path.is_file()] == []


def test_the_file_goes_when_asked_and_its_text_stays(
    cast: Cast, django_capture_on_commit_callbacks: Any, files_in_tmp: Path
) -> None:
    found = read_in(cast.thandi, LETTER)
    with tenant(cast.umoja), django_capture_on_commit_callbacks(execute=True):
        reads.delete_file(found.pk, by=cast.thandi.actor)
        assert selectors.page_of(found, 1) is not None
    assert [path for path in files_in_tmp.rglob("*") if path.is_file()] == []


def test_taken_facts_stand_in_a_document_of_ones_own(cast: Cast) -> None:
    found, now = read_in(cast.thandi, LETTER), timezone.now()
    by = cast.thandi.actor
    with tenant(cast.umoja):
        document = Document.objects.create(
            title="Answer",
            ref="library:quotation:1",
            created_at=now,
            changed_at=now,
            created_by_id=by.user_id,
        )
        with pytest.raises(read_into.NothingTaken):
            read_into.use_in(found, document.pk, by=by, now=now)
        chosen = [{"kind": "amount", "value": "4500.00", "label": "Paid"}]
        reads.accept(found.pk, chosen, by=by)
        for _ in range(2):
            changed = read_into.use_in(found, document.pk, by=by, now=now)
        assert changed.version == 2
        (fact,) = storing.load(changed.facts)
        assert (fact.key, fact.value, fact.source.kind) == (
            "read.paid",
            Money(Decimal("4500.00"), "ZAR"),
            SourceKind.DOCUMENT,
        )
