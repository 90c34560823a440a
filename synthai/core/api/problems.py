"""Every failure of the API as a problem document (RFC 9457), from validation to the unknown address and the crash.

    {"type": "/api/problems/core.invalid/", "title": "…", "status": 400, "detail": "…", "code": "core.invalid",
     "request_id": "…", "errors": [{"pointer": "#/price", "code": "required", "detail": "…"}]}

`type` is a stable address of a help page on this server; `errors` is there when single values are wrong: `pointer` is
a JSON pointer into the body (RFC 6901, as a fragment), `parameter` the name of a query parameter.
"""

import errno
import logging
from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.core import exceptions as django_errors
from django.core.signals import got_request_exception
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404, JsonResponse
from kombu.exceptions import OperationalError as BrokerUnreachable
from psycopg import errors as pg
from redis.exceptions import RedisError
from rest_framework import exceptions as drf
from rest_framework.response import Response

from synthai.core.api import kinds
from synthai.core.correlation import current_request_id
from synthai.core.errors import (
    Busy,
    DomainError,
    Invalid,
    NotAllowed,
    NotFound,
    StorageUnavailable,
    Unavailable,
)

MEDIA_TYPE = "application/problem+json"
logger = logging.getLogger("synthai.api")

_BUSY = (pg.LockNotAvailable, pg.DeadlockDetected, pg.SerializationFailure)


def exception_handler(error: Exception, context: Mapping[str, Any]) -> Response:
    """REST framework's hook: any exception of a view as a problem document."""
    problem, errors = as_problem(error)
    request = context.get("request")
    if isinstance(problem, kinds.Fault):
        got_request_exception.send(sender=type(context.get("view")), request=request)
        logger.error("A request failed: %s", type(error).__name__, exc_info=error)
    headers = headers_of(problem)
    auth_header = getattr(error, "auth_header", None)
    if auth_header:
        headers["WWW-Authenticate"] = auth_header
    body = document(problem, errors)
    return Response(body, status=problem.status, headers=headers, content_type=MEDIA_TYPE)


def problem_response(problem: DomainError) -> JsonResponse:
    """A problem document outside of REST framework: unknown addresses, errors in middleware."""
    return JsonResponse(
        document(problem), status=problem.status, headers=headers_of(problem), content_type=MEDIA_TYPE
    )


def document(problem: DomainError, errors: list[dict[str, str]] | None = None) -> dict[str, Any]:
    """The members of a problem document."""
    if errors is None and problem.field:
        errors = [
            {"pointer": pointer(problem.field.split(".")), "code": problem.code, "detail": str(problem)}
        ]
    found: dict[str, Any] = {
        "type": type_uri(problem.code),
        "title": str(problem.title),
        "status": problem.status,
        "detail": str(problem),
        "code": problem.code,
        "request_id": current_request_id(),
        **problem.members(),
    }
    if errors:
        found["errors"] = errors
    return found


def type_uri(code: str) -> str:
    """The address of the help page of a kind of problem, the same on every server."""
    return f"/api/problems/{code}/"


def headers_of(problem: DomainError) -> dict[str, str]:
    """What goes into the header: problems are never cached, and say when to try again."""
    headers = {"Cache-Control": "no-store"}
    if problem.retry_after is not None:
        headers["Retry-After"] = str(problem.retry_after)
    if problem.status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="api"'
    return headers


def as_problem(error: BaseException) -> tuple[DomainError, list[dict[str, str]] | None]:
    """The problem that an exception means, and its single wrong values where there are some."""
    if isinstance(error, DomainError):
        return error, getattr(error, "errors", None)
    if isinstance(error, drf.ValidationError):
        return Invalid(), list(flatten(error.detail))
    if isinstance(error, django_errors.ValidationError):
        return Invalid(), list(flatten_django(error))
    return _plain(error), None


def _plain(error: BaseException) -> DomainError:
    if isinstance(error, drf.APIException):
        return _of_rest_framework(error)
    if isinstance(error, Http404):
        return NotFound()
    if isinstance(error, django_errors.PermissionDenied):
        return NotAllowed()
    if isinstance(error, django_errors.RequestDataTooBig):
        return kinds.TooLarge()
    if isinstance(error, django_errors.SuspiciousOperation) or is_unstorable(error):
        return kinds.Unreadable()
    return _of_what_we_need(error) or kinds.Fault()


