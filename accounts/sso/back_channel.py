"""An OpenID Connect provider tells us, server to server, that somebody's session there has ended."""

import logging

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from accounts import actors
from accounts.gateways import oidc_logout
from accounts.gateways.oidc_logout import REMEMBERED, TokenRefused
from accounts.models import SsoProvider
from accounts.services import sso_visits
from accounts.sso import once, selectors
from synthai.core.outbound import Unreachable

logger = logging.getLogger("synthai.sign_in")


def receive(request: HttpRequest, row: SsoProvider) -> HttpResponse:
    """Take a logout token: 200 when nobody it names is signed in any more, 400 with the reason when it does not hold."""
    try:
        _end(request, row)
    except TokenRefused as refusal:
        logger.warning("logout token of %s refused: %s", selectors.id_of(row), refusal)
        return _refused(400, str(refusal))
    except Unreachable as error:
        logger.warning("logout token of %s not judged: %s", selectors.id_of(row), error)
        return _refused(503, "The keys of the provider cannot be fetched now; send the token again.")
    return HttpResponse(status=200)


def _end(request: HttpRequest, row: SsoProvider) -> None:
    now, token = timezone.now(), request.POST.get("logout_token", "")
    who = oidc_logout.check_token(token, discovery_url=row.discovery_url, client_id=row.client_id, now=now)
    with once.taken(selectors.id_of(row), who.identifier, seconds=REMEMBERED) as is_first:
        if not is_first:
            raise TokenRefused("the token was used already")
        sso_visits.end(
            row,
            subject=who.subject,
            session_indexes=(who.session,) if who.session else (),
            ip=actors.client_ip(request),
            now=now,
        )


def _refused(status: int, why: str) -> HttpResponse:
    return JsonResponse({"error": "invalid_request", "error_description": why}, status=status)
