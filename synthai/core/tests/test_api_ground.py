import json
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from synthai.core import valkey
from synthai.core.models import IdempotencyRecord, OutboxEvent
from synthai.core.tenancy import all_tenants, tenant
from synthai.core.testing.cast import Cast
from synthai.core.testing.queries import assert_max_queries
from synthai.core.tests import api_views

pytestmark = [pytest.mark.django_db, pytest.mark.urls(api_views.__name__)]
THINGS = "/api/v1/o/umoja-foods/things/"


def make(client: Client, name: str, key: str | None = None, path: str = THINGS) -> Any:
    headers = {} if key is None else {"Idempotency-Key": key}
    return client.post(path, {"name": name}, content_type="application/json", headers=headers)


def stored(cast: Cast) -> int:
    with tenant(cast.umoja):
        return int(OutboxEvent.objects.count())


# Lists ----------------------------------------------------------------------------------------------------


@pytest.fixture
def shelf(cast: Cast) -> list[str]:
    """Twelve things of Umoja Foods, newest first, and one of Karoo Cycles."""
    start = datetime(2026, 11, 21, 8, tzinfo=UTC)
    rows = []
    with tenant(cast.umoja):
        for number in range(12):
            # Three at each moment: the primary key settles the tie.
            at = start + timedelta(minutes=number // 3)
            rows.append(OutboxEvent.objects.create(name=f"core.Thing{number:02}", created_at=at))
    with tenant(cast.karoo):
        OutboxEvent.objects.create(name="core.Stranger")
    return [row.name for row in sorted(rows, key=lambda row: (row.created_at, row.pk), reverse=True)]


def walk(client: Client, address: str, direction: str) -> Iterator[list[str]]:
    while address:
        page = client.get(address).json()
        yield [thing["name"] for thing in page["results"]]
        address = page[direction]


def test_pages_through_a_list_forwards_and_back(cast: Cast, shelf: list[str]) -> None:
    client = cast.thandi.client()
    pages = list(walk(client, f"{THINGS}?limit=5", "next"))
    assert [len(page) for page in pages] == [5, 5, 2]
    assert sum(pages, []) == shelf
    last = client.get(client.get(client.get(f"{THINGS}?limit=5").json()["next"]).json()["next"]).json()
    back = list(walk(client, last["previous"], "previous"))
    assert back == [pages[1], pages[0]]


def test_link_header_names_the_neighbours(cast: Cast, shelf: list[str]) -> None:
    client = cast.thandi.client()
    first = client.get(f"{THINGS}?limit=5")
    assert first["Link"] == f'<{first.json()["next"]}>; rel="next"'
    second = client.get(first.json()["next"])
    assert 'rel="next"' in second["Link"]
    assert 'rel="prev"' in second["Link"]


def test_rows_that_come_and_go_are_neither_doubled_nor_skipped(cast: Cast, shelf: list[str]) -> None:
    client = cast.thandi.client()
    first = client.get(f"{THINGS}?limit=5").json()
    with tenant(cast.umoja):
        OutboxEvent.objects.filter(name=shelf[0]).delete()
        OutboxEvent.objects.create(name="core.New")
    assert [thing["name"] for thing in client.get(first["next"]).json()["results"]] == shelf[5:10]


def test_list_costs_the_same_queries_at_any_length(cast: Cast, shelf: list[str]) -> None:
    client = cast.thandi.client()
    client.get(THINGS)
    with assert_max_queries(4):  # session's person, membership, the page
        assert len(client.get(f"{THINGS}?limit=200").json()["results"]) == 12


@pytest.mark.parametrize("cursor", ["nonsense", "AAAA", "é", "x" * 3000])
def test_refuses_a_damaged_cursor(cast: Cast, cursor: str) -> None:
    response = cast.thandi.client().get(THINGS, {"cursor": cursor})
    assert (response.status_code, response.json()["code"]) == (400, "core.cursor_invalid")


def test_cursor_is_opaque_and_bound_to_its_list(cast: Cast, shelf: list[str]) -> None:
    client = cast.thandi.client()
    address = client.get(f"{THINGS}?limit=5").json()["next"]
    cursor = address.split("cursor=")[1].split("&")[0]
    elsewhere = cast.charlize.client().get("/api/v1/o/karoo-cycles/things/", {"cursor": cursor})
    assert elsewhere.status_code == 400
    changed = cursor[:-2] + ("AA" if cursor[-2:] != "AA" else "BB")
    assert client.get(THINGS, {"cursor": changed}).status_code == 400


@pytest.mark.parametrize("limit", ["0", "201", "-1", "ten", "", "9999999999", "٣"])
def test_refuses_a_limit_out_of_range(cast: Cast, limit: str) -> None:
    response = cast.thandi.client().get(THINGS, {"limit": limit})
    assert (response.status_code, response.json()["code"]) == (400, "core.limit_invalid")


# Idempotency-Key ------------------------------------------------------------------------------------------


def test_repeat_with_the_same_key_gets_the_first_answer(cast: Cast) -> None:
    client, key = cast.thandi.client(), str(uuid.uuid4())
    first, second = make(client, "drum", key), make(client, "drum", key)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert first["Location"] == second["Location"]
    assert second["Content-Type"] == "application/json"
    assert not first.has_header("Idempotency-Replayed")
    assert second["Idempotency-Replayed"] == "true"
    assert first["X-Request-ID"] != second["X-Request-ID"]
    assert stored(cast) == 1


def test_key_in_quotes_is_the_same_key(cast: Cast) -> None:
    client = cast.thandi.client()
    make(client, "drum", "abc-1")
    assert make(client, "drum", '"abc-1"')["Idempotency-Replayed"] == "true"


def test_without_key_each_call_counts(cast: Cast) -> None:
    client = cast.thandi.client()
    make(client, "drum")
    make(client, "drum")
    assert stored(cast) == 2


def test_same_key_with_another_request_is_refused(cast: Cast) -> None:
    client = cast.thandi.client()
    make(client, "drum", "k-1")
    response = make(client, "bell", "k-1")
    assert (response.status_code, response.json()["code"]) == (422, "core.idempotency_key_reused")
    elsewhere = make(client, "drum", "k-1", path=f"{THINGS}?dry=1")
    assert elsewhere.status_code == 422


def test_a_key_belongs_to_person_and_organisation(cast: Cast) -> None:
    partner = cast.hire("administrator", name="Lerato")
    first = make(cast.thandi.client(), "drum", "k-1")
    second = make(partner.client(), "drum", "k-1")
    third = make(cast.charlize.client(), "drum", "k-1", path="/api/v1/o/karoo-cycles/things/")
    assert [response.status_code for response in (first, second, third)] == [201, 201, 201]
    assert len({response.content for response in (first, second, third)}) == 3


@pytest.mark.parametrize("name", ["refused", "crash", ""])
def test_only_success_is_stored(cast: Cast, name: str) -> None:
    client = cast.thandi.client()
    client.raise_request_exception = False
    statuses = [make(client, name, "k-1").status_code for _ in range(2)]
    assert statuses[0] == statuses[1] >= 400
    assert stored(cast) == 0
    with all_tenants(reason="test"):
        assert not IdempotencyRecord.objects.exists()
    assert make(client, "drum", "k-1").status_code == 201


def test_a_key_is_forgotten_after_a_day(cast: Cast) -> None:
    client = cast.thandi.client()
    with time_machine.travel(datetime(2026, 11, 21, 8, tzinfo=UTC)) as clock:
        make(client, "drum", "k-1")
        clock.shift(timedelta(hours=23, minutes=59))
        assert make(client, "drum", "k-1").has_header("Idempotency-Replayed")
        clock.shift(timedelta(minutes=2))
        assert not make(client, "drum", "k-1").has_header("Idempotency-Replayed")


@pytest.mark.parametrize("key", ["", "has space", "x" * 256, "tab\there", "ключ"])
def test_refuses_a_malformed_key(cast: Cast, key: str) -> None:
    response = make(cast.thandi.client(), "drum", key)
    assert (response.status_code, response.json()["code"]) == (400, "core.idempotency_key_malformed")
    assert stored(cast) == 0


def test_personal_calls_have_keys_too(cast: Cast) -> None:
    client = cast.bongani.client()
    first = make(client, "drum", "k-1", path="/api/v1/me/things/")
    second = make(client, "drum", "k-1", path="/api/v1/me/things/")
    assert first.content == second.content
    assert second["Idempotency-Replayed"] == "true"
    assert OutboxEvent.objects.count() == 1  # of no organisation
    assert make(cast.thandi.client(), "drum", "k-1", path="/api/v1/me/things/").status_code == 201


def test_answers_to_nobody_are_never_stored() -> None:
    client = Client()
    for name in ("drum", "bell"):
        response = make(client, name, "k-1", path="/api/v1/open/")
        assert (response.status_code, response.json()["name"]) == (200, name)


def upload(client: Client, name: str, content: bytes, path: str) -> Any:
    file = SimpleUploadedFile("sales.csv", content)
    return client.post(path, {"name": name, "file": file}, headers={"Idempotency-Key": "k-1"})


def test_uploads_are_told_apart_by_content(cast: Cast) -> None:
    client, path = cast.thandi.client(), "/api/v1/o/umoja-foods/uploads/"
    first, again = upload(client, "drum", b"a,b", path), upload(client, "drum", b"a,b", path)
    assert first.json() == {"name": "drum", "content": "a,b"}
    assert again["Idempotency-Replayed"] == "true"  # though its boundary was another
    assert upload(client, "drum", b"a,c", path).status_code == 422
    assert upload(client, "bell", b"a,b", path).status_code == 422
    assert upload(client, "drum", b"a,b", THINGS).status_code == 415


# Conditional requests -------------------------------------------------------------------------------------


def test_unchanged_list_is_304(cast: Cast, shelf: list[str]) -> None:
    client = cast.thandi.client()
    first = client.get(THINGS)
    again = client.get(THINGS, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    assert again.has_header("X-Request-ID")
    assert first["Cache-Control"] == "private, no-cache"
    assert {"Authorization", "Cookie"} <= {part.strip() for part in first["Vary"].split(",")}
    with tenant(cast.umoja):
        OutboxEvent.objects.create(name="core.New")
    assert client.get(THINGS, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_edit_needs_the_current_version(cast: Cast) -> None:
    client = cast.thandi.client()
    address = f"{THINGS}drum/"
    etag = client.get(address)["ETag"]

    def edit(**headers: str) -> Any:
        return client.patch(address, {"name": "x"}, content_type="application/json", headers=headers)

    assert (edit().status_code, edit().json()["code"]) == (428, "core.precondition_required")
    for stale in ('"another"', 'W/"another"', f'{etag}, "another"', "junk"):
        response = edit(**{"If-Match": stale})
        assert (response.status_code, response.json()["code"]) == (412, "core.precondition_failed")
    assert edit(**{"If-Match": etag}).status_code == 200
    assert edit(**{"If-Match": f"W/{etag}"}).status_code == 200  # as it arrives when the reply was compressed
    assert edit(**{"If-Match": "*"}).status_code == 200
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 304


def test_streams_pass(cast: Cast) -> None:
    response: Any = cast.bongani.client().get("/api/v1/o/umoja-foods/stream/")
    assert b"".join(response.streaming_content) == b"a,b\n1,2\n"
    assert response["API-Version"] == "2026-11-21"


# Rate limits ----------------------------------------------------------------------------------------------


@override_settings(API_RATE_PERSON="3/minute", API_RATE_ORGANISATION="5/minute")
def test_limits_are_told_and_kept_per_person_and_organisation(cast: Cast) -> None:
    thandi, bongani = cast.thandi.client(), cast.bongani.client()
    with time_machine.travel(datetime(2026, 11, 21, 8, 0, 15, tzinfo=UTC), tick=False) as clock:
        first = thandi.get(THINGS)
        assert first["RateLimit-Policy"] == '"person";q=3;w=60, "organisation";q=5;w=60'
        assert first["RateLimit"] == '"person";r=2;t=45, "organisation";r=4;t=45'
        assert [thandi.get(THINGS).status_code for _ in range(3)] == [200, 200, 429]
        refused = thandi.get(THINGS)
        assert refused["Retry-After"] == "45"
        assert refused["RateLimit"].startswith('"person";r=0;t=45')
        assert refused.json()["code"] == "core.too_many_requests"
        # The fourth and fifth refused calls counted for the organisation as well.
        assert bongani.get(THINGS).status_code == 429
        assert cast.charlize.client().get("/api/v1/o/karoo-cycles/things/").status_code == 200
        clock.shift(45)
        assert thandi.get(THINGS).status_code == 200


@override_settings(API_RATE_PERSON="2/minute")
def test_nobody_is_limited_by_address(cast: Cast) -> None:
    client = Client()
    statuses = [
        make(client, "drum", path="/api/v1/open/").status_code for _ in range(2)
    ]  # not our base view: the default throttles apply all the same
    forged = client.post(
        "/api/v1/open/",
        {"name": "x"},
        content_type="application/json",
        headers={"X-Forwarded-For": "1.2.3.4"},
    )
    assert statuses == [200, 200]
    assert forged.status_code == 429


def test_without_valkey_requests_pass_and_nothing_is_promised(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = cast.thandi.client()
    valkey.client.cache_clear()
    monkeypatch.setattr(settings, "REDIS_URL", "redis://127.0.0.1:1")
    try:
        response = client.get(THINGS)
    finally:
        valkey.client.cache_clear()
    assert response.status_code == 200
    assert not response.has_header("RateLimit")


def test_problem_documents_carry_the_limits_too(cast: Cast) -> None:
    response = make(cast.thandi.client(), "")
    assert response.status_code == 400
    assert response.has_header("RateLimit")
    assert json.loads(response.content)["code"] == "core.invalid"
