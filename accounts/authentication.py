"""Bearers of the API: tokens of people, valid only while their family lives, and keys of programs."""

from typing import TYPE_CHECKING, Any, cast

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import AuthenticationFailed
from rest_framework_simplejwt.settings import api_settings
from rest_framework_simplejwt.tokens import Token

from accounts import key_door
from accounts.models import ApiKey, TokenFamily, User
from accounts.selectors import KeyInUse
from accounts.services import api_keys
from accounts.services.tokens import FAMILY_CLAIM

if TYPE_CHECKING:
    from accounts.jwts import AccessToken

_KNOWN = "_accounts_bearer"
_KNOWN_KEY = "_accounts_key"


class FamilyJWTAuthentication(JWTAuthentication):
    """A signed access token whose family has not ended and whose person may sign in: one query.

    The organisation middleware asks first, to know whose organisation it is; the view's own question then gets
    the same answer without another query.
    """

    def authenticate(self, request: Request | HttpRequest) -> tuple[User, Token] | None:  # type: ignore[override]
        """Person and token, None without a bearer token. Raises AuthenticationFailed (401)."""
        plain = getattr(request, "_request", request)
        if key_door.secret_in(plain) is not None:  # a program's key, not a token
            return None
        if not hasattr(plain, _KNOWN):
            setattr(plain, _KNOWN, super().authenticate(cast("Request", request)))
        known: tuple[User, Token] | None = getattr(plain, _KNOWN)
        if known is not None:
            vars(plain)["sign_in_id"] = known[1].get(FAMILY_CLAIM)
            vars(plain)["token_family"] = cast("AccessToken", known[1]).family
        return known

    def get_user(self, validated_token: Token) -> User:  # type: ignore[override]
        """The person of a living family, which the token then carries."""
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
        cast("AccessToken", validated_token).family = family
        user: User = family.user
        return user


class FamilyJWTScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the OpenAPI document describes it."""

    target_class = "accounts.authentication.FamilyJWTAuthentication"
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """An HTTP bearer scheme."""
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}


class Program:
    """Who asks with a key, where REST framework wants a user: somebody known, and nobody in person."""

    is_authenticated = True
    is_anonymous = False
    is_active = True
    is_person = False
    pk = None

    def __init__(self, key: ApiKey) -> None:
        self.public_id = key.public_id
        self.name = key.name

    def __str__(self) -> str:
        return self.name


class ApiKeyAuthentication(BaseAuthentication):
    """A key of an organisation as the bearer: one query, and one write an hour for when it was last used.

    The organisation middleware asks first; the view's own question gets the same answer without another query.
    """

    def authenticate(self, request: Request) -> tuple[Program, ApiKey] | None:
        """The program and its key, None without a key. Raises the refusals of `key_door`."""
        found = key_of(getattr(request, "_request", request))
        return None if found is None else (Program(found.key), found.key)

    def authenticate_header(self, request: Request) -> str:
        """What a 401 asks for."""
        return 'Bearer realm="api"'


def key_of(request: HttpRequest) -> KeyInUse | None:
    """The key a request opens its organisation with; None when it carries none. Raises the refusals of `key_door`."""
    if not hasattr(request, _KNOWN_KEY):
        secret, now = key_door.secret_in(request), timezone.now()
        found = None if secret is None else key_door.open_for(request, secret, now=now)
        if found is not None:
            api_keys.note_use(found.key, now=now)
        setattr(request, _KNOWN_KEY, found)
    known: KeyInUse | None = getattr(request, _KNOWN_KEY)
    return known


class ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the OpenAPI document describes it."""

    target_class = "accounts.authentication.ApiKeyAuthentication"
    name = "key"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """An HTTP bearer scheme."""
        return {"type": "http", "scheme": "bearer", "bearerFormat": "synthai_…"}
