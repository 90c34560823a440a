"""API keys of an organisation. People manage them: a key manages none."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import permissions, selectors, step_up
from accounts.api.serializers_access import KeyIn, KeyOut, KeyRotateIn, KeyWithSecretOut
from accounts.models import ApiKey
from accounts.models.api_key import ApiKeyQuerySet
from accounts.services import api_keys
from accounts.services.api_keys import KeyWithSecret
from synthai.core.api.etags import etag_for, expected_version
from synthai.core.api.views import TenantAPIView, TenantListView, validated


class KeysView(TenantListView):
    """The keys."""

    keeps_own_key = True  # the answer holds a secret, which no idempotency record may keep
    capability = permissions.KEY_CHANGE
    serializer_class = KeyOut
    ordering: ClassVar[tuple[str, ...]] = ("-created_at", "-pk")

    def get_queryset(self) -> ApiKeyQuerySet:
        """All of them, ended ones too."""
        return selectors.keys_query(self.actor.organisation_id or 0)

    @extend_schema(responses=KeyOut(many=True), tags=["keys"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Keys, newest first."""
        return super().get(request, *args, **kwargs)

    @extend_schema(request=KeyIn, responses={201: KeyWithSecretOut}, tags=["keys"])
    def post(self, request: Request, organisation: str) -> Response:
        """Make a key. The answer holds its secret, once."""
        step_up.require_proof(request)
        made = api_keys.create(**validated(KeyIn, request), by=self.actor, now=timezone.now())
        return _secret(made, status=201)


class KeyView(TenantAPIView):
    """One key."""

    capability = permissions.KEY_CHANGE
    requires_if_match: ClassVar[frozenset[str]] = frozenset({"PATCH"})

    @extend_schema(responses=KeyOut, tags=["keys"])
    def get(self, request: Request, organisation: str, key: str) -> Response:
        """Scopes, expiry, last use to the hour."""
        return _key(self._there(key))

    @extend_schema(request=KeyIn, responses=KeyOut, tags=["keys"])
    def patch(self, request: Request, organisation: str, key: str) -> Response:
        """Write it anew: name, scopes, expiry and addresses together. The secret stays. Needs fresh proof."""
        step_up.require_proof(request)
        self._there(key)
        given, expected = validated(KeyIn, request), expected_version(request)
        changed = api_keys.change(key, **given, by=self.actor, now=timezone.now(), version=expected)
        return _key(changed)

    @extend_schema(responses={204: None}, tags=["keys"])
    def delete(self, request: Request, organisation: str, key: str) -> Response:
        """Revoke it, at once and for good."""
        self._there(key)
        api_keys.revoke(key, by=self.actor, now=timezone.now())
        return Response(status=204)

    def _there(self, key: str) -> ApiKey:
        return selectors.get_key(self.actor.organisation_id or 0, key)


class KeyRotateView(TenantAPIView):
    """Rotation."""

    keeps_own_key = True
    capability = permissions.KEY_CHANGE

    @extend_schema(request=KeyRotateIn, responses=KeyWithSecretOut, tags=["keys"])
    def post(self, request: Request, organisation: str, key: str) -> Response:
        """A new secret; the old one works for the overlap still."""
        step_up.require_proof(request)
        hours = validated(KeyRotateIn, request)["overlap_hours"]
        return _secret(api_keys.rotate(key, overlap_hours=hours, by=self.actor, now=timezone.now()))


class KeyTakeOverView(TenantAPIView):
    """Responsibility."""

    capability = permissions.KEY_CHANGE

    @extend_schema(request=None, responses=KeyOut, tags=["keys"])
    def post(self, request: Request, organisation: str, key: str) -> Response:
        """The key acts for the caller from now on. Needs fresh proof (`accounts.proof_needed`)."""
        step_up.require_proof(request)
        return _key(api_keys.take_over(key, by=self.actor))


def _key(key: ApiKey) -> Response:
    response = Response(KeyOut(key).data)
    response["ETag"] = etag_for(key)
    return response


def _secret(made: KeyWithSecret, *, status: int = 200) -> Response:
    data = {**KeyOut(made.key).data, "secret": made.secret}
    response = Response(data, status=status, headers={"Cache-Control": "no-store"})
    response["ETag"] = etag_for(made.key)
    return response
