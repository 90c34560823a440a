"""The API's own pages: its description, a page to try it on, and a help page for each kind of problem."""

import hashlib
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import condition, require_safe

from synthai.core.api import kinds
from synthai.core.api.areas import NoArea, areas, part
from synthai.core.api.problems import problem_response, type_uri
from synthai.core.api.schema import document
from synthai.core.errors import KINDS, DomainError

SCHEMA_TYPE = "application/vnd.oai.openapi+json;version=3.1"


def _schema(area: str) -> bytes:
    try:
        return part(area) if area else document()
    except NoArea:
        raise Http404 from None


def _schema_etag(request: HttpRequest, area: str = "") -> str:
    del request
    return f'"{hashlib.sha256(_schema(area)).hexdigest()[:32]}"'


@require_safe
@condition(etag_func=_schema_etag)
def schema(request: HttpRequest, area: str = "") -> HttpResponse:
    """The OpenAPI document, whole or of one area, for everybody."""
    del request
    return HttpResponse(_schema(area), content_type=SCHEMA_TYPE)


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Every call of the API by area."""
    return render(request, "api/docs.html", {"areas": areas()})


@require_safe
def docs_area(request: HttpRequest, area: str) -> HttpResponse:
    """One area as a page on which calls can be tried."""
    _schema(area)  # an area that there is not has no page either
    return render(request, "api/docs_area.html", {"area": area})


@require_safe
def problem_list(request: HttpRequest) -> HttpResponse:
    """Every kind of problem."""
    return render(request, "api/problems.html", {"problems": [_facts(KINDS[code]) for code in sorted(KINDS)]})


@require_safe
def problem_detail(request: HttpRequest, code: str) -> HttpResponse:
    """What a kind of problem means and how to mend it: where the `type` of a problem leads."""
    if code not in KINDS:
        raise Http404
    facts = _facts(KINDS[code])
    if request.accepts("text/html"):
        return render(request, "api/problem.html", {"problem": facts})
    return JsonResponse({name: str(value) for name, value in facts.items()})


@csrf_exempt
def unknown_route(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Anything else under /api/, with DEBUG on too."""
    del request, rest
    return problem_response(kinds.RouteUnknown())


def _facts(kind: type[DomainError]) -> dict[str, Any]:
    return {
        "code": kind.code,
        "type": type_uri(kind.code),
        "status": kind.status,
        "title": kind.title,
        "remedy": kind.remedy,
    }
