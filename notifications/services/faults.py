"""Which attempts count against a provider, a delivery's or an own mail's alike: its own faults, at once or told later."""

from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce

from notifications.channels.protocol import Channel, Verdict
from notifications.models import AttemptResult, DeliveryState, MailState

CHANNEL = Coalesce(F("delivery__channel"), Value(Channel.EMAIL.value))  # an own mail has no other
LAST = Q(number=F("delivery__attempt_count")) | Q(number=F("mail__attempts"))
COST = Case(When(mail__isnull=False, then=F("cost")), default=F("delivery__cost"))
IN_RAND = Q(delivery__currency="ZAR") | Q(mail__isnull=False, currency="ZAR")
TAKEN = (AttemptResult.TAKEN, AttemptResult.FOUND)
IN_FLIGHT = (AttemptResult.RESERVED, AttemptResult.STARTED)
_AT_ONCE = Q(result__in=(AttemptResult.BUSY, AttemptResult.UNCLEAR, AttemptResult.MISCONFIGURED))
# It took the message and said later that it will not arrive. An address that is gone is nobody's fault.
_LATER = Q(result__in=TAKEN) & (
    Q(delivery__state=DeliveryState.FAILED, delivery__verdict=Verdict.FAILED.value)
    | Q(mail__state=MailState.FAILED)
)
FAILED = _AT_ONCE | _LATER
ARRIVED = Q(result__in=TAKEN) & ~_LATER
