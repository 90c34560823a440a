"""What comes in at our SAML logout address: a provider signs somebody out, or answers our own request.

The browser's cookies say nothing here: the provider's signature says who is meant. RelayState is never read.
"""

import logging

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import actors, social_refusals
from accounts.gateways import saml_logout
from accounts.gateways.saml_logout import ANSWER, REMEMBERED, REQUEST, LogoutRefused, Message
from accounts.models import SsoProvider
from accounts.services import sso_keys, sso_visits
from accounts.sso import once, selectors, sign_out
from accounts.sso.saml_provider import party_of

logger = logging.getLogger("synthai.sign_in")


def receive(request: HttpRequest, row: SsoProvider) -> HttpResponse:
    """Take a LogoutRequest or a LogoutResponse, by either binding."""
    message = _message(request)
    if message.kind == ANSWER:
        return _answered(request, row, message)
    try:
        return _ended(request, row, message)
    except LogoutRefused as refusal:
        _log(row, refusal)
        return social_refusals.page(request, refusal)


def _message(request: HttpRequest) -> Message:
    fields = request.POST if request.method == "POST" else request.GET
    kind = ANSWER if ANSWER in fields and REQUEST not in fields else REQUEST
    if request.method == "POST":
        return Message(kind=kind, posted=fields.get(kind, "") or " ")
    return Message(kind=kind, query=request.META.get("QUERY_STRING", ""))


def _ended(request: HttpRequest, row: SsoProvider, message: Message) -> HttpResponse:
    """The provider signs somebody out: their sessions end, then it is told so. Raises LogoutRefused."""
    now = timezone.now()
    sso_keys.ready(row, now=now)
    party = party_of(request, row)
    asked = saml_logout.check_request(party, message, now=now)
    with once.taken(selectors.id_of(row), asked.identifier, seconds=REMEMBERED) as is_first:
        if not is_first:
            raise LogoutRefused(provider=row.name, why=_("it was used already"))
        ended = sso_visits.end(
            row,
            subject=asked.name_id,
            subject_format=asked.name_id_format,
            session_indexes=asked.session_indexes,
            ip=actors.client_ip(request),
            now=now,
        )
    if request.session.session_key in ended:
        logout(request)
    if not party.keys or not sign_out.leads_there(row.sign_out_answer_url or row.sign_out_url):
        return sign_out.page(request, name=row.name, outcome="there")
    return HttpResponseRedirect(saml_logout.answer_address(party, in_response_to=asked.identifier, now=now))


def _answered(request: HttpRequest, row: SsoProvider, message: Message) -> HttpResponse:
    """Back from signing out there. Whatever the answer, the person is signed out here."""
    outcome = ""
    try:
        answer = saml_logout.check_answer(party_of(request, row), message, now=timezone.now())
        if once.was_expected(selectors.id_of(row), answer.in_response_to):
            outcome = "there" if answer.is_success else "not_there"
    except LogoutRefused as refusal:
        _log(row, refusal)
    return sign_out.page(request, name=row.name, outcome=outcome)


def _log(row: SsoProvider, refusal: LogoutRefused) -> None:
    logger.warning("SAML logout message of %s refused: %s", selectors.id_of(row), refusal)
