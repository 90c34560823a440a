"""The apps one is signed in with, and proof that it is still oneself."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import second_step, selectors, sign_in, step_up
from accounts.api.token_serializers import DeviceOut, ProofIn
from accounts.api.views.people import by_person, person
from accounts.models.token_family import TokenFamilyQuerySet
from accounts.services import tokens
from synthai.core.api.views import PersonAPIView, PersonListView, validated


class DevicesView(PersonListView):
    """Apps."""

    serializer_class = DeviceOut
    ordering: ClassVar[tuple[str, ...]] = ("-created_at", "-pk")

    def get_queryset(self) -> TokenFamilyQuerySet:
        """Those of who asks that are signed in now."""
        return selectors.devices_query(person(self.request).pk, now=timezone.now())

    def get_serializer_context(self) -> dict[str, Any]:
        """With the app that asks."""
        return {**super().get_serializer_context(), "family": step_up.family_of(self.request)}

    @extend_schema(responses=DeviceOut(many=True), tags=["token"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Apps that are signed in with one's account, the newest first."""
        return super().get(request, *args, **kwargs)


class DeviceView(PersonAPIView):
    """One app."""

    @extend_schema(responses={204: None}, tags=["token"])
    def delete(self, request: Request, device: str) -> Response:
        """Sign it out: its tokens stop working at once. Signing out oneself is allowed."""
        tokens.end_device(device, by=by_person(request), now=timezone.now())
        return Response(status=204)


class ProofView(PersonAPIView):
    """Proof."""

    @extend_schema(request=ProofIn, responses={204: None}, tags=["token"])
    def post(self, request: Request) -> Response:
        """Prove once more that it is oneself, with the password or a code; it then holds for ten minutes.

        Dangerous acts answer 403 `accounts.proof_needed` without.
        """
        given = validated(ProofIn, request)
        if "code" in given:
            second_step.with_code(person(request), given["code"])
        else:
            sign_in.confirm_password(request, person(request), given["password"])
        step_up.note(request)
        return Response(status=204)
