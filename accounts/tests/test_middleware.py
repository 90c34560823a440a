"""The organisation of a request: entered around view, rendering and streaming, and left afterwards."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from accounts.middleware import OrganisationMiddleware
from accounts.models import User
from synthai.core.tenancy import active, active_or_none
from synthai.core.testing.cases import CastTestCase
from synthai.core.testing.queries import assert_max_queries


class OrganisationMiddlewareTests(CastTestCase):
    def request(self, path: str, user: User) -> HttpRequest:
        request = RequestFactory().get(path)
        request.user = user
        return request

    def test_enters_the_organisation_in_one_query(self) -> None:
        seen: dict[str, object] = {}

        def view(request: HttpRequest) -> HttpResponse:
            seen.update(tenant=active(), **vars(request))
            return HttpResponse()

        request = self.request("/o/umoja-foods/anything/", self.bongani.user)
        with assert_max_queries(1):
            OrganisationMiddleware(view)(request)
        assert seen["tenant"] == self.cast.umoja.pk
        assert seen["organisation"] == self.cast.umoja
        assert seen["membership"] == self.bongani.membership
        assert seen["actor"].organisation_slug == "umoja-foods"  # type: ignore[attr-defined]
        assert "accounts.member.view" in seen["actor"].capabilities  # type: ignore[attr-defined]
        assert active_or_none() is None

    def test_streams_inside_the_organisation(self) -> None:
        def view(request: HttpRequest) -> StreamingHttpResponse:
            return StreamingHttpResponse(str(active()) for _ in range(2))

        response = OrganisationMiddleware(view)(self.request("/o/umoja-foods/x/", self.thandi.user))
        assert isinstance(response, StreamingHttpResponse)
        assert active_or_none() is None
        assert response.getvalue() == str(self.cast.umoja.pk).encode() * 2
        assert active_or_none() is None

    def test_leaves_other_addresses_alone(self) -> None:
        def view(request: HttpRequest) -> HttpResponse:
            return HttpResponse(str(active_or_none()))

        for path in ("/o/", "/organisations/", "/api/v1/organisations/", "/xo/umoja-foods/"):
            with assert_max_queries(0):
                response = OrganisationMiddleware(view)(self.request(path, self.thandi.user))
            assert response.content == b"None"  # type: ignore[attr-defined]

    def test_slugs_of_any_case_do_not_pass_for_another(self) -> None:
        assert self.thandi.client().get("/o/Umoja-Foods/").status_code == 404
