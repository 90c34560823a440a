"""Many documents of one table: every error by line and column, nasty cells, wrong encodings, workers that die, cancelling, the ZIP."""

import csv
import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from content.bulk_refusals import ColumnTwice, ColumnUnknown, NothingGood, TooManyDocuments
from content.models import BulkPart, BulkRow, BulkRun, BulkState, Document
from content.selectors import bulk as selectors
from content.services import bulk, bulk_packing, bulk_working
from content.tests import offers
from synthai.core import files
from synthai.core.models import AuditEntry, OutboxEvent
from synthai.core.tables import TableRefused
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_in_tmp", "files_in_process")]
BASE = "/o/umoja-foods/documents/bulk/"
API = "/api/v1/o/umoja-foods/documents/bulk/"
HEADS = ["customer.name", "customer.phone", "lines.0.what", "lines.0.price", "lines.1.what", "lines.1.price", "terms.days"]  # fmt: skip
GOOD = ["Kasi Café", "082 123 4567", "Bunny chow", "65.00", "Vetkoek", "12.50", "30"]


def unasked(_run: int) -> None:
    pytest.fail("there was time for all")


def table(*rows: list[str], heads: list[str] = HEADS, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows([heads, *rows])
    return out.getvalue().encode(encoding)


def named(name: str, **more: str) -> list[str]:
    return [
        name,
        *(more.get(head.replace(".", "_"), cell) for head, cell in zip(HEADS[1:], GOOD[1:], strict=True)),
    ]


def begun(cast: Cast, *refs: str) -> BulkRun:
    with tenant(cast.umoja):
        return bulk.begin(refs or (offers.REF,), by=cast.thandi.actor, now=timezone.now())


def worked(cast: Cast, run: BulkRun) -> BulkRun:
    with tenant(cast.umoja):
        bulk_working.work(run.pk, go_on=unasked)
        return selectors.get_bulk(run.public_id, by=cast.thandi.actor)


def uploaded(cast: Cast, content: bytes, *refs: str, name: str = "customers.csv") -> BulkRun:
    run = begun(cast, *refs)
    with tenant(cast.umoja):
        bulk.upload(run.pk, io.BytesIO(content), name=name, by=cast.thandi.actor, now=timezone.now())
    return worked(cast, run)


def started(cast: Cast, run: BulkRun, *formats: str, **more: Any) -> BulkRun:
    with tenant(cast.umoja):
        return bulk.start(
            run.pk, formats=formats or ("pdf",), by=cast.thandi.actor, now=timezone.now(), **more
        )


def errors(cast: Cast, run: BulkRun) -> dict[int, list[dict[str, str]]]:
    with tenant(cast.umoja):
        return {row.line: row.errors for row in selectors.wrong_rows(run)}


def archive(cast: Cast, run: BulkRun) -> zipfile.ZipFile:
    with tenant(cast.umoja), files.open_file(run.path) as file:
        return zipfile.ZipFile(io.BytesIO(file.read()))


def index(found: zipfile.ZipFile) -> list[list[str]]:
    return list(csv.reader(io.StringIO(found.read("index.csv").decode("utf-8-sig"))))


def test_every_row_becomes_a_pdf_and_a_word_file_with_names_that_do_not_change(cast: Cast) -> None:
    run = uploaded(cast, table(GOOD, named("Shisa Nyama")))
    assert (run.state, run.good_count, run.bad_count) == (BulkState.READY, 2, 0)
    run = worked(cast, started(cast, run, "pdf", "docx"))
    assert (run.state, run.done_count, run.good_count, run.failed_count) == (BulkState.FINISHED, 2, 0, 0)
    found = archive(cast, run)
    names = ["00002-offer-to-kasi-cafe.pdf", "00002-offer-to-kasi-cafe.docx", "00003-offer-to-shisa-nyama.pdf", "00003-offer-to-shisa-nyama.docx"]  # fmt: skip
    assert found.namelist() == [*names, "index.csv"]
    assert found.read(names[0]).startswith(b"%PDF")
    assert found.read(names[1]).startswith(b"PK")
    assert [row[:2] for row in index(found)[1:]] == [
        ["2", "Offer to Kasi Café"],
        ["3", "Offer to Shisa Nyama"],
    ]
    with tenant(cast.umoja):
        assert not BulkPart.objects.exists()
        assert not Document.objects.exists()
        assert OutboxEvent.objects.filter(name__endswith="BulkFinished").count() == 1
        codes = set(AuditEntry.objects.values_list("code", flat=True))
    assert {"content.bulk.begun", "content.bulk.uploaded", "content.bulk.started"} <= codes


def test_every_error_of_every_row_is_named_by_line_and_column_and_good_rows_are_written(cast: Cast) -> None:
    rows = [
        GOOD,
        named("", customer_phone="12"),
        named("Spaza", lines_0_price="sixty", lines_1_what="", lines_1_price=""),
        ["Half", "", "", "", "", "", ""],
    ]
    run = uploaded(cast, table(*rows))
    assert (run.good_count, run.bad_count) == (1, 3)
    found = errors(cast, run)
    assert [(each["column"]) for each in found[3]] == ["customer.phone", "customer.name"]
    assert "is no telephone number" in found[3][0]["says"]
    assert found[4][0]["column"] == "lines.0.price"
    assert {each["question"] for each in found[5]} == {"What do you offer?", "In how many days is it paid?"}
    run = worked(cast, started(cast, run))
    listed = index(archive(cast, run))
    assert [row[2] for row in listed[1:]] == ["Written", "To be mended", "To be mended", "To be mended"]
    reply = cast.thandi.client().get(f"{BASE}{run.public_id}/to-mend.csv")
    told = list(csv.reader(io.StringIO(b"".join(reply).decode("utf-8-sig"))))
    assert told[0] == ["Line", "What to mend", *HEADS]
    assert told[1][0] == "3"
    assert "customer.phone" in told[1][1]
    assert told[2][2] == "Spaza"


@pytest.mark.parametrize(
    "nasty",
    ["{{ organisation.bank.account }}", "{% for x in y %}", "# Heading | **bold** <script>", "=HYPERLINK(1)", "@SUM(A1)"],
)  # fmt: skip
def test_what_stands_in_a_cell_is_text_and_never_code(cast: Cast, nasty: str) -> None:
    run = uploaded(cast, table(named(nasty)))
    assert run.good_count == 1
    with tenant(cast.umoja):
        row = BulkRow.objects.get()
    assert row.name == f"Offer to {nasty}"
    run = worked(cast, started(cast, run, "docx"))
    found = archive(cast, run)
    word = zipfile.ZipFile(io.BytesIO(found.read(found.namelist()[0])))
    body = word.read("word/document.xml").decode()
    shown = nasty.replace("<", "&lt;").replace(">", "&gt;")
    assert "".join(part.rpartition(">")[2] for part in body.split("</w:t>")).count(shown) >= 1


def test_a_very_long_cell_is_refused_with_its_column(cast: Cast) -> None:
    run = uploaded(cast, table(named("x" * 20_000)))
    assert run.bad_count == 1
    assert errors(cast, run)[2][0]["column"] == "customer.name"


def test_formulas_in_cells_are_harmless_in_both_tables_that_leave_and_come_back_as_they_were(
    cast: Cast,
) -> None:
    run = uploaded(cast, table(named("=cmd|' /C calc'!A0", customer_phone="+27 82 123 4567"), named("=1+1", customer_phone="-1")))  # fmt: skip
    assert (run.good_count, run.bad_count) == (1, 1)
    mended = b"".join(cast.thandi.client().get(f"{BASE}{run.public_id}/to-mend.csv"))
    assert b"'=1+1" in mended
    assert b"'-1" in mended
    with tenant(cast.umoja):
        bulk.upload(run.pk, io.BytesIO(mended.replace(b"'-1", b"'+27 82 123 4567")), name="to-mend.csv", by=cast.thandi.actor, now=timezone.now())  # fmt: skip
    run = worked(cast, run)
    assert (run.good_count, run.bad_count) == (1, 0)
    with tenant(cast.umoja):
        assert BulkRow.objects.get().name == "Offer to =1+1"
    run = worked(cast, started(cast, run))
    assert index(archive(cast, run))[1][1] == "Offer to =1+1"


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("cp1252", ";"), ("utf-8-sig", "\t"), ("utf-16", ","), ("mac_roman", ",")]
)
def test_letters_survive_what_south_african_programs_write(cast: Cast, encoding: str, delimiter: str) -> None:
    rows = [named(f"Café Müller & Søn {number}") for number in range(6)]
    run = uploaded(cast, table(*rows, encoding=encoding, delimiter=delimiter))
    with tenant(cast.umoja):
        first = BulkRow.objects.order_by("line")[0].name
    assert run.good_count == 6
    assert encoding == "mac_roman" or first == "Offer to Café Müller & Søn 0"


