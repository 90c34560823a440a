"""Sign-in of the mobile app."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import actors, challenges, second_step, sign_in
from accounts.api.serializers import RefreshIn, TokenIn, TokenOut
from accounts.api.token_serializers import SecondFactorIn
from accounts.models import User
from accounts.services import tokens
from accounts.services.tokens import TokenPair
from synthai.core.api.views import Ground, validated


class Open(Ground):
    """Asked by nobody yet: no token is read, so a stale one does not stand in the way."""

    authentication_classes = ()
    permission_classes = (AllowAny,)


class TokenView(Open):
    """A new sign-in on a device."""

    @extend_schema(request=TokenIn, responses={200: TokenOut}, auth=[], tags=["token"])
    def post(self, request: Request) -> Response:
        """Sign in with e-mail and password. The address must be confirmed.

        An account with second factors is answered 401 `accounts.token.second_factor_needed` with `factors` and a
        `challenge` for the second step.
        """
        given = validated(TokenIn, request)
        device = given.pop("device")
        user = sign_in.with_password(request, **given)
        needed = challenges.needed(user, device=device)
        if needed is not None:
            raise needed
        return _start(request, user, device)


class SecondFactorView(Open):
    """The second step."""

    @extend_schema(request=SecondFactorIn, responses={200: TokenOut}, auth=[], tags=["token"])
    def post(self, request: Request) -> Response:
        """Answer a challenge with a code or a passkey, within five minutes; each challenge works once."""
        given = validated(SecondFactorIn, request)
        challenge = challenges.read(given["challenge"])
        if "code" in given:
            second_step.with_code(challenge.user, given["code"])
        else:
            second_step.with_passkey(challenge, given["credential"], request=request)
        challenges.close(challenge)
        return _start(request, challenge.user, challenge.device)


class TokenRefreshView(Open):
    """The next pair."""

    @extend_schema(request=RefreshIn, responses={200: TokenOut}, auth=[], tags=["token"])
    def post(self, request: Request) -> Response:
        """Exchange a refresh token. An old one ends the whole sign-in, access tokens included."""
        given = validated(RefreshIn, request)
        return _answer(tokens.rotate(given["refresh"], now=timezone.now()))


class TokenRevokeView(Open):
    """Sign out."""

    @extend_schema(request=RefreshIn, responses={204: None}, auth=[], tags=["token"])
    def post(self, request: Request) -> Response:
        """End the sign-in this refresh token belongs to; its access tokens stop working at once."""
        given = validated(RefreshIn, request)
        tokens.end(given["refresh"], now=timezone.now())
        return Response(status=204)


def _start(request: Request, user: User, device: str) -> Response:
    by = actors.of_person(user, request=request)
    return _answer(tokens.start(user, device=device, by=by, now=timezone.now()))


def _answer(pair: TokenPair) -> Response:
    response = Response(TokenOut(pair).data)
    response["Cache-Control"] = "no-store"
    return response
