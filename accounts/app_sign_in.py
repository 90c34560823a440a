"""What an app asks for at the browser, read with care, and the address that goes back to it.

Nothing is ever sent to an address that is not registered for the app that asks: then there is a page instead.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from accounts import app_clients, jwts, session_stamps
from accounts.models import User
from accounts.services.app_codes import Ask
from accounts.services.tokens import Opening
from synthai.core.errors import DomainError

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_STATE = re.compile(r"[\x20-\x7e]{1,500}")
_DEVICE_AT_MOST = 80
_AT_MOST_ONCE = ("state", "code_challenge", "code_challenge_method", "response_type", "device")


class AppUnknown(DomainError):
    """No such app, or not its return address."""

    code = "accounts.app.unknown"
    title = _("This app is not known here")
    message = _(
        "We do not know the app that sent you here, or where it wants you back. Nobody was signed in and nothing was sent "
        "to it. Open the app again and sign in from there; if it happens again, update the app."
    )
    remedy = _("Send the client_id and one of the redirect_uri values that are registered for the app.")
    status = 400


@dataclass(frozen=True, kw_only=True)
class AppRequest:
    """A request of a known app with one of its addresses; `fault` is what is wrong with the rest: OAuth's code and why."""

    ask: Ask
    state: str
    fault: tuple[str, str] | None

    def answer(self, **said: str) -> str:
        """The app's address with what is said to it, its state, and who says it (RFC 9207)."""
        told = {**said, **({"state": self.state} if self.state else {}), "iss": jwts.issuer()}
        return f"{self.ask.redirect_uri}?{urlencode(told)}"


def read(given: QueryDict) -> AppRequest:
    """What an app asks for. Raises AppUnknown for an app or address that is not registered."""
    client = app_clients.find(_once(given, "client_id"))
    redirect_uri = _once(given, "redirect_uri")
    if client is None or not client.may_return_to(redirect_uri):
        raise AppUnknown
    device = "".join(letter for letter in _once(given, "device") if letter.isprintable())
    state = _once(given, "state")
    ask = Ask(
        client=client,
        redirect_uri=redirect_uri,
        challenge=_once(given, "code_challenge"),
        device=device.strip()[:_DEVICE_AT_MOST],
    )
    return AppRequest(ask=ask, state=state if _STATE.fullmatch(state) else "", fault=_fault(given))


def opening_of(request: HttpRequest, user: User) -> Opening:
    """How this browser was opened: the app's sign-in is worth no more than that."""
    records = get_authentication_records(request, user)
    providers = [str(each.get("provider")) for each in records if each.get("method") == "socialaccount"]
    return Opening(
        providers=tuple(dict.fromkeys(providers)),
        used_second_factor=any(each.get("method") == "mfa" for each in records),
        proved_at=datetime.fromtimestamp(session_stamps.proved_at(request.session), UTC),
    )


def _fault(given: QueryDict) -> tuple[str, str] | None:
    if any(len(given.getlist(name)) > 1 for name in _AT_MOST_ONCE):
        return "invalid_request", "A parameter was sent twice."
    if given.get("response_type", "code") != "code":
        return "unsupported_response_type", "response_type must be code."
    if not _STATE.fullmatch(given.get("state", "")):
        return "invalid_request", "state must be 1 to 500 printable characters."
    if given.get("code_challenge_method") != "S256":
        return "invalid_request", "code_challenge_method must be S256."
    if not _CHALLENGE.fullmatch(given.get("code_challenge", "")):
        return "invalid_request", "code_challenge must be the S256 digest of a code_verifier."
    return None


def _once(given: QueryDict, name: str) -> str:
    values = given.getlist(name)
    return values[0] if len(values) == 1 else ""
