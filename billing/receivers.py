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
    events.ChaseStepTaken,
    events.SubscriptionPaused,
    events.SubscriptionResumed,
    events.SubscriptionCancelRequested,
    events.SubscriptionCancelled,
    events.PriceChangeAnnounced,
    events.ChargePaid,
    events.PaymentFailed,
    events.RefundMade,
    events.CreditGiven,
    events.CreditAdded,
    events.MethodExpiring,
    events.MethodNeedsAttention,
    events.UsageThresholdReached,
    events.WalletFilled,
    events.WalletLow,
    events.WalletExpired,
):
    on(fact, tasks.fact_tell)

on(events.WalletLow, tasks.wallet_top_up)
on(events.PaymentConfirmed, tasks.payer_tell)

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
