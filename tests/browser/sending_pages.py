"""Rows for the pages of sharing, signing and dates that every browser check visits."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from content.models import ShareLink, SigningRequest
from content.services import obligations, secrets, sharing
from content.services.obligations import Due
from content.services.sharing import Wish
from content.services.visits import Visit
from content.tests import signing_scene as scene
from content.tests.signing_scene import US
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast


def address(view: str, *ids: str) -> str:
    """A page of Umoja Foods."""
    return reverse(f"content:{view}", args=["umoja-foods", *ids])


def a_request(cast: Cast) -> SigningRequest:
    """Two people were asked; a link was opened; a date is noted."""
    now = timezone.now()
    request = scene.asked(cast.thandi, now=now, message="As we agreed on Friday.")
    with tenant(cast.umoja):
        later = now + timedelta(days=30)
        wish = Wish(name="Kasi Café", email="lerato@kasi.example", expires_at=later, has_watermark=True)
        made = sharing.share(request.shown, wish, by=cast.thandi.actor, now=now)
        sharing.note(made.link.pk, "viewed", Visit(ip="196.25.1.9", agent="Chrome on Android"), now=now)
        due = Due(what="The agreement ends", due_on=timezone.localdate(later))
        obligations.add(request.document, due, by=cast.thandi.actor, now=now)
    return request


def sending(cast: Cast) -> str:
    """What went out."""
    return address("sending", a_request(cast).document.public_id)


def share(cast: Cast) -> str:
    """Before it goes out."""
    return address("share", scene.draft(cast.thandi).public_id)


def link(cast: Cast) -> str:
    """One link and who looked."""
    request = a_request(cast)
    with tenant(cast.umoja):
        found = ShareLink.objects.get()
    return address("link", request.document.public_id, found.public_id)


def signing_begin(cast: Cast) -> str:
    """Who signs."""
    return address("signing-begin", scene.draft(cast.thandi).public_id)


def signing(cast: Cast) -> str:
    """Where it stands."""
    request = a_request(cast)
    return address("signing", request.document.public_id, request.public_id)


def withdraw(cast: Cast) -> str:
    """Why."""
    request = a_request(cast)
    return address("signing-withdraw", request.document.public_id, request.public_id)


def dates(cast: Cast) -> str:
    """Dates of all documents."""
    a_request(cast)
    return address("obligations")


def date_add(cast: Cast) -> str:
    """A date."""
    return address("obligation-add", scene.draft(cast.thandi).public_id)


def shared(cast: Cast, **wish: Any) -> str:
    """A shared document, as its recipient sees it."""
    now, version = timezone.now(), scene.sent(cast.thandi)
    with tenant(cast.umoja):
        asked = Wish(**{"name": "Kasi Café", "expires_at": now + timedelta(days=9), **wish})
        link = sharing.share(version, asked, by=cast.thandi.actor, now=now).link
    return reverse("content-public:shared", args=[cast.umoja.public_id, secrets.token_of(link)])


def shared_door(cast: Cast) -> str:
    """The same behind a code."""
    return shared(cast, asks_code=True, email="lerato@kasi.example")


def sign_door(cast: Cast) -> str:
    """A signer's link before the code."""
    request = a_request(cast)
    with tenant(cast.umoja):
        found = scene.signer(request, US)
    return reverse("content-public:sign", args=[cast.umoja.public_id, secrets.token_of(found)])


LISTED: list[dict[str, Any]] = [
    {"name": "sending", "who": "thandi", "prepare": sending},
    {"name": "sending-share", "who": "thandi", "prepare": share},
    {"name": "sending-link", "who": "thandi", "prepare": link},
    {"name": "signing-begin", "who": "thandi", "prepare": signing_begin},
    {"name": "signing", "who": "thandi", "prepare": signing},
    {"name": "signing-withdraw", "who": "thandi", "prepare": withdraw},
    {"name": "document-dates", "who": "thandi", "prepare": dates},
    {"name": "document-date-add", "who": "thandi", "prepare": date_add},
    {"name": "shared-document", "prepare": shared, "weighs": 90_000},
    {"name": "shared-document-code", "prepare": shared_door},
    {"name": "sign-code", "prepare": sign_door},
    {"name": "seal-check", "path": "/documents/check/"},
]
