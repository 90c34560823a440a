import json
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client, override_settings
from kombu.exceptions import OperationalError as BrokerUnreachable
from redis.exceptions import RedisError

from synthai.core.api.problems import as_problem, flatten, pointer
from synthai.core.errors import KINDS, DomainError
from synthai.core.models import OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from synthai.core.tests import api_views

pytestmark = [pytest.mark.django_db, pytest.mark.urls(api_views.__name__)]
THINGS = "/api/v1/o/umoja-foods/things/"


def body(response: Any, status: int, code: str) -> dict[str, Any]:
    """The problem document of a reply, judged as such."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    assert response["Cache-Control"] == "no-store"
    problem: dict[str, Any] = json.loads(response.content)
    assert {"type", "title", "status", "detail", "code", "request_id"} <= set(problem)
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["type"] == f"/api/problems/{code}/"
    assert problem["request_id"] == response["X-Request-ID"]
    return problem


def post(client: Client, data: Any, path: str = THINGS, **headers: str) -> Any:
    return client.post(path, data, content_type="application/json", headers=headers)


def test_names_each_wrong_value_by_pointer(cast: Cast) -> None:
    problem = body(post(cast.thandi.client(), {"price": "abc"}), 400, "core.invalid")
    assert problem["errors"] == [
        {"pointer": "#/name", "code": "required", "detail": "This field is required."},
        {"pointer": "#/price", "code": "invalid", "detail": "A valid number is required."},
    ]


def test_nested_errors_get_full_pointers() -> None:
    detail = {"lines": [{}, {"price": ["Too low."]}], "non_field_errors": ["Whole."], "a/b": ["Odd."]}
    assert [entry["pointer"] for entry in flatten(detail)] == ["#/lines/1/price", "#", "#/a~1b"]
    assert pointer([]) == "#"


def test_refusal_of_a_service(cast: Cast) -> None:
    problem = body(post(cast.thandi.client(), {"name": "refused"}), 409, "core.thing.too_many")
    assert problem["detail"] == "There is no room for refused: remove a thing first."
    assert problem["errors"][0]["pointer"] == "#/name"


def test_crash_tells_nothing_but_the_request_id(cast: Cast) -> None:
    client = cast.thandi.client()
    client.raise_request_exception = False
    response = post(client, {"name": "crash"})
    body(response, 500, "core.fault")
    assert b"secret" not in response.content
    assert b"Traceback" not in response.content


def test_lock_not_had_in_time_is_busy(cast: Cast) -> None:
    response = post(cast.thandi.client(), {"name": "locked"})
    body(response, 409, "core.busy")
    assert response["Retry-After"] == "3"


@pytest.mark.parametrize("data", ["{", "[1,", b"\xff"])
def test_unreadable_body(cast: Cast, data: Any) -> None:
    body(post(cast.thandi.client(), data), 400, "core.unreadable")


def test_wrong_media_type_method_and_format(cast: Cast) -> None:
    client = cast.thandi.client()
    body(client.post(THINGS, b"x", content_type="text/plain"), 415, "core.unsupported_media_type")
    response = client.put(THINGS, {}, content_type="application/json")
    body(response, 405, "core.method_not_allowed")
    assert "POST" in response["Allow"]
    body(client.get(THINGS, headers={"Accept": "text/csv"}), 406, "core.not_acceptable")


def test_nobody_stranger_and_wrong_role(cast: Cast) -> None:
    response = Client().get(THINGS)
    body(response, 401, "core.not_authenticated")
    assert response["WWW-Authenticate"].startswith("Bearer")
    body(cast.charlize.client().get(THINGS), 404, "core.not_found")
    problem = body(post(cast.bongani.client(), {"name": "x"}), 403, "core.not_allowed")
    assert "core.thing.make" in problem["detail"]
    assert "owner" in problem["detail"]


def test_bad_token_is_401(cast: Cast) -> None:
    body(Client().get(THINGS, headers={"Authorization": "Bearer nonsense"}), 401, "core.not_authenticated")


def test_session_call_without_form_token_is_refused(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.thandi.user)
    problem = body(post(client, {"name": "x"}), 403, "core.not_allowed")
    assert "CSRF" in problem["detail"]


@pytest.mark.parametrize("path", ["/api/", "/api/v1/", "/api/v1/nothing/", "/api/v2/o/umoja-foods/things/"])
@pytest.mark.parametrize("debug", [False, True])
def test_unknown_address(path: str, debug: bool) -> None:
    with override_settings(DEBUG=debug):
        body(Client().get(path), 404, "core.route_unknown")
        body(Client().post(path), 404, "core.route_unknown")


def test_oversized_body(cast: Cast) -> None:
    with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=100):
        body(
            post(cast.thandi.client(), {"name": "x" * 200}, **{"Idempotency-Key": "big"}),
            413,
            "core.too_large",
        )


def test_unknown_version(cast: Cast) -> None:
    client = cast.thandi.client()
    body(client.get(THINGS, headers={"API-Version": "2020-01-01"}), 400, "core.version_unknown")
    response = client.get(THINGS, headers={"API-Version": "2026-11-21"})
    assert (response.status_code, response["API-Version"]) == (200, "2026-11-21")


def test_a_refused_call_leaves_nothing_behind(cast: Cast) -> None:
    post(cast.thandi.client(), {"name": "refused"}, **{"Idempotency-Key": "refused-1"})
    with tenant(cast.umoja):
        assert not OutboxEvent.objects.exists()


@pytest.mark.urls("synthai.urls")
def test_every_kind_of_problem_has_its_help_page() -> None:
    Client().get("/api/problems/")  # loads every app's errors
    for code, kind in list(KINDS.items()):
        page = Client().get(f"/api/problems/{code}/", headers={"Accept": "text/html"})
        assert page.status_code == 200, code
        assert code.encode() in page.content
        facts = Client().get(f"/api/problems/{code}/", headers={"Accept": "application/json"}).json()
        assert (facts["code"], facts["status"]) == (code, str(kind.status))
        assert facts["remedy"]
        assert kind.status >= 400


@pytest.mark.urls("synthai.urls")
def test_problem_pages_are_listed_and_unknown_ones_missing() -> None:
    assert b"core.idempotency_key_reused" in Client().get("/api/problems/").content
    assert Client().get("/api/problems/no.such/").status_code == 404


def test_two_kinds_cannot_share_a_code() -> None:
    with pytest.raises(TypeError, match=r"core\.not_found"):
        type("Other", (DomainError,), {"code": "core.not_found"})


@pytest.mark.parametrize(
    "error", [RedisError("x"), BrokerUnreachable("x"), OperationalError("x"), InterfaceError("x")]
)
def test_servers_out_of_reach_are_503_with_a_time_to_come_back(error: Exception) -> None:
    problem, errors = as_problem(error)
    assert (problem.status, problem.retry_after, errors) == (503, 30, None)
