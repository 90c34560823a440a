"""Documents over the API: begun once, edited on the version that was seen, compared, approved, downloaded."""

import io
from typing import Any

import pytest
from pypdf import PdfReader

from content.models import Document
from content.services import documents
from content.tests import offers
from content.tests.offers import NOW
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from synthai.core.testing.queries import assert_max_queries

pytestmark = pytest.mark.django_db
API = "/api/v1/o/umoja-foods/documents/"
JSON = "application/json"


def test_a_document_is_begun_once_however_often_it_is_asked_for(cast: Cast) -> None:
    browser = cast.thandi.client()
    listed = browser.get(f"{API}templates/").json()
    assert {
        key: row[key] for row in listed if row["template"] == offers.REF for key in ("template", "questions")
    } == {"template": offers.REF, "questions": 5}
    body: dict[str, Any] = {"template": offers.REF, "answers": {"customer.name": "Kasi Café"}}
    headers = {"Idempotency-Key": "one-quotation"}
    made = browser.post(API, body, content_type=JSON, headers=headers)
    again = browser.post(API, body, content_type=JSON, headers=headers)
    assert (made.status_code, again.status_code) == (201, 201)
    assert made.json() == again.json()
    with tenant(cast.umoja):
        assert Document.objects.count() == 1
    said = made.json()
    assert [question["key"] for question in said["missing"]] == ["lines", "terms.days"]
    assert said["sections"][0]["figures"][0] == {
        "key": "organisation.name", "words": "Umoja Foods", "source": "Your organisation's details",
        "on": said["sections"][0]["figures"][0]["on"], "was": "",
    }  # fmt: skip
    gone = browser.post(API, {"template": "library:nothing:1"}, content_type=JSON)
    assert gone.status_code == 422
    assert "Choose another one" in gone.json()["detail"]


def test_answers_and_sections_need_the_version_one_has_seen(cast: Cast) -> None:
    document = offers.begin(cast.thandi, {"customer.name": "Kasi Café"})
    here = f"{API}{document.public_id}/"
    browser = cast.bongani.client()
    etag = browser.get(here)["ETag"]
    answers = {"answers": {"lines": [{"what": "Pap", "price": "1,234"}], "terms.days": "seven"}}
    assert browser.patch(f"{here}answers/", answers, content_type=JSON).status_code == 428
    wrong = browser.patch(f"{here}answers/", answers, content_type=JSON, headers={"If-Match": etag})
    assert wrong.status_code == 422
    assert {each["pointer"] for each in wrong.json()["errors"]} == {
        "#/answers/lines/0/price",
        "#/answers/terms.days",
    }
    right = {"answers": {"lines": [{"what": "Pap", "price": "12.34"}], "terms.days": "7"}}
    saved = browser.patch(f"{here}answers/", right, content_type=JSON, headers={"If-Match": etag})
    assert saved.json()["missing"] == []
    stale = browser.put(
        f"{here}sections/opening/", {"body": "Hi"}, content_type=JSON, headers={"If-Match": etag}
    )
    assert stale.status_code == 412
    etag = saved["ETag"]
    put = browser.put(
        f"{here}sections/opening/", {"body": "Hi"}, content_type=JSON, headers={"If-Match": etag}
    )
    assert put.json()["sections"][0]["body"] == "Hi"
    nothing = browser.put(
        f"{here}sections/none/", {"body": "Hi"}, content_type=JSON, headers={"If-Match": "*"}
    )
    assert nothing.status_code == 404
    back = browser.delete(f"{here}sections/opening/", headers={"If-Match": put["ETag"]})
    assert back.json()["sections"][0]["by"] == "template"
    renamed = browser.patch(here, {"title": "Lunch"}, content_type=JSON, headers={"If-Match": back["ETag"]})
    assert renamed.json()["document"]["title"] == "Lunch"
    confirmed = browser.post(f"{here}confirmation/", headers={"If-Match": renamed["ETag"]})
    assert confirmed.json()["document"]["is_confirmed"] is True
    assert browser.post(f"{here}copies/").json()["document"]["title"] == "Lunch (copy)"
    assert browser.delete(here).status_code == 204
    assert browser.get(here).json()["document"]["put_away_at"]


