"""Bearer tokens of the API: valid only while their family lives."""

from typing import Any, cast

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.request import Request
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import AuthenticationFailed
from rest_framework_simplejwt.settings import api_settings
from rest_framework_simplejwt.tokens import Token

from accounts.models import TokenFamily, User
from accounts.services.tokens import FAMILY_CLAIM

_KNOWN = "_accounts_bearer"


class FamilyJWTAuthentication(JWTAuthentication):
    """A signed access token whose family has not ended and whose person may sign in: one query.

    The organisation middleware asks first, to know whose organisation it is; the view's own question then gets
    the same answer without another query.
    """

    def authenticate(self, request: Request | HttpRequest) -> tuple[User, Token] | None:  # type: ignore[override]
        """Person and token, None without a bearer token. Raises AuthenticationFailed (401)."""
        plain = getattr(request, "_request", request)
        if not hasattr(plain, _KNOWN):
            setattr(plain, _KNOWN, super().authenticate(cast("Request", request)))
        known: tuple[User, Token] | None = getattr(plain, _KNOWN)
        return known

    def get_user(self, validated_token: Token) -> User:  # type: ignore[override]
        """The person of a living family."""
        alive = TokenFamily.objects.alive(at=timezone.now()).select_related("user")
        family = alive.filter(
            public_id=validated_token.get(FAMILY_CLAIM, ""),
            user__public_id=validated_token.get(api_settings.USER_ID_CLAIM, ""),
            user__is_active=True,
        ).first()
        if family is None:
            raise AuthenticationFailed(
                str(_("This sign-in has ended. Sign in again.")), code="token_family_ended"
            )
        user: User = family.user
        return user


class FamilyJWTScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the OpenAPI document describes it."""

    target_class = "accounts.authentication.FamilyJWTAuthentication"
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """An HTTP bearer scheme."""
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