def workbook(*rows: list[Any]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    page = book.add_worksheet("Customers")
    for place, row in enumerate(rows):
        page.write_row(place, 0, row)
    book.close()
    return out.getvalue()


def test_a_workbook_is_read_by_labels_with_empty_lines_above_and_numbers_as_people_type_them(
    cast: Cast,
) -> None:
    heads = ["Who is it for?", "what do you offer? 1 what it is", "WHAT DO YOU OFFER? 1: PRICE", "In how many days is it paid?", "Shoe size"]  # fmt: skip
    run = uploaded(cast, workbook([], [], heads, ["Kasi Café", "Bunny chow", 65.5, 30, 44]), name="c.xlsx")
    assert run.mapping == ["customer.name", "lines.0.what", "lines.0.price", "terms.days", ""]
    assert run.good_count == 1
    with tenant(cast.umoja):
        row = BulkRow.objects.get()
    assert (row.line, row.cells) == (4, ["Kasi Café", "Bunny chow", "65.5", "30", "44"])


def test_the_example_files_can_be_uploaded_as_they_are(cast: Cast) -> None:
    for ending in ("csv", "xlsx"):
        run = begun(cast, "library:quotation:1", "library:delivery-note:1")
        example = b"".join(cast.thandi.client().get(f"{BASE}{run.public_id}/example.{ending}"))
        with tenant(cast.umoja):
            bulk.upload(run.pk, io.BytesIO(example), name=f"example.{ending}", by=cast.thandi.actor, now=timezone.now())  # fmt: skip
        run = worked(cast, run)
        assert (run.good_count, errors(cast, run)) == (1, {})
        assert all(run.mapping)


def test_a_pack_of_templates_gives_each_row_one_of_each(cast: Cast) -> None:
    pack = ("library:quotation:1", "library:delivery-note:1")
    example = b"".join(cast.thandi.client().get(f"{BASE}{begun(cast, *pack).public_id}/example.csv"))
    run = worked(cast, started(cast, uploaded(cast, example, *pack)))
    assert run.done_count == 1
    assert [name[:8] for name in archive(cast, run).namelist()[:2]] == ["00002-1-", "00002-2-"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"customer.name\n", "empty"),
        (b"%PDF-1.7 anything", "neither a CSV"),
        (b"\xd0\xcf\x11\xe0 old", "old Excel"),
        (b"PK\x03\x04 torn", "damaged"),
        (b'a,b\n1,2\n"never closed,3\n', "quotation mark"),
        (b"a\n" + b"1\n" * 10_001, "more than 10000 rows"),
        (",".join(["a"] * 301).encode() + b"\n1\n", "more than 300 columns"),
        (b"\x00\x01\x02\x03" * 50, "neither a CSV"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_a_sentence(cast: Cast, content: bytes, words: str) -> None:
    run = begun(cast)
    with tenant(cast.umoja), pytest.raises(TableRefused, match=words):
        bulk.upload(run.pk, io.BytesIO(content), name="x.csv", by=cast.thandi.actor, now=timezone.now())
    reply = cast.thandi.client().post(f"{BASE}{run.public_id}/upload/", {"file": SimpleUploadedFile("x.csv", content or b" ")})  # fmt: skip
    assert reply.status_code == 422


def test_a_killed_worker_s_run_goes_on_where_it_was_and_no_row_is_written_twice(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_working, "WRITTEN_AT_ONCE", 2)
    run = started(cast, uploaded(cast, table(*[named(f"Customer {number}") for number in range(5)])))
    real, calls = bulk_packing.write_part, []

    def dies(*args: Any, **more: Any) -> Any:
        calls.append([row.line for row in args[2]])
        if len(calls) == 2:
            real(*args, **more)  # its file is stored, and the worker dies before that counts
            raise SystemExit
        return real(*args, **more)

    monkeypatch.setattr(bulk_packing, "write_part", dies)
    with tenant(cast.umoja):
        with pytest.raises(SystemExit):
            bulk_working.work(run.pk, go_on=unasked)
        run.refresh_from_db()
        assert (run.state, run.done_count) == (BulkState.WRITING, 2)
        now = timezone.now()
        assert bulk_working.abandoned(now=now) == []
        bulk_working.work(run.pk, go_on=unasked)
        assert len(calls) == 2, "a second worker keeps off while the lease holds"
        assert bulk_working.abandoned(now=now + timedelta(minutes=2)) == [run.pk]
        BulkRun.objects.filter(pk=run.pk).update(lease_until=now - timedelta(seconds=1))
    run = worked(cast, run)
    assert calls == [[2, 3], [4, 5], [4, 5], [6]]
    assert (run.state, run.done_count) == (BulkState.FINISHED, 5)
    names = archive(cast, run).namelist()
    assert len(names) == len(set(names)) == 6
    with tenant(cast.umoja):
        assert not BulkPart.objects.exists(), "the lost part went, too"


def test_after_three_dead_workers_it_says_so_and_can_be_started_again(cast: Cast) -> None:
    run = started(cast, uploaded(cast, table(GOOD)))
    with tenant(cast.umoja):
        BulkRun.objects.filter(pk=run.pk).update(attempts=3, lease_until=timezone.now() - timedelta(hours=1))
    run = worked(cast, run)
    assert run.state == BulkState.FAILED
    assert "three times" in run.error
    assert worked(cast, started(cast, run)).state == BulkState.FINISHED


def test_cancelling_keeps_what_was_written_and_starting_again_goes_on(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_working, "WRITTEN_AT_ONCE", 2)
    run = started(cast, uploaded(cast, table(*[named(f"Customer {number}") for number in range(5)])))
    real, calls = bulk_packing.write_part, []

    def stopped(*args: Any, **more: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            bulk.cancel(run.pk, by=cast.thandi.actor, now=timezone.now())
        return real(*args, **more)

    monkeypatch.setattr(bulk_packing, "write_part", stopped)
    run = worked(cast, run)
    assert (run.state, run.done_count, run.good_count) == (BulkState.CANCELLED, 2, 3)
    assert len(archive(cast, run).namelist()) == 3
    former = run.path
    run = worked(cast, started(cast, run))
    assert (run.state, run.done_count) == (BulkState.FINISHED, 5)
    assert len(archive(cast, run).namelist()) == 6
    with pytest.raises(FileNotFoundError):
        files.open_file(former)


def test_one_that_waits_is_cancelled_by_the_next_worker(cast: Cast) -> None:
    run = started(cast, uploaded(cast, table(GOOD)))
    with tenant(cast.umoja):
        bulk.cancel(run.pk, by=cast.thandi.actor, now=timezone.now())
    assert worked(cast, run).state == BulkState.CANCELLED


def test_rows_become_documents_of_the_list_as_drafts(cast: Cast) -> None:
    run = started(cast, uploaded(cast, table(GOOD, named("Spaza"))), makes_documents=True)
    with tenant(cast.umoja):
        BulkRun.objects.update(is_confidential=True)
    run = worked(cast, run)
    with tenant(cast.umoja):
        made = list(Document.objects.order_by("pk"))
        rows = list(BulkRow.objects.order_by("line"))
    assert [each.title for each in made] == ["Offer to Kasi Café", "Offer to Spaza"]
    assert [row.document_id for row in rows] == [each.pk for each in made]
    assert not any(each.is_confirmed for each in made)
    assert all(each.is_confidential for each in made), "as the table is"
    assert run.done_count == 2
    page = cast.thandi.client().get(f"/o/umoja-foods/documents/{made[0].public_id}/")
    assert "Bunny chow" in page.content.decode()


def test_too_many_documents_and_wrong_columns_are_refused_with_words(cast: Cast) -> None:
    run = uploaded(cast, table(GOOD))
    now, by = timezone.now(), cast.thandi.actor
    with tenant(cast.umoja):
        BulkRun.objects.filter(pk=run.pk).update(good_count=501, row_count=501)
        with pytest.raises(TooManyDocuments, match="501"):
            bulk.start(run.pk, formats=["pdf"], makes_documents=True, by=by, now=now)
        with pytest.raises(ColumnTwice, match="customer.phone"):
            bulk.map_columns(run.pk, ["customer.name", "customer.name", *run.mapping[2:]], by=by, now=now)
        with pytest.raises(ColumnUnknown):
            bulk.map_columns(run.pk, ["organisation.name", *run.mapping[1:]], by=by, now=now)
        bulk.map_columns(run.pk, ["", *run.mapping[1:]], by=by, now=now)
    run = worked(cast, run)
    assert errors(cast, run)[2][0]["question"] == "Who is it for?"
    with tenant(cast.umoja), pytest.raises(NothingGood):
        bulk.start(run.pk, formats=["pdf"], by=by, now=now)
