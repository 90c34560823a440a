"""What follows what."""

from accounts import events as accounts
from billing import events, tasks
from notifications import events as notifications
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
    events.ChargeAwaited,
    events.ChargePaid,
    events.ChargePartPaid,
    events.PaymentFailed,
    events.RefundMade,
    events.CreditGiven,
    events.CreditAdded,
    events.MethodExpiring,
    events.MethodNeedsAttention,
    events.UsageThresholdReached,
    events.InvoiceIssued,
    events.CreditNoteIssued,
    events.DebitNoteIssued,
    events.DocumentWaiting,
    events.WalletFilled,
    events.WalletLow,
    events.WalletExpired,
):
    on(fact, tasks.fact_tell)

for settled in (events.SubscriptionReactivated, events.SubscriptionCancelled):
    on(settled, tasks.unpaid_settle)

for documented in (events.ChargePaid, events.RefundMade, events.ChargeVoided, events.UnusedReturned):
    on(documented, tasks.documents_issue)

for issued in (events.InvoiceIssued, events.CreditNoteIssued, events.DebitNoteIssued):
    on(issued, tasks.document_deliver)

on(events.BillingDetailsChanged, tasks.documents_complete)
on(accounts.OrganisationChanged, tasks.documents_complete)

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

on(events.MethodChosen, tasks.method_prefer)
on(events.GatewayToBeTold, tasks.gateway_tell)

for counted in (
    accounts.MemberJoined,
    accounts.MemberRemoved,
    accounts.InvitationSent,
    accounts.InvitationClosed,
    accounts.AccessChanged,
):
    on(counted, tasks.usage_hint)
on(notifications.MailBounced, tasks.document_return_tell)

on(events.SalePaid, tasks.sale_document_issue)
on(events.SaleReturned, tasks.sale_document_credit)
on(events.SaleRefundFailed, tasks.sale_trouble_tell)
on(events.SaleMismatched, tasks.sale_trouble_tell)
