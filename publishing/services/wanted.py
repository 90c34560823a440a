"""What people searched for and did not find: written about, taken off the list, put back. Words are never put on the trail."""

from datetime import datetime

from django.db import transaction

from publishing import permissions
from publishing.models import Piece
from publishing.refusals import NotWanted
from publishing.selectors.audiences import audiences
from publishing.services import pieces
from publishing.terms import LANGUAGES
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.models import SearchMiss
from synthai.core.search import misses


@transaction.atomic
def write_about(words: str, *, by: Actor, now: datetime) -> Piece:
    """Begin a piece that is called so, and take the words off the list. Raises NotAllowed, NotWanted."""
    require(by, permissions.WANTED_MANAGE)
    miss = _get(words)
    made = pieces.begin(
        title=miss.words[:1].upper() + miss.words[1:],
        language=miss.language if miss.language in dict(LANGUAGES) else "en",
        audience=audiences(by.organisation_id)[0],
        by=by,
        now=now,
    )
    _set(miss, is_settled=True, by=by)
    return made


@transaction.atomic
def settle(words: str, *, by: Actor) -> SearchMiss:
    """Take the words off the list, until somebody looks for them in vain again. Idempotent. Raises NotAllowed, NotWanted."""
    require(by, permissions.WANTED_MANAGE)
    return _set(_get(words), is_settled=True, by=by)


@transaction.atomic
def put_back(words: str, *, by: Actor) -> SearchMiss:
    """Put them back on the list. Idempotent. Raises NotAllowed, NotWanted."""
    require(by, permissions.WANTED_MANAGE)
    return _set(_get(words), is_settled=False, by=by)


def _get(words: str) -> SearchMiss:
    found = misses.find(words)
    if found is None:
        raise NotWanted
    return found


def _set(miss: SearchMiss, *, is_settled: bool, by: Actor) -> SearchMiss:
    if misses.set_settled(miss.pk, is_settled=is_settled):
        audit(miss, f"publishing.wanted.{'settled' if is_settled else 'reopened'}", by=by)
    return miss
