"""Actors and capabilities: who may, who may not, and in which words."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory
from rest_framework.views import APIView

from synthai.core import access
from synthai.core.access import (
    Actor,
    Capability,
    HasCapability,
    capabilities,
    capabilities_of_role,
    capability,
    capability_of_view,
    page,
    refusal,
    require,
    system_actor,
)
from synthai.core.errors import NotAllowed
from synthai.core.rules import NOT_HELD


@pytest.fixture
def bake(monkeypatch: pytest.MonkeyPatch) -> str:
    """A capability that owners and managers hold, declared for one test."""
    monkeypatch.setattr(access, "_CAPABILITIES", dict(access._CAPABILITIES))
    return capability("bakery.bread.bake", title="Bake bread", roles=("owner", "manager"))


def member(*held: str, organisation_id: int | None = 1) -> Actor:
    return Actor(kind="person", label="Thandi", organisation_id=organisation_id, capabilities=frozenset(held))


def request_of(actor: Actor | None, *, signed_in: bool = True) -> HttpRequest:
    request = RequestFactory().get("/o/umoja-foods/bread/?page=2")
    request.user = AnonymousUser()
    if signed_in:
        request.user = type("User", (), {"is_authenticated": True})()
    request.actor = actor  # type: ignore[attr-defined]
    return request


def test_roles_are_read_from_the_registry(bake: str) -> None:
    assert capabilities()[bake].title == "Bake bread"
    assert bake in capabilities_of_role("manager")
    assert bake not in capabilities_of_role("viewer")


def test_declaring_twice_is_fine_unless_the_roles_differ(bake: str) -> None:
    assert capability(bake, title="Bake bread", roles=("owner", "manager")) == bake
    with pytest.raises(ImproperlyConfigured, match="declared twice"):
        capability(bake, title="Bake bread", roles=("viewer",))


def test_require_lets_holders_and_the_system_pass(bake: str) -> None:
    require(member(bake), bake)
    require(system_actor(1), bake)
    assert system_actor(1).can(bake)


def test_require_says_what_is_missing_and_who_has_it(bake: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        require(member(), bake)
    assert refused.value.status == 403
    for word in ("Bake bread", bake, "owner and manager"):
        assert word in str(refused.value)


def test_the_refusal_asks_for_who_can_help() -> None:
    declared = Capability(code="bakery.oven.sell", title="Sell the oven", roles=("owner",))
    said = str(refusal(NOT_HELD, declared))
    assert "which only the role owner has. Ask the owner." in said
    assert "administrator" not in said
    inside = replace(member(), support_public_id="abc")
    assert str(refusal(NOT_HELD, declared, by=inside)).startswith(
        "The customer did not allow support this (“Sell the oven”)"
    )


def test_an_undeclared_capability_is_a_fault_not_a_refusal() -> None:
    with pytest.raises(ImproperlyConfigured, match="never declared"):
        require(system_actor(1), "bakery.bread.bkae")


class TestPage:
    def view(self, needed: str | None) -> Callable[..., Any]:
        @page(needed)
        def bread(request: HttpRequest) -> HttpResponse:
            return HttpResponse("bread")

        assert bread.capability == needed  # type: ignore[attr-defined]
        return bread

    def test_nobody_is_sent_to_sign_in_and_back(self, bake: str) -> None:
        reply = self.view(bake)(request_of(None, signed_in=False))
        assert reply.status_code == 302
        assert reply["Location"] == "/accounts/login/?next=/o/umoja-foods/bread/%3Fpage%3D2"

    @pytest.mark.parametrize("actor", [None, member(organisation_id=None)])
    def test_outside_the_organisation_nothing_is_there(self, bake: str, actor: Actor | None) -> None:
        with pytest.raises(Http404):
            self.view(bake)(request_of(actor))

    def test_wrong_role_is_refused_and_right_role_passes(self, bake: str) -> None:
        with pytest.raises(NotAllowed):
            self.view(bake)(request_of(member()))
        assert self.view(bake)(request_of(member(bake))).content == b"bread"

    def test_membership_alone_can_be_enough(self) -> None:
        assert self.view(None)(request_of(member())).content == b"bread"


class TestApiGuard:
    class ByMethod(APIView):
        capabilities = {"GET": None, "POST": "bakery.bread.bake"}  # noqa: RUF012

    class Single(APIView):
        capability = "bakery.bread.bake"

    class Silent(APIView):
        pass

    def allows(self, view: type[APIView], actor: Actor | None, method: str = "POST") -> bool:
        request = request_of(actor)
        request.method = method
        return HasCapability().has_permission(request, view())  # type: ignore[arg-type]

    def test_by_method(self, bake: str) -> None:
        assert self.allows(self.ByMethod, member(), "GET")
        assert self.allows(self.ByMethod, member(), "HEAD")
        assert self.allows(self.ByMethod, member(), "OPTIONS")
        assert self.allows(self.ByMethod, member(bake))
        with pytest.raises(NotAllowed):
            self.allows(self.ByMethod, member())

    def test_one_for_all_methods(self, bake: str) -> None:
        assert self.allows(self.Single, member(bake), "PATCH")
        with pytest.raises(NotAllowed):
            self.allows(self.Single, member(), "GET")

    def test_nobody_and_strangers_are_not_let_in(self, bake: str) -> None:
        assert not self.allows(self.ByMethod, None, "GET")
        assert not self.allows(self.ByMethod, member(bake, organisation_id=None))

    def test_a_view_that_declares_nothing_is_a_fault(self) -> None:
        with pytest.raises(ImproperlyConfigured, match="Silent declares no capability for POST"):
            self.allows(self.Silent, member())
        with pytest.raises(ImproperlyConfigured, match="DELETE"):
            capability_of_view(self.ByMethod(), "DELETE")
