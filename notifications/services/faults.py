"""Which attempts count against a provider: its own faults, at once or told later."""

from django.db.models import Q

from notifications.channels.protocol import Verdict
from notifications.models import AttemptResult, DeliveryState

TAKEN = (AttemptResult.TAKEN, AttemptResult.FOUND)
IN_FLIGHT = (AttemptResult.RESERVED, AttemptResult.STARTED)
_AT_ONCE = Q(result__in=(AttemptResult.BUSY, AttemptResult.UNCLEAR, AttemptResult.MISCONFIGURED))
# It took the message and said later that it will not arrive. An address that is gone is nobody's fault.
_LATER = Q(result__in=TAKEN, delivery__state=DeliveryState.FAILED, delivery__verdict=Verdict.FAILED.value)
FAILED = _AT_ONCE | _LATER
ARRIVED = Q(result__in=TAKEN) & ~_LATER
