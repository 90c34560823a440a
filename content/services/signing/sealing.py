"""The sealed file: made by a worker once everybody has signed, under a lease, and exactly once.

Nothing is locked and no transaction is open while the file is made. A worker that dies leaves its lease; the sweep sends another. Who
ends later finds that the lease is no longer theirs: their file is deleted and the first one stays. The database refuses to change it.
"""

import io
import uuid
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from content import events, locks, permissions
from content import sending_refusals as refusals
from content import signing_terms as terms
from content.models import Document, SealState, Signer, SignerState, SigningRequest
from content.models.signing import UNSEALED
from content.refusals import SealedHidden
from content.selectors import compositions, confidential
from content.services import locking
from content.services.signing import chain, papers
from synthai.core import files
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.documents.signing_key import signing_key
from synthai.core.events import publish

FOLDER: Final = "sealed"
_BACK_OFF: Final = 2


def unsealed(*, now: datetime) -> list[int]:
    """Requests of the active tenant to be sealed that no live worker holds."""
    return list(SigningRequest.objects.unsealed(now=now).order_by("pk").values_list("pk", flat=True))


def seal(request_id: int) -> None:
    """Make the sealed file of a request. Does nothing when it is made, or another worker is at it. Needs the tenant; may be repeated.

    Not in a transaction. A fault is kept on the row and tried again later; after eight times it waits for staff.
    """
    token = _claimed(request_id, now=timezone.now())
    if token is None:
        return
    try:
        content = make(request_id)
        stored = files.save_stream(io.BytesIO(content), folder=FOLDER, name="sealed.pdf")
    except Exception as error:
        _put_off(request_id, token, type(error).__name__, now=timezone.now())
        raise
    if not _settle(request_id, token, stored, now=timezone.now()):
        files.delete(stored.path)


def make(request_id: int) -> bytes:
    """The sealed PDF: the pages that were signed with the signatures in their places, the page of signatures, the seal over all.

    Raises ValueError when the stored file or an entry is not what it was, FileNotFoundError, OSError from the time-stamp server.
    """
    from synthai.core.documents import signed_pdf  # noqa: PLC0415 - its library takes every process a while, and few seal

    request = SigningRequest.objects.select_related("document", "shown", "organisation").get(pk=request_id)
    original = locking.pdf_of(request.shown)
    signers = list(Signer.objects.filter(request=request, state=SignerState.SIGNED).order_by("place", "id"))
    entries = chain.entries(request)
    if chain.first_broken(request, entries) is not None:
        raise ValueError(f"The entries of request {request.pk} are not as they were written.")
    appendix = papers.appendix(request, signers, entries)
    return signed_pdf.seal(
        original,
        appendix,
        key=signing_key(),
        reason=papers.reference_of(request),
        marks=papers.marks(request, original, signers),
    )


def sealed_file_for(document: Document, request: SigningRequest) -> bytes:
    """The sealed PDF for somebody of the organisation. It cannot be drawn again with dots, or it were not the file that was signed: who may not
    see private details does not get it. Raises SealedHidden, and as `sealed_file`."""
    if document.is_veiled and compositions.has_private(document):
        raise SealedHidden
    return sealed_file(request)


def sealed_file(request: SigningRequest) -> bytes:
    """What was sealed. Raises NotSealed, FileNotFoundError."""
    if not request.is_sealed:
        raise refusals.NotSealed
    with files.open_file(request.sealed_path) as stored:
        content: bytes = stored.read()
    return content


@transaction.atomic
def try_again(request_id: int, *, by: Actor, now: datetime) -> None:
    """Let a worker have another go at what failed. Idempotent. Raises NotFound, NotAllowed."""
    request = locks.lock_request(request_id)
    confidential.refuse_hidden(request.document, by)
    require(by, permissions.DOCUMENT_SEND)
    if request.seal_state == SealState.FAILED:
        request.seal_state, request.attempts, request.lease_until = SealState.WAITING, 0, None
        request.save(update_fields=["seal_state", "attempts", "lease_until"])
        audit(request, "content.signing.seal_tried_again", by=by)
        publish(
            events.SigningCompleted(
                document=request.document.public_id, request=request.public_id, request_id=request.pk
            )
        )


def _claimed(request_id: int, *, now: datetime) -> str | None:
    """The lease; None where somebody else holds one, or where each of the tries so far killed its worker."""
    token = uuid.uuid4().hex
    free = SigningRequest.objects.unsealed(now=now).filter(pk=request_id)
    spent = free.filter(attempts__gte=terms.MOST_SEAL_ATTEMPTS)
    if spent.update(seal_state=SealState.FAILED, trouble="WorkerKilled", lease_token="", lease_until=None):
        return None
    taken = free.update(
        seal_state=SealState.RUNNING,
        lease_token=token,
        lease_until=now + terms.SEAL_LEASE,
        attempts=F("attempts") + 1,
    )
    return token if taken else None


@transaction.atomic
def _settle(request_id: int, token: str, stored: files.StoredFile, *, now: datetime) -> bool:
    request = locks.lock_request(request_id)
    if request.lease_token != token or request.seal_state not in UNSEALED:
        return False
    request.seal_state, request.sealed_at, request.trouble = SealState.DONE, now, ""
    request.sealed_path, request.sealed_sha256 = stored.path, stored.sha256
    request.lease_token, request.lease_until = "", None
    request.save()
    publish(
        events.SigningSealed(
            document=request.document.public_id,
            request=request.public_id,
            request_id=request.pk,
            sha256=stored.sha256,
        )
    )
    return True


def _put_off(request_id: int, token: str, trouble: str, *, now: datetime) -> None:
    held = SigningRequest.objects.filter(pk=request_id, lease_token=token)
    attempts = held.values_list("attempts", flat=True).first() or 0
    if attempts >= terms.MOST_SEAL_ATTEMPTS:
        held.update(seal_state=SealState.FAILED, trouble=trouble, lease_token="", lease_until=None)
    else:
        wait = terms.SEAL_LEASE * _BACK_OFF ** max(0, attempts - 1)
        held.update(seal_state=SealState.WAITING, trouble=trouble, lease_token="", lease_until=now + wait)
