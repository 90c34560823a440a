"""The ground of every API view: who asks, how often, whether they may, once or again, and in which form.

class RunsView(TenantListView):
    capabilities = {"GET": permissions.PRODUCT_VIEW, "POST": permissions.RUN_CREATE}
    serializer_class = RunOut
    ordering = ("-requested_at",)

    def get_queryset(self): return selectors.runs()

    @extend_schema(request=RunIn, responses={202: RunOut})
    def post(self, request, organisation):
        given = validated(RunIn, request)
        run = runs.request(by=request.actor, now=timezone.now(), **given)
        return Response(RunOut(run).data, status=202)
"""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from rest_framework import generics, mixins, permissions, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from synthai.core.access import Actor, HasCapability
from synthai.core.api import kinds, replay, throttles
from synthai.core.api.etags import answer_conditionally

VERSIONS = ("2026-11-21",)  # newest last
VERSION_HEADER = "API-Version"


class Ground(APIView):
    """What all API views do alike. Subclass PersonAPIView or TenantAPIView.

    `keeps_own_key` is for verbs in several durable steps: the base then leaves Idempotency-Key alone, and the view
    hands `replay.key_of(request)` to a service that keeps it on its own row.
    """

    keeps_own_key: ClassVar[bool] = False
    requires_if_match: ClassVar[frozenset[str]] = frozenset()  # methods, for the API description
    standings: Sequence[throttles.Standing] = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Judge a request before its handler: version, person, rate, capability."""
        self.format_kwarg = self.get_format_suffix(**kwargs)
        request.accepted_renderer, request.accepted_media_type = self.perform_content_negotiation(request)
        request.version, request.versioning_scheme = _version_asked(request), None
        self.perform_authentication(request)
        self.check_throttles(request)
        if self._handler(request) is None:
            self.http_method_not_allowed(request)
        self.check_permissions(request)

    def check_throttles(self, request: Request) -> None:
        """Count under every policy at once. Raises Throttled (429)."""
        self.standings = throttles.counted(self.get_throttles(), request)
        wait = throttles.wait_of(self.standings)
        if wait is not None:
            self.throttled(request, wait)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """REST framework's dispatch, with the handler run once per Idempotency-Key."""
        self.args, self.kwargs = args, kwargs
        self.request = self.initialize_request(request, *args, **kwargs)
        self.headers = self.default_response_headers
        try:
            self.initial(self.request, *args, **kwargs)
            response: HttpResponseBase = self._answer(self.request)
        except Exception as error:  # noqa: BLE001 - becomes a problem document
            response = self.handle_exception(error)
        self.response = self.finalize_response(self.request, response, *args, **kwargs)
        return self.response

    def _answer(self, request: Request) -> HttpResponseBase:
        key = None if self.keeps_own_key else replay.key_of(request)
        if key is None:
            return self._handle(request)
        return replay.answered_once(request, key, lambda: self._rendered(self._handle(request)))

    def _handle(self, request: Request) -> HttpResponseBase:
        handler = self._handler(request) or self.http_method_not_allowed
        answer: HttpResponseBase = handler(request, *self.args, **self.kwargs)
        return answer

    def _handler(self, request: Request) -> Callable[..., HttpResponseBase] | None:
        method = (request.method or "").lower()
        return getattr(self, method, None) if method in self.http_method_names else None

    def _rendered(self, response: HttpResponseBase) -> HttpResponse:
        if isinstance(response, Response):
            response.accepted_renderer = self.request.accepted_renderer
            response.accepted_media_type = self.request.accepted_media_type
            setattr(response, "renderer_context", self.get_renderer_context())  # noqa: B010 - the stubs lack it
            response.render()
        if not isinstance(response, HttpResponse):
            raise TypeError(f"{type(self).__name__} streams: set keeps_own_key.")
        return response

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Add what every answer tells: version, rate limits, how it may be cached."""
        final: HttpResponseBase = super().finalize_response(request, response, *args, **kwargs)
        final[VERSION_HEADER] = VERSIONS[-1]
        # Failures were logged with their cause; Django would log each a second time.
        setattr(final, "_has_been_logged", True)  # noqa: B010
        for name, value in throttles.headers(self.standings).items():
            final[name] = value
        final.setdefault("Cache-Control", "private, no-cache")
        patch_vary_headers(final, ("Authorization", "Cookie"))
        if isinstance(final, HttpResponse) and request.method in {"GET", "HEAD"} and final.status_code == 200:
            return answer_conditionally(request, self._rendered(final))
        return final


class IsPerson(permissions.BasePermission):
    """Closed to API keys: they belong to an organisation, and nothing here does."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Raises KeyNotHere for a key."""
        if not getattr(request.user, "is_person", True):
            raise kinds.KeyNotHere
        return True


class PersonAPIView(Ground):
    """For a signed-in person, outside every organisation."""

    permission_classes = [permissions.IsAuthenticated, IsPerson]


class TenantAPIView(Ground):
    """Under /api/v1/o/<slug>/: the middleware set `request.actor` and entered the tenant; strangers got 404.

    Declare `capability`, or `capabilities` by method; None means membership is enough.
    """

    permission_classes = [permissions.IsAuthenticated, HasCapability]

    @property
    def actor(self) -> Actor:
        """Who asks, for services' `by`."""
        actor: Actor = getattr(self.request, "actor")  # noqa: B009 - set by the middleware
        return actor


class TenantGenericView(TenantAPIView, generics.GenericAPIView[Any]):
    """TenantAPIView with REST framework's generic helpers (pagination, serializer_class)."""


class TenantListView(mixins.ListModelMixin, TenantGenericView):
    """A list by cursor: `get_queryset`, `serializer_class`, `ordering`; further methods may be added."""

    ordering: ClassVar[tuple[str, ...]] = ("-pk",)

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One page."""
        return self.list(request, *args, **kwargs)


class PersonListView(mixins.ListModelMixin, PersonAPIView, generics.GenericAPIView[Any]):
    """A person's own list by cursor, outside every organisation."""

    ordering: ClassVar[tuple[str, ...]] = ("-pk",)

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One page."""
        return self.list(request, *args, **kwargs)


def validated(serializer: type[serializers.BaseSerializer[Any]], request: Request, **options: Any) -> Any:
    """The request's body, cleaned by an input serializer. Raises ValidationError (400 with pointers)."""
    cleaner = serializer(data=request.data, **options)
    cleaner.is_valid(raise_exception=True)
    return cleaner.validated_data


def _version_asked(request: Request) -> str:
    asked = request.headers.get(VERSION_HEADER)
    if asked is None or asked in VERSIONS:
        return asked or VERSIONS[-1]
    raise kinds.VersionUnknown(version=asked[:20], known=VERSIONS[-1])
