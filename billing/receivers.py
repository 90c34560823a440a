"""What follows what."""

from accounts import events as accounts
from billing import events, tasks
from synthai.core.events import on

for fact in (
    events.TrialStarted,
    events.TrialEnding,
    events.TrialEnded,
    events.SubscriptionStarted,
    events.SubscriptionPastDue,
    events.SubscriptionPaused,
    events.SubscriptionResumed,
    events.SubscriptionCancelRequested,
    events.SubscriptionCancelled,
    events.PriceChangeAnnounced,
    events.ChargePaid,
    events.ChargePartPaid,
    events.PaymentFailed,
    events.RefundMade,
    events.MethodExpiring,
    events.MethodNeedsAttention,
    events.UsageThresholdReached,
):
    on(fact, tasks.fact_tell)

for change in (
    events.TrialStarted,
    events.TrialEnded,
    events.SubscriptionStarted,
    events.SubscriptionChanged,
    events.SubscriptionPaused,
    events.SubscriptionResumed,
    events.SubscriptionCancelled,
):
    on(change, tasks.limits_refresh)
    on(change, tasks.usage_hint)

for counted in (
    accounts.MemberJoined,
    accounts.MemberRemoved,
    accounts.InvitationSent,
    accounts.InvitationClosed,
    accounts.AccessChanged,
):
    on(counted, tasks.usage_hint)
