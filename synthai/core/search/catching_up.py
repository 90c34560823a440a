"""What an update brings: kinds that were never read for an organisation, and kinds that are read in another way now."""

import logging
from datetime import datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q

from synthai.core.models import SearchEntry, SearchRead
from synthai.core.search import index, kinds
from synthai.core.search.kinds import SearchKind
from synthai.core.tenancy import all_tenants

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


def behind() -> list[int]:
    """Keys of the organisations where some kind was not read yet, or in another edition. Two queries, over all organisations."""
    wanted = kinds.kinds()
    is_right = Q(pk__in=[])
    for name, kind in wanted.items():
        is_right |= Q(kind=name, edition=kind.edition)
    organisations: Any = apps.get_model(settings.ORGANISATION_MODEL)
    with all_tenants(reason="search: what an update brings"):
        rows = SearchRead.objects.filter(is_right).order_by().values("organisation_id")
        counted = rows.annotate(found=Count("pk")).filter(found=len(wanted))
        done = set(counted.values_list("organisation_id", flat=True))
        return [
            pk for pk in organisations.objects.order_by("pk").values_list("pk", flat=True) if pk not in done
        ]


@transaction.atomic
def _read(kind: SearchKind, *, is_new: bool, now: datetime) -> int:
    held = set(SearchEntry.objects.filter(kind=kind.name).values_list("key", flat=True))
    there = list(kind.keys())
    keys = [key for key in there if key not in held] if is_new else list(dict.fromkeys((*there, *held)))
    index.changed_all(kind.name, keys, is_urgent=False)
    SearchRead.objects.update_or_create(kind=kind.name, defaults={"edition": kind.edition, "at": now})
    return len(keys)
