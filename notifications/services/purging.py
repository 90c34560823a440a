"""What is forgotten after its time: messages with their deliveries and attempts after ninety days, what providers told after thirty.

The inbox keeps its lines.
"""

import time
from datetime import datetime, timedelta

from notifications.models import Escalation, Fact, Message, ProviderCallback
from notifications.services import numbers, reporting, whatsapp

KEEP_FOR = timedelta(days=90)
KEEP_CALLBACKS_FOR = timedelta(days=30)
BATCH = 5000
SECONDS_PER_RUN = 300


def purge(*, now: datetime) -> int:
    """Delete what is older, messages in batches for five minutes at most. Returns how many messages."""
    deadline, count = time.monotonic() + SECONDS_PER_RUN, 0
    while found := _purge_messages(now):
        count += found
        if found < BATCH or time.monotonic() > deadline:
            break
    ProviderCallback.objects.filter(received_at__lt=now - KEEP_CALLBACKS_FOR).delete()
    numbers.forget_old(now=now)
    Escalation.objects.filter(started_at__lt=now - KEEP_FOR).delete()
    whatsapp.forget_windows(now=now)
    Fact.objects.filter(done_at__lt=now - KEEP_FOR).delete()
    return count


def _purge_messages(now: datetime) -> int:
    old = Message.objects.filter(created_at__lt=now - KEEP_FOR).order_by("created_at")
    ids = list(old.values_list("pk", flat=True)[:BATCH])
    reporting.keep_before(Message.objects.filter(pk__in=ids))
    Message.objects.filter(pk__in=ids).delete()
    return len(ids)
