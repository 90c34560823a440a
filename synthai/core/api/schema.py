"""The OpenAPI 3.1 description: what drf-spectacular reads from the views, made true for what all of them do alike.

Every operation answers failures as problem documents, names its request and tells the rate limits; unsafe ones take an
Idempotency-Key. drf-spectacular leaves members of 3.0 in a 3.1 document (its issue 1360): they are turned here.
"""

import json
import logging
import re
from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema as BaseAutoSchema

from synthai.core.api.views import VERSION_HEADER, VERSIONS

UNSAFE = {"post", "put", "patch", "delete"}
METHODS = UNSAFE | {"get", "head", "options", "trace"}
_TEXT = {"type": "string"}
_WHOLE = {"type": "integer"}
AREAS = {"c": "catalogue"}  # addresses that name their area by a letter

PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "A failure (RFC 9457). `type` is the address of a help page.",
    "required": ["type", "title", "status", "detail", "code", "request_id"],
    "properties": {
        "type": {**_TEXT, "format": "uri-reference", "examples": ["/api/problems/core.not_found/"]},
        "title": _TEXT,
        "status": {**_WHOLE, "minimum": 400, "maximum": 599},
        "detail": {**_TEXT, "description": "What is wrong here, and how to mend it."},
        "code": {
            **_TEXT,
            "description": "Stable name of the kind of problem.",
            "examples": ["core.not_found"],
        },
        "request_id": {"type": ["string", "null"], "description": "Name it when you ask us for help."},
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/ProblemError"}},
    },
}
PROBLEM_ERROR_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "One value that cannot be used.",
    "required": ["pointer", "code", "detail"],
    "properties": {
        "pointer": {
            **_TEXT,
            "description": "JSON pointer into the body, as a fragment.",
            "examples": ["#/price"],
        },
        "code": _TEXT,
        "detail": _TEXT,
    },
}
HEADERS: dict[str, Any] = {
    "X-Request-ID": {"description": "The id of this request, in our logs too.", "schema": _TEXT},
    VERSION_HEADER: {"description": "The version of the API that answered.", "schema": _TEXT},
    "RateLimit": {"description": 'What is left: `"person";r=599;t=42`.', "schema": _TEXT},
    "RateLimit-Policy": {
        "description": 'Quota and window in seconds: `"person";q=600;w=60`.',
        "schema": _TEXT,
    },
    "Retry-After": {"description": "Seconds after which to try again.", "schema": _WHOLE},
    "Idempotency-Replayed": {"description": "`true`: the answer of the first request.", "schema": _TEXT},
    "ETag": {"description": "The version of this representation.", "schema": _TEXT},
}
PARAMETERS: dict[str, Any] = {
    "IdempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "required": False,
        "description": "A random UUID. A repeat with the same key within 24 hours gets the first answer again; "
        "the key with another request gets 422, while the first is still running 409.",
        "schema": {**_TEXT, "minLength": 1, "maxLength": 255},
    },
    "IfMatch": {
        "name": "If-Match",
        "in": "header",
        "required": True,
        "description": "The ETag of the version you edited; 412 when it is no longer the current one.",
        "schema": _TEXT,
    },
    "ApiVersion": {
        "name": VERSION_HEADER,
        "in": "header",
        "required": False,
        "description": "The version to answer in; left out, the newest.",
        "schema": {**_TEXT, "enum": list(VERSIONS)},
    },
}


class AutoSchema(BaseAutoSchema):
    """drf-spectacular's reading of a view, plus If-Match where the view asks for it, and names that cannot clash."""

    def get_serializer_name(self, serializer: Any, direction: Any) -> str:
        """The class with its app in front: two apps may both have an `AcceptIn`."""
        name: str = super().get_serializer_name(serializer, direction)
        app = type(serializer).__module__.removeprefix("synthai.").split(".")[0]
        return name if app.startswith(("rest_framework", "drf_")) else f"{app.capitalize()}{name}"

    def get_tags(self) -> list[str]:
        """The first part of the address, or the word for it."""
        return [AREAS.get(tag, tag) for tag in super().get_tags()]

    def get_operation_id(self) -> str:
        """`…_one_accept_create` for a verb on one row, beside `…_accept_create` for many."""
        plain = self.path
        inner = re.sub(self.path_prefix, "", plain).strip("/") or "organisation"
        self.path = re.sub(r"\{\w+\}(?=/\w)", "one", inner)
        try:
            name: str = super().get_operation_id()
        finally:
            self.path = plain
        return re.sub(r"\W+", "_", name)  # programs make names of functions of it

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        """The operation, or None for a view that is left out."""
        operation: dict[str, Any] | None = super().get_operation(*args, **kwargs)
        if operation and self.method in getattr(self.view, "requires_if_match", ()):
            operation.setdefault("parameters", []).append({"$ref": "#/components/parameters/IfMatch"})
        return operation


