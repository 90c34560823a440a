"""Doing a thing once, however often it is asked for with the same key.

The record is inserted before the work in the work's own transaction. A second request with the key waits on the unique
index: when the first commits, its answer is replayed; when it rolls back, the second does the work. So no lock
outlives its holder, and a refusal is never remembered: only success is stored, for 24 hours.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import IntegrityError, OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable

from synthai.core.api.kinds import IdempotencyInProgress, IdempotencyKeyMalformed, IdempotencyKeyReused
from synthai.core.models import IdempotencyRecord

KEPT_FOR = timedelta(hours=24)
WAIT_SECONDS = 3
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_QUOTED = re.compile(r'"(.*)"')


@dataclass(frozen=True)
class Answer:
    """A reply as it went over the wire. `replayed` says that it is the answer of an earlier request."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    replayed: bool = False

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300


class _Refused(Exception):  # noqa: N818 - not an error: it only undoes the transaction
    def __init__(self, answer: Answer) -> None:
        self.answer = answer


def parse_key(header: str) -> str:
    """The key of an Idempotency-Key header, bare or as a quoted string. Raises IdempotencyKeyMalformed."""
    quoted = _QUOTED.fullmatch(header.strip())
    key = quoted[1] if quoted else header.strip()
    if not _KEY.fullmatch(key):
        raise IdempotencyKeyMalformed
    return key


def once(key: str, *, actor_key: str, fingerprint: str, now: datetime, work: Callable[[], Answer]) -> Answer:
    """The answer to this key: `work`'s, or the one stored by an earlier request of the same actor.

    Opens the transaction that `work` runs in, so `work` may not open a durable one; belongs to the active
    organisation, or to none. Raises IdempotencyKeyReused (another fingerprint) and IdempotencyInProgress
    (another request with the key is still at work after 3 s). What `work` raises passes, undone and unstored.
    """
    try:
        with transaction.atomic():
            record = _claim(key, actor_key, fingerprint, now)
            if record.response_status is not None:
                return _replay(record, fingerprint)
            answer = work()
            if not answer.is_success:
                raise _Refused(answer)
            _store(record, answer)
            return answer
    except _Refused as refused:
        return refused.answer


def _claim(key: str, actor_key: str, fingerprint: str, now: datetime) -> IdempotencyRecord:
    """Our own new record, or the finished one of an earlier request. Waits for one that is still at work."""
    mine = IdempotencyRecord.objects.filter(actor_key=actor_key, key=key)
    mine.filter(expires_at__lte=now).delete()
    previous = _set_lock_timeout(f"{WAIT_SECONDS}s")
    try:
        with transaction.atomic():
            record: IdempotencyRecord = IdempotencyRecord.objects.create(
                actor_key=actor_key,
                key=key,
                fingerprint=fingerprint,
                created_at=now,
                expires_at=now + KEPT_FOR,
            )
    except IntegrityError:
        record = mine.get()
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise IdempotencyInProgress from error
        raise
    _set_lock_timeout(previous)
    return record


def _set_lock_timeout(value: str) -> str:
    """Set it for this transaction; returns what it was."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('lock_timeout'), set_config('lock_timeout', %s, true)", [value]
        )
        return str(cursor.fetchone()[0])


def _replay(record: IdempotencyRecord, fingerprint: str) -> Answer:
    if record.fingerprint != fingerprint:
        raise IdempotencyKeyReused
    return Answer(
        status=record.response_status or 200,
        body=bytes(record.response_body),
        headers=record.response_headers,
        replayed=True,
    )


def _store(record: IdempotencyRecord, answer: Answer) -> None:
    record.response_status = answer.status
    record.response_body = answer.body
    record.response_headers = answer.headers
    record.save(update_fields=["response_status", "response_body", "response_headers"])
