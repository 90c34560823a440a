"""What an update brings: kinds that were never read for an organisation, and kinds that are read in another way now."""

import logging
from datetime import datetime

from django.db import transaction

from synthai.core.models import SearchEntry, SearchRead
from synthai.core.search import index, kinds
from synthai.core.search.kinds import SearchKind

logger = logging.getLogger("synthai.search")


def catch_up(*, now: datetime) -> int:
    """Have read, behind what people change, what was there before its kind was: of a kind that is new here the things without an entry; of
    one in another edition all. Returns how many things wait for it. Needs the tenant.

    What waits and that it does are written in one transaction for each kind, so a worker that dies has it done once more or not at
    all. A kind that cannot say what it has holds up no other, and is asked again the next hour. One query where nothing is new.
    """
    read = dict(SearchRead.objects.values_list("kind", "edition"))
    total = 0
    for name, kind in kinds.kinds().items():
        if read.get(name) == kind.edition:
            continue
        try:
            total += _read(kind, is_new=name not in read, now=now)
        except Exception:
            logger.exception("%s could not say what it has", name)
    return total


@transaction.atomic
def _read(kind: SearchKind, *, is_new: bool, now: datetime) -> int:
    held = set(SearchEntry.objects.filter(kind=kind.name).values_list("key", flat=True))
    there = list(kind.keys())
    keys = [key for key in there if key not in held] if is_new else list(dict.fromkeys((*there, *held)))
    index.changed_all(kind.name, keys, is_urgent=False)
    SearchRead.objects.update_or_create(kind=kind.name, defaults={"edition": kind.edition, "at": now})
    return len(keys)
