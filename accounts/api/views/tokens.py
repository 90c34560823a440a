"""Sign-in of the mobile app."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import actors, challenges, second_step, sign_in
from accounts.api.serializers import RefreshIn, TokenIn, TokenOut
from accounts.api.token_serializers import CodeIn, SecondFactorIn
from accounts.models import User
from accounts.services import app_codes, tokens
from accounts.services.app_codes import Presented
from accounts.services.tokens import Opening, TokenPair
from synthai.core.api.views import Ground, validated
from synthai.core.correlation import current_request_id


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
        return _start(request, challenge.user, challenge.device, used_second_factor=True)


class CodeView(Open):
    """The end of a sign-in through the browser."""

    @extend_schema(request=CodeIn, responses={200: TokenOut}, auth=[], tags=["token"])
    def post(self, request: Request) -> Response:
        """Exchange the code that `/accounts/app/authorize/` gave the app, within a minute.

        A code works once and with the `code_verifier` of its challenge. Sent a second time, it ends the sign-in that it
        opened the first time.
        """
        sign_in.count_attempt(request)
        given = validated(CodeIn, request)
        given["verifier"] = given.pop("code_verifier")
        pair = app_codes.exchange(
            Presented(**given),
            ip=actors.client_ip(request),
            request_id=current_request_id(),
            now=timezone.now(),
        )
        return _answer(pair)


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


def _start(request: Request, user: User, device: str, *, used_second_factor: bool = False) -> Response:
    by, now = actors.of_person(user, request=request), timezone.now()
    opening = Opening(used_second_factor=used_second_factor, proved_at=now)
    return _answer(tokens.start(user, device=device, by=by, now=now, opening=opening))


def _answer(pair: TokenPair) -> Response:
    response = Response(TokenOut(pair).data)
    response["Cache-Control"] = "no-store"
    return response
