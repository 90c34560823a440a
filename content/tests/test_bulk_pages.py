"""Tables that become documents as people and programs see them: the whole way by pages and by the API, and how many queries that takes."""

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from content.models import BulkRun, BulkState
from content.services import bulk, bulk_working
from content.tests import offers
from content.tests.test_bulk import API, BASE, GOOD, begun, named, started, table, unasked, uploaded, worked
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from synthai.core.testing.queries import assert_max_queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_in_tmp")]


def words(reply: Any) -> str:
    return str(reply.content, "utf-8")


def the_run(cast: Cast) -> BulkRun:
    with tenant(cast.umoja):
        return BulkRun.objects.get()


def work(cast: Cast) -> None:
    with tenant(cast.umoja):
        bulk_working.work(the_run(cast).pk, go_on=unasked)


def test_the_whole_way_by_plain_pages(cast: Cast) -> None:
    browser = cast.thandi.client()
    assert "No table yet" in words(browser.get(BASE))
    assert browser.post(f"{BASE}new/", {}).status_code == 422
    page = browser.post(f"{BASE}new/", {"templates": ["library:quotation:2"]}, follow=True)
    assert "Example for Excel" in words(page)
    here = f"{BASE}{the_run(cast).public_id}/"
    example = b"".join(browser.get(f"{here}example.csv"))
    page = browser.post(f"{here}upload/", {"file": SimpleUploadedFile("mine.csv", example)}, follow=True)
    assert "Checking the rows" in words(page)
    assert 'data-live="org.' in words(page)
    work(cast)
    page = browser.get(here)
    assert "Start with 1 good row" in words(page)
    assert "What the columns hold" in words(page)
    shown = words(browser.get(f"{here}rows/2/"))
    assert "Buffet lunch for one guest" in shown
    page = browser.post(f"{here}start/", {"formats": ["pdf", "docx"]}, follow=True)
    assert "Writing the documents" in words(page)
    work(cast)
    page = browser.get(here)
    assert "Download the ZIP" in words(page)
    found = zipfile.ZipFile(io.BytesIO(b"".join(browser.get(f"{here}documents.zip"))))
    assert len(found.namelist()) == 3
    assert found.testzip() is None
    page = browser.post(f"{here}put-away/", follow=True)
    assert "Bring it back" in words(page)
    assert "No table yet" in words(browser.get(BASE))
    browser.post(f"{here}bring-back/")
    assert "mine.csv" in words(browser.get(BASE))


def test_columns_are_mapped_on_the_page_and_two_of_one_question_are_refused(cast: Cast) -> None:
    run = uploaded(cast, table(GOOD, heads=["A", "B", "C", "D", "E", "F", "G"]))
    assert run.bad_count == 1
    browser, here = cast.thandi.client(), f"{BASE}{run.public_id}/"
    page = words(browser.get(here))
    assert "These have no column yet" in page
    assert "no column holds it" in page
    keys = ["customer.name", "customer.phone", "lines.0.what", "lines.0.price", "lines.1.what", "lines.1.price", "terms.days"]  # fmt: skip
    twice = {f"column-{place}": key for place, key in enumerate([keys[0], *keys[:-1]])}
    assert "is answered by two columns" in words(browser.post(f"{here}columns/", twice))
    once = {f"column-{place}": key for place, key in enumerate(keys)}
    assert "checked again" in words(browser.post(f"{here}columns/", once, follow=True))
    assert worked(cast, run).good_count == 1


def test_a_row_to_be_mended_is_shown_with_words_and_cancelling_answers_at_once(cast: Cast) -> None:
    run = uploaded(cast, table(GOOD, named("Spaza", lines_0_price="<b>sixty")))
    browser, here = cast.thandi.client(), f"{BASE}{run.public_id}/"
    page = words(browser.get(here))
    assert "&lt;b&gt;sixty" in page
    assert "<b>sixty" not in page
    assert "lines.0.price" in words(browser.get(f"{here}rows/3/"))
    started(cast, run)
    assert "Stopping" in words(browser.post(f"{here}cancel/", follow=True))
    assert browser.get(f"{here}documents.zip").status_code == 404