def _of_what_we_need(error: BaseException) -> DomainError | None:
    """The database, Valkey, the broker and storage, when they do not answer."""
    if isinstance(error, OperationalError | InterfaceError):
        return Busy() if isinstance(error.__cause__, _BUSY) else Unavailable()
    if isinstance(error, RedisError | BrokerUnreachable):
        return Unavailable()
    if is_storage_out(error):
        logger.error("Storage does not answer: %s", type(error).__name__)
        return StorageUnavailable()
    return None


_LINE: Final = frozenset(
    {
        "botocore.exceptions.ConnectionError",
        "botocore.exceptions.HTTPClientError",
        "botocore.exceptions.NoCredentialsError",
        "boto3.exceptions.S3UploadFailedError",
    }
)
_DISK: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO})


def is_storage_out(error: BaseException) -> bool:
    """Whether stored files cannot be reached: boto's errors of the line and of the server, or a disk that is full, broken or closed.

    By name, since importing boto takes every process a while and most installations in a folder never need it.
    """
    if isinstance(error, OSError) and error.errno in _DISK:
        return True
    names = {f"{each.__module__}.{each.__name__}" for each in type(error).__mro__}
    if names & _LINE:
        return True
    if "botocore.exceptions.ClientError" not in names:
        return False
    told = getattr(error, "response", {}).get("ResponseMetadata", {})
    return int(told.get("HTTPStatusCode", 0)) >= 500 or int(told.get("HTTPStatusCode", 0)) == 403


def is_unstorable(error: BaseException) -> bool:
    """Whether the database was asked about a text with a NUL in it: nobody types one, and no row has one."""
    return isinstance(error, DataError) and (
        isinstance(error.__cause__, pg.UntranslatableCharacter) or "NUL (0x00)" in str(error)
    )


_OF_REST_FRAMEWORK: tuple[tuple[type[drf.APIException], type[DomainError]], ...] = (
    (drf.ParseError, kinds.Unreadable),
    (drf.NotAuthenticated, kinds.NotAuthenticated),
    (drf.AuthenticationFailed, kinds.NotAuthenticated),
    (drf.NotFound, NotFound),
    (drf.MethodNotAllowed, kinds.MethodNotAllowed),
    (drf.NotAcceptable, kinds.NotAcceptable),
    (drf.UnsupportedMediaType, kinds.UnsupportedMediaType),
)


def _of_rest_framework(error: drf.APIException) -> DomainError:
    if isinstance(error, drf.Throttled):
        seconds = max(1, round(getattr(error, "wait", None) or 1))
        problem = kinds.TooManyRequests(seconds=seconds)
        problem.retry_after = seconds
        return problem
    if isinstance(error, drf.PermissionDenied):
        return NotAllowed(None if error.detail == error.default_detail else str(error.detail))
    for raised, kind in _OF_REST_FRAMEWORK:
        if isinstance(error, raised):
            return kind()
    return kinds.Fault() if error.status_code >= 500 else Invalid(str(error.detail))


def pointer(path: list[str]) -> str:
    """A JSON pointer as a URI fragment: `#/lines/0/price`; `#` is the whole body."""
    return "#" + "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in path)


def flatten(detail: Any, path: tuple[str, ...] = ()) -> Iterator[dict[str, str]]:
    """REST framework's nested validation errors as a flat list with pointers."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            yield from flatten(inner, path if name == "non_field_errors" else (*path, str(name)))
    elif isinstance(detail, list | tuple):
        for index, inner in enumerate(detail):
            nested = isinstance(inner, Mapping | list | tuple)
            if not nested or inner:
                yield from flatten(inner, (*path, str(index)) if nested else path)
    else:
        yield {
            "pointer": pointer(list(path)),
            "code": str(getattr(detail, "code", None) or "invalid"),
            "detail": str(detail),
        }


def flatten_django(error: django_errors.ValidationError) -> Iterator[dict[str, str]]:
    """Django's validation errors (`full_clean`) as a flat list with pointers."""
    table = (
        error.error_dict
        if hasattr(error, "error_dict")
        else {django_errors.NON_FIELD_ERRORS: error.error_list}
    )
    for field, errors in table.items():
        path = [] if field == django_errors.NON_FIELD_ERRORS else [field]
        for single in errors:
            yield {
                "pointer": pointer(path),
                "code": single.code or "invalid",
                "detail": " ".join(single.messages),
            }
