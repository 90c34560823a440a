"""Look at the addresses of a template on request: HEAD, by a task, through the client that reaches no network of ours."""

from datetime import datetime
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.db import transaction

from notifications import events
from notifications.engine import html_reading, lint_links
from notifications.engine.lint_links import Fetched
from notifications.models import TemplateVersion
from synthai.core.events import publish
from synthai.core.outbound import OutboundSession

MOST = 30
_NO_HEAD = {405, 501}
_DIGITS = 12  # of a length that is worth being told


def site() -> str:
    """Our own host: its pages are asked of the resolver, not of the network."""
    return urlsplit(settings.SITE_URL).netloc


@transaction.atomic
def ask(version_id: int) -> None:
    """Have a task look at the addresses of a version."""
    publish(events.TemplateLinksAsked(version_id=version_id))


def check(version_id: int, *, now: datetime) -> int:
    """Look at each address of another site once. Returns how many. No transaction is open meanwhile. Idempotent."""
    row = TemplateVersion.objects.filter(pk=version_id).order_by("pk").first()
    if row is None:
        return 0
    wanted = lint_links.external([row.title, row.body], html_reading.read(row.html), site=site())
    looked = [_look(url, is_image) for url, is_image in list(wanted.items())[:MOST]]
    kept = [
        {"url": each.url, "status": each.status, "size": each.size, "is_image": each.is_image}
        for each in looked
    ]
    TemplateVersion.objects.filter(pk=version_id).update(fetched=kept, fetched_at=now)
    return len(looked)


def fetched_of(row: TemplateVersion) -> tuple[Fetched, ...]:
    """What the last look said."""
    return tuple(Fetched(**each) for each in row.fetched)


def _look(url: str, is_image: bool) -> Fetched:
    try:
        with OutboundSession() as session:
            reply = session.head(url)
            if reply.status_code in _NO_HEAD:
                reply = session.get(url)
            size = reply.headers.get("Content-Length", "")
    except (requests.RequestException, ValueError, OSError):
        return Fetched(url=url, status=0, is_image=is_image)
    return Fetched(
        url=url,
        status=reply.status_code,
        size=int(size) if size.isascii() and size.isdigit() and len(size) <= _DIGITS else None,
        is_image=is_image,
    )
