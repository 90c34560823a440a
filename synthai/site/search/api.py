"""Search over the API: what the page finds, with why, what to narrow by, and what to know about the answer."""

from typing import Any, Final

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response

from synthai.core.api.views import TenantAPIView
from synthai.core.search.permissions import SEARCH_USE
from synthai.core.search.query import LETTERS, SIZE
from synthai.core.search.results import Part, Result, Results
from synthai.site.search import drawing, finding
from synthai.site.search.asked import PAGES, Asked, read
from synthai.site.search.refusals import AskedTooLong, NoSuchPage, NothingAsked

_PARAMETERS: Final = [
    OpenApiParameter("q", str, required=True, description=f"Words to look for, at most {LETTERS} letters. Spelt wrongly, in Afrikaans or isiZulu, or in other words will do."),
    OpenApiParameter("kind", str, many=True, description="Only things of this kind, as `facets.kind` names them; may be said again."),
    OpenApiParameter("language", str, description="Only things in this language: en, af, zu, xh, st."),
    OpenApiParameter("topic", str, many=True, description="Only things with this topic. Every other facet of `facets` narrows in the same way, by its own name; at most four at once."),
    OpenApiParameter("exact", bool, description="1: take the words as they stand, reading none as another."),
    OpenApiParameter("page", int, description=f"1 to {PAGES}; {SIZE} results each, of the best 300."),
]  # fmt: skip


class PartOut(serializers.Serializer[Part]):
    """Some letters, and whether they are what was looked for. Plain text: escape it."""

    text = serializers.CharField()
    is_match = serializers.BooleanField()


class WhyOut(serializers.Serializer[Any]):
    """A reason for a result."""

    how = serializers.ChoiceField(
        choices=["word", "same", "spelling", "named", "meaning"],
        help_text="The word itself, another word for it, the word spelt otherwise, a title that looks like it, or the meaning.",
    )
    words = serializers.ListField(child=serializers.CharField())
    said = serializers.SerializerMethodField()

    def get_said(self, why: Any) -> str:
        """The same as a sentence, in the language of the request."""
        return str(why)


class FoundOut(serializers.Serializer[Result]):
    """A thing found. `is_shelf`: of the platform's shelf, not of the organisation's own."""

    kind = serializers.CharField()
    kind_label = serializers.CharField(source="label")
    id = serializers.CharField(source="key")
    title = serializers.CharField()
    title_parts = PartOut(many=True)
    extract = PartOut(many=True)
    path = serializers.CharField(help_text="The page, under the site.")
    language = serializers.CharField()
    changed_at = serializers.DateTimeField()
    is_shelf = serializers.BooleanField()
    why = WhyOut(many=True)


class CountOut(serializers.Serializer[Any]):
    """How many of what was found have a value."""

    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field's own label has this name
    count = serializers.IntegerField()


class NoticeOut(serializers.Serializer[Any]):
    """What to know about the answer."""

    code = serializers.ChoiceField(choices=["late", "without_meaning", "without_backend", "too_common"])
    text = serializers.CharField()


class SearchOut(serializers.Serializer[Any]):
    """One page of results, best first. `total` and `facets` are of the best three hundred."""

    q = serializers.CharField()
    page = serializers.IntegerField()
    pages = serializers.IntegerField()
    total = serializers.IntegerField()
    results = FoundOut(many=True)
    facets = serializers.DictField(child=CountOut(many=True))
    mended = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        help_text="Words that nothing has, with what they were read as.",
    )
    notices = NoticeOut(many=True)
    took_ms = serializers.IntegerField()


class OwnWords(DefaultContentNegotiation):
    """Articles have a facet "format", which is not the format of the answer."""

    settings = type("Settings", (), {"URL_FORMAT_OVERRIDE": None})()


class SearchView(TenantAPIView):
    """One box over everything that the caller may see."""

    capability = SEARCH_USE
    content_negotiation_class = OwnWords

    @extend_schema(operation_id="search", parameters=_PARAMETERS, responses=SearchOut)
    def get(self, request: Request, organisation: str) -> Response:
        """Find. A key finds what its own scopes and the person it acts for open; what a rule narrows is not found."""
        asked = _asked(request)
        found = finding.look(asked, by=self.actor, where="api", now=timezone.now())
        return Response(SearchOut(_told(asked, found)).data)


def _asked(request: Request) -> Asked:
    """The question, held against the limits. Raises NothingAsked, AskedTooLong, NoSuchPage."""
    given = request.query_params
    said, page = " ".join(given.get("q", "").replace("\x00", "").split()), given.get("page", "1")
    if not said:
        raise NothingAsked
    if len(said) > LETTERS:
        raise AskedTooLong(letters=len(said), most=LETTERS)
    if not (page.isdecimal() and len(page) <= 3 and 1 <= int(page) <= PAGES):  # noqa: PLR2004
        raise NoSuchPage(page=page[:20], most=PAGES)
    return read(given)


def _told(asked: Asked, found: Results) -> dict[str, Any]:
    facets = {
        name: [
            {
                "value": each.value,
                "label": str(drawing.value_label(name, each.value, each.label)),
                "count": each.count,
            }
            for each in counts
        ]
        for name, counts in found.facets.items()
    }
    return {
        "q": asked.text,
        "page": asked.page,
        "pages": -(-found.total // SIZE),
        "total": found.total,
        "results": found.results,
        "facets": facets,
        "mended": {word: list(near) for word, near in found.mended.items()},
        "notices": drawing.sentences(found.notices),
        "took_ms": found.took_ms,
    }
