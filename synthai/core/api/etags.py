"""ETag and If-Match on edits, If-None-Match on reads (RFC 9110, sections 13 and 15.4.5)."""

import hashlib
import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from rest_framework.request import Request

from synthai.core.errors import PreconditionFailed, PreconditionRequired
from synthai.core.versions import ANY, check_version, version_of

_ENTITY_TAG = re.compile(r'(W/)?"([\x21\x23-\x7e]*)"')


def etag_for(row: Any) -> str:
    """The strong ETag of a row's current version: put it in the reply of reads and edits."""
    return f'"{version_of(row)}"'


def expected_version(request: Request | HttpRequest, *, required: bool = True) -> str | None:
    """The version that If-Match names, for a service's `check_version`; None when it may be absent and is.

    `W/` counts for nothing: a compressing middleware or proxy puts it before our strong tags, and the tag names
    a row's version, not bytes. Raises PreconditionRequired (428) when it is missing, PreconditionFailed (412) when
    it names no or several tags.
    """
    header = request.headers.get("If-Match", "").strip()
    if not header:
        if required:
            raise PreconditionRequired
        return None
    if header == ANY:
        return ANY
    tags = [tag for _weak, tag in _ENTITY_TAG.findall(header)]
    if len(tags) != 1:
        raise PreconditionFailed
    return str(tags[0])


def require_if_match(request: Request | HttpRequest, row: Any) -> None:
    """Judge If-Match against a row at hand. Raises PreconditionRequired and PreconditionFailed.

    Between this and the service's lock another edit may pass: hand `expected_version(request)` to the service
    where that matters.
    """
    check_version(row, expected_version(request))


def answer_conditionally(request: Request | HttpRequest, response: HttpResponse) -> HttpResponse:
    """Give a successful read an ETag when it has none, and answer 304 when the caller has it already."""
    if request.method not in {"GET", "HEAD"} or response.status_code != 200 or response.streaming:
        return response
    if not response.has_header("ETag"):
        response["ETag"] = f'W/"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    known = request.headers.get("If-None-Match", "")
    tags = {tag for _weak, tag in _ENTITY_TAG.findall(known)}
    current = _ENTITY_TAG.fullmatch(response["ETag"])
    if known.strip() != ANY and (current is None or current[2] not in tags):
        return response
    response.status_code, response.content = 304, b""
    del response["Content-Type"]
    return response
