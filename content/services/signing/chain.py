"""What happened to a request for signatures, each entry chained to the one before by its hash.

The request's row is locked by whoever writes an entry, so numbers have no gap and no two follow the same one.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final

from content.models import Signer, SigningEvent, SigningRequest
from content.services.visits import Visit

START: Final = "0" * 64


def note(
    request: SigningRequest,
    kind: str,
    who: str,
    *,
    now: datetime,
    signer: Signer | None = None,
    visit: Visit | None = None,
    **details: Any,
) -> SigningEvent:
    """One more entry. Assumes that the request is locked."""
    last = SigningEvent.objects.filter(request=request).order_by("-number").first()
    event = SigningEvent(
        request=request,
        signer=signer,
        number=last.number + 1 if last else 1,
        kind=kind,
        who=who[:200],
        details={name: str(value) for name, value in details.items()},
        ip=visit.ip if visit else None,
        agent=visit.agent if visit else "",
        at=now,
        before=last.sha256 if last else START,
    )
    event.sha256 = hash_of(event, request_id=request.public_id, signer_id=signer.public_id if signer else "")
    event.save()
    return event


def hash_of(event: SigningEvent, *, request_id: str, signer_id: str) -> str:
    """SHA-256 over everything the entry says, and the hash of the one before."""
    said = [
        event.before,
        request_id,
        event.number,
        event.kind,
        event.who,
        signer_id,
        sorted(event.details.items()),
        event.ip or "",
        event.agent,
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def was_told(signer: Signer, kind: str, *, since: datetime, until: datetime) -> bool:
    """Whether there is such an entry about the signer between the two. One query."""
    rows = SigningEvent.objects.filter(request_id=signer.request_id, signer=signer, kind=kind)
    return rows.filter(at__gt=since, at__lte=until).exists()


def entries(request: SigningRequest) -> list[SigningEvent]:
    """In their order. One query."""
    return list(SigningEvent.objects.filter(request=request).select_related("signer").order_by("number"))


def first_broken(request: SigningRequest, events: Iterable[SigningEvent]) -> int | None:
    """The number of the first entry that is not as it was written, or follows another; None when all hold."""
    before, expected = START, 1
    for event in events:
        signer = event.signer.public_id if event.signer else ""
        right = hash_of(event, request_id=request.public_id, signer_id=signer)
        if event.number != expected or event.before != before or event.sha256 != right:
            return expected
        before, expected = event.sha256, expected + 1
    return None