def test_the_whole_way_by_the_api(cast: Cast) -> None:
    client = cast.thandi.client()
    made = client.post(API, {"templates": [offers.REF]}, content_type="application/json")
    assert made.status_code == 201, made.content
    assert {"key": "customer.name", "label": "Who is it for?", "kind": "company", "required": True, "example": "Kasi Café"} in made.json()["questions"]  # fmt: skip
    here = f"{API}{made.json()['id']}/"
    content = SimpleUploadedFile("t.csv", table(GOOD, named("")))
    reply = client.post(f"{here}table/", {"file": content})
    assert reply.status_code == 202, reply.content
    assert reply.json()["state"] == "checking"
    assert (
        client.post(f"{here}start/", {"formats": ["pdf"]}, content_type="application/json").status_code == 409
    )
    work(cast)
    read = client.get(here)
    mapping = read.json()["mapping"]
    columns = f"{here}columns/"
    assert client.put(columns, {"mapping": mapping}, content_type="application/json").status_code == 428
    stale = client.put(columns, {"mapping": mapping}, content_type="application/json", headers={"If-Match": '"old"'})  # fmt: skip
    assert stale.status_code == 412
    rows = client.get(f"{here}rows/?state=bad").json()["results"]
    assert rows[0]["line"] == 3
    assert rows[0]["errors"][0]["column"] == "customer.name"
    assert (
        client.post(f"{here}start/", {"formats": ["odt"]}, content_type="application/json").status_code == 400
    )
    reply = client.post(f"{here}start/", {"formats": ["pdf"]}, content_type="application/json")
    assert reply.status_code == 202, reply.content
    work(cast)
    read = client.get(here).json()
    assert (read["state"], read["done_count"], read["bad_count"], read["has_result"]) == (
        "finished",
        1,
        1,
        True,
    )
    found = zipfile.ZipFile(io.BytesIO(b"".join(client.get(f"{here}documents.zip"))))
    assert found.namelist()[0].endswith("kasi-cafe.pdf")
    assert client.post(f"{here}cancel/").status_code == 409
    assert client.delete(here).status_code == 204
    assert client.get(API).json()["results"] == []
    assert client.post(f"{here}return/").status_code == 200
    assert len(client.get(API).json()["results"]) == 1


def test_wrong_templates_and_files_are_refused_over_the_api(cast: Cast) -> None:
    client = cast.thandi.client()
    for templates, status in (([], 400), (["library:nothing:1"], 422), ([offers.REF] * 6, 400)):
        reply = client.post(API, {"templates": templates}, content_type="application/json")
        assert reply.status_code == status, templates
    here = f"{API}{begun(cast).public_id}/"
    reply = client.post(f"{here}table/", {"file": SimpleUploadedFile("t.csv", b"%PDF-1.7")})
    assert reply.status_code == 422
    assert "neither a CSV file" in words(reply)


def test_lists_and_pages_take_a_constant_number_of_queries(cast: Cast) -> None:
    client = cast.thandi.client()
    run = uploaded(cast, table(*[named(f"Customer {number}") for number in range(30)]))
    here = f"{run.public_id}/"
    counted = []
    for _turn in range(2):
        for address in (BASE, f"{BASE}{here}", API, f"{API}{here}", f"{API}{here}rows/"):
            with assert_max_queries(25):
                counted.append(len(client.get(address).content))
        with tenant(cast.umoja):
            for _more in range(5):
                bulk.begin([offers.REF], by=cast.thandi.actor, now=timezone.now())
    assert all(counted)


def test_writing_takes_as_many_queries_for_many_rows_as_for_few(cast: Cast) -> None:
    few = started(cast, uploaded(cast, table(*[named(f"Customer {number}") for number in range(2)])))
    many = started(cast, uploaded(cast, table(*[named(f"Customer {number}") for number in range(40)])))
    for run in (few, many):
        with tenant(cast.umoja), assert_max_queries(60):
            bulk_working.work(run.pk, go_on=unasked)
    assert the_states(cast) == {BulkState.FINISHED}


def the_states(cast: Cast) -> set[str]:
    with tenant(cast.umoja):
        return set(BulkRun.objects.values_list("state", flat=True))