def complete(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:  # noqa: FBT001
    """Postprocessing hook of drf-spectacular: adds what all operations share, and turns 3.0 into 3.1."""
    del generator, request, public
    components = result.setdefault("components", {})
    components.setdefault("schemas", {}).update(
        {"Problem": PROBLEM_SCHEMA, "ProblemError": PROBLEM_ERROR_SCHEMA}
    )
    components["headers"], components["parameters"] = HEADERS, PARAMETERS
    components["responses"] = {
        "Problem": _problem("The request failed: a problem document.", "X-Request-ID", VERSION_HEADER),
        "TooManyRequests": _problem(
            "Too many requests.",
            "Retry-After",
            "RateLimit",
            "RateLimit-Policy",
            "X-Request-ID",
            VERSION_HEADER,
        ),
    }
    for path in result["paths"].values():
        for method, operation in path.items():
            if method in METHODS:
                _complete_operation(method, operation)
    modern: dict[str, Any] = modernised(result)
    return modern


def modernised(node: Any) -> Any:
    """`nullable` and schema `example` of OpenAPI 3.0 as JSON Schema 2020-12 says them."""
    if isinstance(node, list):
        return [modernised(inner) for inner in node]
    if not isinstance(node, dict):
        return node
    found = {key: modernised(value) for key, value in node.items()}
    if "type" in found and "example" in found and "in" not in found:
        found["examples"] = [found.pop("example")]
    if isinstance(found.get("nullable"), bool):
        return _with_null(found) if found.pop("nullable") else found
    return found


@cache
def document() -> bytes:
    """The description as JSON, made once per process."""
    # Hints about views that could say more are for developers: the tests fail on them, a visitor cannot mend them.
    logging.getLogger("drf_spectacular").setLevel(logging.ERROR)
    generator: Any = SchemaGenerator
    schema = generator(api_version=VERSIONS[-1]).get_schema(request=None, public=True)
    return json.dumps(schema, ensure_ascii=False, sort_keys=False).encode()


def _with_null(schema: dict[str, Any]) -> dict[str, Any]:
    kind = schema.get("type")
    if isinstance(kind, str):
        schema["type"] = [kind, "null"]
        if "enum" in schema and None not in schema["enum"]:
            schema["enum"] = [*schema["enum"], None]
        return schema
    if isinstance(kind, list):
        return schema if "null" in kind else {**schema, "type": [*kind, "null"]}
    return {"anyOf": [schema, {"type": "null"}]} if schema else schema


def _problem(description: str, *headers: str) -> dict[str, Any]:
    return {
        "description": description,
        "headers": _headers(*headers),
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _headers(*names: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _complete_operation(method: str, operation: dict[str, Any]) -> None:
    parameters = operation.setdefault("parameters", [])
    parameters.append({"$ref": "#/components/parameters/ApiVersion"})
    names = ["X-Request-ID", VERSION_HEADER, "RateLimit", "RateLimit-Policy"]
    # An entry {} means that nobody need sign in; such answers may be secrets and are never stored for a repeat.
    if method in UNSAFE and operation.get("security") and {} not in operation["security"]:
        parameters.append({"$ref": "#/components/parameters/IdempotencyKey"})
        names.append("Idempotency-Replayed")
    if method == "get":
        names.append("ETag")
    responses = operation.setdefault("responses", {})
    for response in responses.values():
        response.setdefault("headers", {}).update(_headers(*names))
    if method == "get":
        unchanged = {
            "description": "Not changed since the ETag in If-None-Match.",
            "headers": _headers(*names),
        }
        responses.setdefault("304", unchanged)
    responses["429"] = {"$ref": "#/components/responses/TooManyRequests"}
    responses["4XX"] = {"$ref": "#/components/responses/Problem"}
    responses["5XX"] = {"$ref": "#/components/responses/Problem"}
