"""The API's description is true: valid OpenAPI 3.1, no route outside it, and real answers have its shapes."""

import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from openapi_spec_validator import OpenAPIV31SpecValidator

from synthai.core.api.areas import areas, part
from synthai.core.api.schema import METHODS, document, modernised
from synthai.core.testing.cast import Cast
from synthai.core.tests import api_views

GROUND = {
    "/api/schema/",
    "/api/schema/{area}/",
    "/api/docs/",
    "/api/docs/{area}/",
    "/api/problems/",
    "/api/problems/{code}/",
    "/api/",
    "/api/{rest}",
}
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def real() -> dict[str, Any]:
    """The description that is served."""
    found: dict[str, Any] = json.loads(document())
    return found


def routes(resolver: URLResolver, prefix: str = "/") -> Iterator[str]:
    """Every path of a URLconf, in OpenAPI's notation."""
    for entry in resolver.url_patterns:
        pattern = str(entry.pattern).lstrip("^").rstrip("$")
        if isinstance(entry, URLResolver):
            yield from routes(entry, prefix + pattern)
        elif isinstance(entry, URLPattern):
            path = prefix + pattern
            yield "".join(
                "{" + part.split(">")[0].split(":")[-1] + "}" + part.split(">")[1] if ">" in part else part
                for part in path.split("<")
            )


