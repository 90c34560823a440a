"""What is forgotten after its time: messages with their deliveries and attempts after ninety days; the inbox keeps its lines."""

from datetime import datetime, timedelta

from notifications.models import Fact, Message

KEEP_FOR = timedelta(days=90)
BATCH = 5000


def purge(*, now: datetime) -> int:
    """Delete what is older, one batch a call. Returns how many messages."""
    old = Message.objects.filter(created_at__lt=now - KEEP_FOR).order_by("created_at")
    ids = list(old.values_list("pk", flat=True)[:BATCH])
    Message.objects.filter(pk__in=ids).delete()
    Fact.objects.filter(done_at__lt=now - KEEP_FOR).delete()
    return len(ids)
