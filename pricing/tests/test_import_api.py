"""Imports and products over the API."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pricing.models import Import, Product, SalesRow
from pricing.services import importing
from pricing.tests.factories import bring_in
from pricing.tests.import_files import csv_bytes, history
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, Person
from synthai.core.testing.queries import assert_max_queries

pytestmark = pytest.mark.usefixtures("files_in_tmp", "read_in_process")

BASE = "/api/v1/o/umoja-foods/pricing/"
GOOD = history(("2026-11-01", "MILK", 10, "24.99"), ("2026-11-02", "BREAD", 4, "18.00"))
ODD = csv_bytes(["when", "thing", "how many", "each"], [("03/04/2026", "A", 1, 5)])


def send(person: Person, content: bytes, **headers: str) -> Any:
    file = SimpleUploadedFile("sales.csv", content)
    return person.client().post(f"{BASE}imports/", {"file": file}, headers=headers)


def call(person: Person, method: str, path: str, data: Any = None, **headers: str) -> Any:
    verb = getattr(person.client(), method)
    return verb(f"{BASE}{path}", data, content_type="application/json", headers=headers)


def work(cast: Cast, public_id: str) -> None:
    with tenant(cast.umoja):
        found = Import.objects.get(public_id=public_id)
        importing.inspect(found.pk)
        importing.run(found.pk)


def test_uploads_and_follows(cast: Cast) -> None:
    reply = send(cast.thandi, GOOD)
    assert reply.status_code == 202
    assert reply.json()["state"] == "uploaded"
    assert reply["Location"] == f"{BASE}imports/{reply.json()['id']}/"
    work(cast, reply.json()["id"])
    detail = cast.thandi.client().get(reply["Location"]).json()
    assert (detail["state"], detail["added_count"], detail["progress"]) == ("loaded", 2, 100)
    assert detail["layout"]["headings"] == ["date", "sku", "units", "unit_price"]
    listed = call(cast.bongani, "get", "imports/").json()["results"]
    assert [row["id"] for row in listed] == [detail["id"]]


def test_same_key_gives_the_same_import(cast: Cast) -> None:
    first = send(cast.thandi, GOOD, **{"Idempotency-Key": "k1"})
    again = send(cast.thandi, GOOD, **{"Idempotency-Key": "k1"})
    assert first.json()["id"] == again.json()["id"]
    other = send(cast.thandi, ODD, **{"Idempotency-Key": "k1"})
    assert (other.status_code, other.json()["code"]) == (422, "core.idempotency_key_reused")
    with tenant(cast.umoja):
        assert Import.objects.count() == 1


def test_keys_of_two_people_do_not_meet(cast: Cast) -> None:
    send(cast.thandi, GOOD, **{"Idempotency-Key": "k1"})
    assert send(cast.bongani, ODD, **{"Idempotency-Key": "k1"}).status_code == 202


def test_says_what_is_missing_then_reads(cast: Cast) -> None:
    public_id = send(cast.thandi, ODD).json()["id"]
    work(cast, public_id)
    waiting = call(cast.thandi, "get", f"imports/{public_id}/")
    assert waiting.json()["state"] == "mapping"
    gap = call(cast.thandi, "patch", f"imports/{public_id}/", {"mapping": {"date": 0, "sku": 1}})
    assert (gap.status_code, gap.json()["code"]) == (422, "pricing.import.mapping_incomplete")
    assert gap.json()["errors"][0]["pointer"] == "#/mapping"
    mapping = {"date": 0, "sku": 1, "units": 2, "unit_price": 3}
    stale = call(cast.thandi, "patch", f"imports/{public_id}/", {"mapping": mapping}, **{"If-Match": '"old"'})
    assert stale.status_code == 412
    tag = {"If-Match": waiting["ETag"]}
    assert call(cast.thandi, "patch", f"imports/{public_id}/", {"mapping": mapping}, **tag).status_code == 200
    with tenant(cast.umoja):
        importing.run(Import.objects.get(public_id=public_id).pk)
    asked = call(cast.thandi, "get", f"imports/{public_id}/").json()
    assert asked["questions"] == ["date_order"]
    unanswered = call(cast.thandi, "post", f"imports/{public_id}/start/", {})
    assert unanswered.json()["code"] == "pricing.import.question_open"
    answer = {"options": {"date_order": "dmy"}}
    assert call(cast.thandi, "post", f"imports/{public_id}/start/", answer).json()["state"] == "waiting"
    with tenant(cast.umoja):
        importing.run(Import.objects.get(public_id=public_id).pk)
        assert SalesRow.objects.get().sold_on.isoformat() == "2026-04-03"


def test_tells_problems_and_gives_report(cast: Cast) -> None:
    found = bring_in(cast.thandi.actor, history(("2026-11-01", "A", 1, 5), ("soon", "A", 1, 5)))
    problems = call(cast.thandi, "get", f"imports/{found.public_id}/problems/").json()
    assert problems[0]["code"] == "date_unclear"
    assert problems[0]["examples"] == [{"row": 3, "value": "soon"}]
    report = call(cast.thandi, "get", f"imports/{found.public_id}/report/")
    assert report["Content-Type"].startswith("text/csv")
    assert b"soon" in b"".join(report.streaming_content)


def test_cancels_retries_and_undoes(cast: Cast) -> None:
    public_id = send(cast.thandi, GOOD).json()["id"]
    assert call(cast.thandi, "post", f"imports/{public_id}/cancel/").json()["state"] == "cancelled"
    refused = call(cast.thandi, "post", f"imports/{public_id}/cancel/")
    assert (refused.status_code, refused.json()["code"]) == (409, "pricing.import.not_cancellable")
    assert call(cast.thandi, "post", f"imports/{public_id}/retry/").json()["state"] == "uploaded"
    work(cast, public_id)
    assert call(cast.bongani, "post", f"imports/{public_id}/undo/").status_code == 403
    assert call(cast.thandi, "post", f"imports/{public_id}/undo/").json()["state"] == "undone"


def test_refuses_empty_missing_and_large_files(cast: Cast, settings: Any) -> None:
    assert send(cast.thandi, b"").json()["code"] == "pricing.import.empty"
    missing = cast.thandi.client().post(f"{BASE}imports/", {})
    assert missing.json()["errors"][0]["pointer"] == "#/file"
    settings.UPLOAD_MAX_BYTES = 50
    large = send(cast.thandi, GOOD)
    assert (large.status_code, large.json()["code"]) == (413, "core.file_too_large")


def test_nobody_and_strangers(cast: Cast) -> None:
    found = bring_in(cast.thandi.actor, GOOD)
    assert Client().get(f"{BASE}imports/").status_code == 401
    assert call(cast.charlize, "get", f"imports/{found.public_id}/").status_code == 404
    viewer = cast.hire("viewer")
    assert send(viewer, GOOD).status_code == 403
    assert call(viewer, "get", "products/").status_code == 200


def test_lists_and_changes_products(cast: Cast) -> None:
    bring_in(cast.thandi.actor, GOOD)
    client = cast.thandi.client()
    with assert_max_queries(4):
        listed = client.get(f"{BASE}products/?sort=-price").json()["results"]
    assert [row["sku"] for row in listed] == ["MILK", "BREAD"]
    path = f"products/{listed[0]['id']}/"
    assert call(cast.thandi, "patch", path, {"floor_price": "20.00"}).status_code == 428
    tag = call(cast.thandi, "get", path)["ETag"]
    changed = call(
        cast.thandi, "patch", path, {"floor_price": "20.00", "unit_cost": "15.1250"}, **{"If-Match": tag}
    )
    assert (changed.json()["floor_price"], changed.json()["unit_cost"]) == ("20.00", "15.1250")
    stale = call(cast.thandi, "patch", path, {"floor_price": "21.00"}, **{"If-Match": tag})
    assert stale.status_code == 412
    crossed = {"ceiling_price": "10.00"}
    refused = call(cast.thandi, "patch", path, crossed, **{"If-Match": changed["ETag"]})
    assert (refused.status_code, refused.json()["code"]) == (422, "pricing.product.limits_crossed")


def test_removes_sample_data(cast: Cast) -> None:
    bring_in(cast.thandi.actor, GOOD, is_sample=True)
    assert call(cast.bongani, "post", "sample/remove/").status_code == 403
    assert call(cast.thandi, "post", "sample/remove/").json() == {"products": 2, "rows": 2}
    assert call(cast.thandi, "post", "sample/remove/").status_code == 409
    with tenant(cast.umoja):
        assert not Product.objects.exists()