def test_versions_comparison_and_files(cast: Cast) -> None:
    document = offers.confirmed(cast.thandi)
    here = f"{API}{document.public_id}/"
    browser = cast.thandi.client()
    browser.put(f"{here}sections/payment/", {"body": "Cash."}, content_type=JSON, headers={"If-Match": "*"})
    made = browser.post(f"{here}versions/", {"note": "Cash only"}, content_type=JSON)
    assert (made.status_code, made.json()["number"]) == (201, 2)
    assert [row["number"] for row in browser.get(f"{here}versions/").json()["results"]] == [2, 1]
    compared = browser.get(f"{here}versions/compare/?old=1").json()
    assert [change["key"] for change in compared["changes"]] == ["section:payment"]
    assert compared["changes"][0]["pieces"][-1] == {"kind": "added", "text": "Cash."}
    assert browser.get(f"{here}versions/compare/?old=x").status_code == 404
    restored = browser.post(f"{here}versions/1/restore/").json()
    assert "30\xa0days" in restored["sections"][1]["body"]
    pdf = browser.get(f"{here}document.pdf")
    assert "Vetkoek" in PdfReader(io.BytesIO(pdf.content)).pages[0].extract_text()
    assert browser.get(f"{here}document.docx").content[:2] == b"PK"


def test_approval_over_the_api(cast: Cast) -> None:
    document = offers.confirmed(cast.bongani)
    here = f"{API}{document.public_id}/approval/"
    bongani, thandi = cast.bongani.client(), cast.thandi.client()
    assert bongani.get(here).status_code == 404
    etag = bongani.get(f"{API}{document.public_id}/")["ETag"]
    asked = bongani.post(here, {"words": "Today, please"}, content_type=JSON, headers={"If-Match": etag})
    assert (asked.status_code, asked.json()["verdict"]) == (201, "")
    assert bongani.post(f"{here}approve/", content_type=JSON, headers={"If-Match": etag}).status_code == 403
    silent = thandi.post(f"{here}send-back/", {}, content_type=JSON, headers={"If-Match": etag})
    assert silent.status_code == 422
    given = thandi.post(f"{here}approve/", {"words": "Good"}, content_type=JSON, headers={"If-Match": etag})
    assert given.json()["verdict"] == "approved"
    assert thandi.get(f"{API}{document.public_id}/").json()["document"]["state"] == "approved"


def test_whether_approval_is_needed_and_asking_no_longer_over_the_api(cast: Cast) -> None:
    thandi, settings = cast.thandi.client(), f"{API}settings/"
    assert cast.bongani.client().get(settings).status_code == 403
    told = thandi.get(settings)
    assert told.json() == {"needs_approval": False}
    assert thandi.put(settings, {"needs_approval": True}, content_type=JSON).status_code == 428
    headers = {"If-Match": told["ETag"]}
    changed = thandi.put(settings, {"needs_approval": True}, content_type=JSON, headers=headers)
    assert changed.json() == {"needs_approval": True}
    here = f"{API}{offers.confirmed(cast.bongani).public_id}/"
    asked = thandi.post(f"{here}approval/", {"words": ""}, content_type=JSON, headers={"If-Match": "*"})
    assert asked.status_code == 201
    assert thandi.delete(f"{here}approval/").status_code == 204
    assert thandi.get(here).json()["document"]["state"] == "draft"


def test_a_document_comes_back_and_up_to_date_over_the_api(cast: Cast) -> None:
    here, thandi = f"{API}{offers.begin(cast.thandi).public_id}/", cast.thandi.client()
    assert thandi.delete(here).status_code == 204
    assert thandi.get(API).json()["results"] == []
    assert thandi.post(f"{here}return/").status_code == 200
    assert len(thandi.get(API).json()["results"]) == 1
    assert thandi.post(f"{here}renewal/").status_code == 200
    same = thandi.post(f"{here}upgrade/")
    assert (same.status_code, same["Content-Type"]) == (409, "application/problem+json")


def test_the_list_asks_as_much_for_one_as_for_many(cast: Cast) -> None:
    browser = cast.thandi.client()
    offers.begin(cast.thandi)
    browser.get(API)
    with assert_max_queries(6):
        assert len(browser.get(API).json()["results"]) == 1
    with tenant(cast.umoja):
        for number in range(12):
            documents.begin(
                offers.REF, by=cast.thandi.actor, now=NOW, answers={"customer.name": f"N{number}"}
            )
    with assert_max_queries(6):
        assert len(browser.get(API).json()["results"]) == 13
    assert browser.get(f"{API}?q=N11").json()["results"][0]["title"] == "Offer to N11"
    assert browser.get(f"{API}?state=sent").json()["results"] == []