def nodes(node: Any) -> Iterator[dict[str, Any]]:
    """Every object of a document."""
    if isinstance(node, dict):
        yield node
        for inner in node.values():
            yield from nodes(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from nodes(inner)


def test_is_valid_openapi_3_1(real: dict[str, Any]) -> None:
    assert real["openapi"].startswith("3.1")
    assert [str(error) for error in OpenAPIV31SpecValidator(real).iter_errors()] == []


def test_keeps_nothing_of_3_0(real: dict[str, Any]) -> None:
    assert not [node for node in nodes(real) if isinstance(node.get("nullable"), bool)]


def test_no_api_route_is_outside_it(real: dict[str, Any]) -> None:
    served = {path for path in routes(get_resolver("synthai.urls")) if path.startswith("/api/")}
    assert served - GROUND == set(real["paths"])


def test_every_operation_tells_what_all_do(real: dict[str, Any]) -> None:
    operations = [
        (path, method, operation)
        for path, methods in real["paths"].items()
        for method, operation in methods.items()
    ]
    assert operations
    names = [operation["operationId"] for _path, _method, operation in operations]
    assert len(names) == len(set(names))
    for path, method, operation in operations:
        assert {"4XX", "5XX", "429"} <= set(operation["responses"]), (path, method)
        signed_in = operation.get("security") and {} not in operation["security"]
        takes_key = {"$ref": "#/components/parameters/IdempotencyKey"} in operation["parameters"]
        assert takes_key == bool(signed_in and method in {"post", "put", "patch", "delete"}), (path, method)


def test_is_made_without_complaints() -> None:
    """A warning of the generator is a view that the description cannot know; say it with extend_schema."""
    GENERATOR_STATS.reset()
    generator: Any = SchemaGenerator
    with GENERATOR_STATS.silence():
        generator().get_schema(request=None, public=True)
    complaints = [*GENERATOR_STATS._error_cache, *GENERATOR_STATS._warn_cache]
    GENERATOR_STATS.reset()
    assert complaints == []


def test_is_served_once_made_and_not_sent_twice() -> None:
    client = Client()
    first = client.get("/api/schema/")
    assert first["Content-Type"].startswith("application/vnd.oai.openapi+json")
    assert json.loads(first.content)["info"]["title"] == "SynthAI API"
    assert client.get("/api/schema/", headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_areas_hold_every_call_once(real: dict[str, Any]) -> None:
    calls = [(call.path, call.method) for area in areas() for call in area.calls]
    assert sorted(calls) == sorted(
        (path, method) for path, of_path in real["paths"].items() for method in of_path if method in METHODS
    )


def test_an_area_is_a_whole_description_of_its_own(real: dict[str, Any]) -> None:
    for area in areas():
        found = Client().get(f"/api/schema/{area.name}/").json()
        for node in nodes(found):
            if "$ref" in node:
                _, kind, name = node["$ref"].removeprefix("#/").split("/")
                assert found["components"][kind][name] == real["components"][kind][name]
        assert found["info"] == {**real["info"], "title": f"SynthAI API: {area.name}"}
        assert found["components"]["securitySchemes"] == real["components"]["securitySchemes"]
        assert {path: real["paths"][path] | calls for path, calls in found["paths"].items()} == {
            path: real["paths"][path] for path in {call.path for call in area.calls}
        }


def test_an_area_is_valid_openapi_3_1() -> None:
    assert [str(error) for error in OpenAPIV31SpecValidator(json.loads(part("ask"))).iter_errors()] == []


def test_an_area_that_there_is_not_is_not_found() -> None:
    assert Client().get("/api/schema/nothing/").status_code == 404
    assert Client().get("/api/docs/nothing/").status_code == 404


def test_docs_list_every_call() -> None:
    text = Client().get("/api/docs/").content.decode()
    for area in areas():
        assert f'href="/api/docs/{area.name}/"' in text
        for call in area.calls:
            assert f'href="/api/docs/{area.name}/#/{area.name}/{call.key}"' in text


def test_docs_page_has_no_inline_script_or_style() -> None:
    page = Client().get("/api/docs/library/")
    assert page.status_code == 200
    text = page.content.decode()
    assert 'data-schema="/api/schema/library/"' in text
    assert "<style" not in text
    assert " style=" not in text
    assert "unsafe" not in page["Content-Security-Policy"]


# What real replies look like, on the small API of these tests -----------------------------------------------


@pytest.fixture
def described(settings: Any) -> dict[str, Any]:
    """The description of the small API."""
    settings.ROOT_URLCONF = api_views.__name__
    document.cache_clear()
    found: dict[str, Any] = json.loads(document())
    document.cache_clear()
    return found


def matches(described: dict[str, Any], response: Any, path: str, method: str, key: str) -> None:
    """The reply is as its operation says: status, media type, body, headers."""
    answer = described["paths"][path][method]["responses"][key]
    if "$ref" in answer:
        answer = described["components"]["responses"][answer["$ref"].rsplit("/", 1)[1]]
    for header in answer.get("headers", {}):
        if header not in {"Idempotency-Replayed", "Retry-After"}:
            assert response.has_header(header), header
    schema = answer["content"][response["Content-Type"]]["schema"]
    whole = {**schema, "components": described["components"]}
    jsonschema.Draft202012Validator(whole).validate(json.loads(response.content))


def test_replies_have_the_described_shape(described: dict[str, Any], cast: Cast) -> None:
    client, path, address = (
        cast.thandi.client(),
        "/api/v1/o/{organisation}/things/",
        "/api/v1/o/umoja-foods/things/",
    )
    assert [str(error) for error in OpenAPIV31SpecValidator(described).iter_errors()] == []
    matches(described, client.get(address), path, "get", "200")
    made = client.post(address, {"name": "drum"}, content_type="application/json")
    matches(described, made, path, "post", "201")
    matches(described, client.get(f"{address}?limit=1"), path, "get", "200")
    wrong = client.post(address, {"price": []}, content_type="application/json")
    matches(described, wrong, path, "post", "4XX")
    client.raise_request_exception = False
    broken = client.post(address, {"name": "crash"}, content_type="application/json")
    matches(described, broken, path, "post", "5XX")


def test_throttled_reply_has_the_described_shape(
    described: dict[str, Any], cast: Cast, settings: Any
) -> None:
    settings.API_RATE_PERSON = "0/minute"
    path, address = "/api/v1/o/{organisation}/things/", "/api/v1/o/umoja-foods/things/"
    response = cast.thandi.client().get(address)
    assert response.status_code == 429
    matches(described, response, path, "get", "429")
    assert response.has_header("Retry-After")


def test_edits_are_described_with_if_match(described: dict[str, Any]) -> None:
    operation = described["paths"]["/api/v1/o/{organisation}/things/{thing}/"]["patch"]
    assert {"$ref": "#/components/parameters/IfMatch"} in operation["parameters"]


def test_turns_3_0_into_3_1() -> None:
    turned = modernised(
        {
            "a": {"type": "string", "nullable": True, "example": "x"},
            "b": {"$ref": "#/x", "nullable": True},
            "c": {"type": "string", "enum": ["x"], "nullable": True},
            "d": {"type": "string", "nullable": False},
            "nullable": {"type": "boolean"},
        }
    )
    assert turned == {
        "a": {"type": ["string", "null"], "examples": ["x"]},
        "b": {"anyOf": [{"$ref": "#/x"}, {"type": "null"}]},
        "c": {"type": ["string", "null"], "enum": ["x", None]},
        "d": {"type": "string"},
        "nullable": {"type": "boolean"},
    }
