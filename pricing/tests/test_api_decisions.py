"""Runs, advice and decisions over the API: same rules, problem documents, idempotency, versions."""

from typing import Any

import pytest
from django.test import Client

from pricing.models import Decision
from pricing.tests.advice import make_advice, make_list, make_product, make_run
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from synthai.core.testing.queries import assert_max_queries

pytestmark = pytest.mark.django_db
BASE = "/api/v1/o/umoja-foods/pricing/"


def post(client: Client, address: str, body: dict[str, Any] | None = None, **headers: str) -> Any:
    return client.post(
        address,
        body or {},
        content_type="application/json",
        headers={k.replace("_", "-"): v for k, v in headers.items()},
    )


def test_list_by_cursor_with_constant_queries(cast: Cast) -> None:
    make_list(cast.umoja, 60)
    client = cast.thandi.client()
    client.get(f"{BASE}recommendations/")
    with assert_max_queries(8):
        first = client.get(f"{BASE}recommendations/").json()
    assert len(first["results"]) == 50
    assert first["results"][0]["sku"] == "SKU-0059"
    assert first["results"][0]["price"] == "26.49"
    second = client.get(first["next"]).json()
    skus = [row["sku"] for row in first["results"] + second["results"]]
    assert sorted(skus, reverse=True) == skus
    assert len(set(skus)) == 60
    assert second["next"] is None


def test_accept_is_idempotent_by_key_and_guarded_by_version(cast: Cast) -> None:
    advice = make_advice(cast.umoja, make_run(cast.umoja), make_product(cast.umoja))
    client, address = cast.thandi.client(), f"{BASE}recommendations/{advice.public_id}/"
    etag = client.get(address)["ETag"]
    first = post(client, f"{address}accept/", Idempotency_Key="k-1", If_Match=etag)
    assert (first.status_code, first.json()["state"]) == (200, "accepted")
    again = post(client, f"{address}accept/", Idempotency_Key="k-1", If_Match=etag)
    assert (again.status_code, again.content) == (200, first.content)
    with tenant(cast.umoja):
        assert Decision.objects.count() == 1
    stale = post(client, f"{address}undo/", If_Match=etag)
    assert (stale.status_code, stale["Content-Type"]) == (412, "application/problem+json")
    conflict = post(client, f"{address}reject/")
    assert conflict.status_code == 409
    assert "already accepted this price" in conflict.json()["detail"]


def test_refusals_are_problem_documents(cast: Cast) -> None:
    advice = make_advice(cast.umoja, make_run(cast.umoja), make_product(cast.umoja))
    client, address = cast.thandi.client(), f"{BASE}recommendations/{advice.public_id}/accept/"
    dear = post(client, address, {"price": "99.99"})
    assert dear.status_code == 422
    assert "at most 20 %" in dear.json()["detail"]
    wrong = post(client, address, {"price": "cheap"})
    assert wrong.status_code == 400
    assert wrong.json()["errors"][0]["pointer"].endswith("/price")
    assert post(cast.hire("viewer").client(), address).status_code == 403
    assert post(cast.charlize.client(), address).status_code == 404
    empty = post(client, f"{BASE}runs/")
    assert (empty.status_code, empty.json()["detail"][:24]) == (409, "There are no sales yet. ")


def test_bulk_acceptance_lists_refusals(cast: Cast) -> None:
    _run, rows = make_list(cast.umoja, 3)
    client = cast.thandi.client()
    post(client, f"{BASE}recommendations/{rows[0].public_id}/reject/")
    ids = [row.public_id for row in rows] + ["nosuchadvice2345"]
    answer = post(client, f"{BASE}recommendations/accept/", {"ids": ids}).json()
    assert sorted(answer["accepted"]) == sorted(row.public_id for row in rows[1:])
    assert [refusal["sku"] for refusal in answer["refused"]] == ["SKU-0000"]
    changed = [row for row in client.get(f"{BASE}price-list/").json() if row["is_changed"]]
    assert {row["new_price"] for row in changed} == {"26.49"}


def test_guard_rails_need_the_version_they_were_read_at(cast: Cast) -> None:
    client = cast.thandi.client()
    read = client.get(f"{BASE}guard-rails/")
    assert read.json()["endings"] == ["99", "49"]

    def patch(body: dict[str, Any], **headers: str) -> Any:
        return client.patch(f"{BASE}guard-rails/", body, content_type="application/json", headers=headers)

    assert patch({"max_change": "10"}).status_code == 428
    changed = patch({"max_change": "10"}, **{"If-Match": read["ETag"]})
    assert (changed.status_code, changed.json()["max_change"]) == (200, "10.00")
    assert patch({"max_change": "12"}, **{"If-Match": read["ETag"]}).status_code == 412
    assert patch({"max_change": "500"}, **{"If-Match": changed["ETag"]}).status_code == 400
