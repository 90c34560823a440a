"""Staff send a delivery that failed once more."""

from datetime import datetime

from django.db import transaction

from notifications import locks
from notifications.models import DeliveryState
from notifications.services import messages


@transaction.atomic
def send_again(delivery_id: int, *, now: datetime) -> bool:
    """Give a failed delivery one more attempt by every provider. False when it did not fail or was cancelled."""
    is_back = put_back(delivery_id, now=now)
    if is_back:
        messages.hand_out([delivery_id])
    return is_back


@transaction.atomic
def put_back(delivery_id: int, *, now: datetime) -> bool:
    """The same without a task for it: the caller hands out many at once."""
    delivery = locks.lock_delivery(delivery_id)
    if delivery is None or delivery.state not in {DeliveryState.FAILED, DeliveryState.SUPPRESSED}:
        return False
    delivery.put_off(now)
    delivery.finished_at, delivery.handed_at = None, now
    delivery.save()
    return True
