"""What is said of each fact of a plan and its payments, where it leads, and whether a mail goes with it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


@dataclass(frozen=True, kw_only=True)
class Telling:
    """What is said of one fact; `page` is the URL name of where to do something about it.

    `name` is what people read who choose what reaches them; what is critical they cannot turn off. What is pressing costs money
    if nobody acts: it also goes by WhatsApp or SMS, to who is not reached by our app. What escalates goes on to the next person
    until somebody has taken it.
    """

    kind: str
    name: "_StrOrPromise"
    title: "_StrOrPromise"
    body: "_StrOrPromise" = ""
    page: str = "billing:overview"
    by_mail: bool = False
    is_critical: bool = False
    is_pressing: bool = False
    escalates: bool = False


TELLINGS: dict[str, Telling] = {
    "billing.TrialStarted": Telling(
        kind="billing.trial_started",
        name=_("Trial has begun"),
        title=_("Your trial of %(plan)s has begun"),
        body=_("It lasts until %(ends_at)s. Under Plan and payments you see what comes after it."),
    ),
    "billing.TrialEnding": Telling(
        kind="billing.trial_ending",
        name=_("Trial is about to end"),
        is_critical=True,
        title=_("Your trial of %(plan)s ends on %(ends_at)s"),
        body=_(
            "If a card of yours is kept, the plan goes on then and is charged to it, unless you cancel before. Otherwise "
            "pay to go on, or you are on the free plan; nothing is deleted."
        ),
        page="billing:plans",
        by_mail=True,
    ),
    "billing.TrialEnded": Telling(
        kind="billing.trial_ended",
        name=_("Trial has ended"),
        title=_("Your trial of %(plan)s has ended"),
        page="billing:plans",
    ),
    "billing.SubscriptionStarted": Telling(
        kind="billing.plan_started", name=_("Plan has begun"), title=_("You are on %(plan)s now")
    ),
    "billing.SubscriptionStarted:later": Telling(
        kind="billing.plan_starts_later",
        name=_("Plan is paid and begins later"),
        title=_("%(plan)s is paid, and begins on %(from_day)s"),
        body=_("Until then the plan of your trial goes on, with all it has."),
    ),
    "billing.SubscriptionPastDue": Telling(
        kind="billing.payment_overdue",
        name=_("Payment is overdue"),
        is_critical=True,
        is_pressing=True,
        title=_("A payment for %(plan)s is overdue"),
        body=_(
            "Everything goes on as it is.%(again)s%(narrows)s You can pay with the link, promise a day, or tell us that "
            "something is not right."
        ),
        page="pay",
        by_mail=True,
    ),
    "billing.SubscriptionPastDue:elsewhere": Telling(
        kind="billing.payment_overdue_elsewhere",
        name=_("Payment at your payment service is overdue"),
        is_critical=True,
        is_pressing=True,
        title=_("A payment for %(plan)s is overdue"),
        body=_(
            "Everything goes on as it is. %(runner)s runs this plan and tries again by itself: change your card there, so that "
            "it goes through."
        ),
        by_mail=True,
    ),
    "billing.ChaseStepTaken:tell": Telling(
        kind="billing.payment_reminder",
        name=_("Reminder of a payment"),
        is_critical=True,
        is_pressing=True,
        title=_("%(plan)s is still to be paid"),
        body=_("Pay with the link, without signing in, or promise a day under Plan and payments."),
        page="pay",
        by_mail=True,
    ),
    "billing.ChaseStepTaken:narrow": Telling(
        kind="billing.plan_narrowed",
        name=_("Some things wait for a payment"),
        is_critical=True,
        is_pressing=True,
        title=_("Some things wait until %(plan)s is paid"),
        body=_(
            "What is counted by the month is held to the free plan now. Your data is untouched, and everything can be "
            "exported. It opens again the moment the payment is there."
        ),
        page="pay",
        by_mail=True,
    ),
    "billing.ChaseStepTaken:free": Telling(
        kind="billing.plan_held",
        name=_("Free plan holds until a payment"),
        is_critical=True,
        is_pressing=True,
        escalates=True,
        title=_("The free plan holds until %(plan)s is paid"),
        body=_(
            "Nothing is deleted, and everything can be exported. All opens again when the payment is there."
        ),
        page="pay",
        by_mail=True,
    ),
    "billing.ChaseStepTaken:promise_due": Telling(
        kind="billing.promise_due",
        name=_("Day of a promise to pay"),
        is_critical=True,
        is_pressing=True,
        title=_("Today is the day you promised to pay %(plan)s"),
        body=_("Where a card of yours is kept, we try it now. Otherwise pay with the link."),
        page="pay",
        by_mail=True,
    ),
    "billing.ChaseStepTaken:hold_over": Telling(
        kind="billing.hold_over",
        name=_("We looked into a payment"),
        is_critical=True,
        title=_("We have looked into the payment for %(plan)s"),
        body=_("It is still open. Write to us when you see it otherwise."),
        by_mail=True,
    ),
    "billing.SubscriptionPaused": Telling(
        kind="billing.plan_paused",
        name=_("Plan is paused"),
        title=_("%(plan)s is paused"),
        body=_("It goes on by itself on %(resumes_at)s, or when you say so."),
    ),
    "billing.SubscriptionResumed": Telling(
        kind="billing.plan_resumed", name=_("Plan goes on"), title=_("%(plan)s goes on")
    ),
    "billing.SubscriptionCancelRequested": Telling(
        kind="billing.plan_ending",
        name=_("Plan is going to end"),
        title=_("%(plan)s ends on %(ends_at)s"),
        body=_("Until then everything works. You can still keep it."),
    ),
    "billing.SubscriptionCancelled": Telling(
        kind="billing.plan_ended",
        name=_("Plan has ended"),
        is_critical=True,
        title=_("%(plan)s has ended"),
        body=_("You are on the free plan now. Nothing was deleted, and everything can be exported."),
        page="billing:plans",
        by_mail=True,
    ),
    "billing.PriceChangeAnnounced": Telling(
        kind="billing.price_change",
        name=_("Price of the plan changes"),
        is_critical=True,
        title=_("The price of %(plan)s changes on %(from_day)s"),
        body=_("From then on it costs %(costs)s. You can change or cancel your plan before then."),
        by_mail=True,
    ),
    "billing.ChargePaid": Telling(
        kind="billing.paid",
        name=_("Payment received"),
        title=_("Paid: %(total)s"),
        body=_("Thank you. Your reference is %(reference)s. This is a receipt, not a tax invoice."),
        page="charge",
        by_mail=True,
    ),
    "billing.ChargeAwaited": Telling(
        kind="billing.payment_awaited",
        name=_("Something is to be paid"),
        is_critical=True,
        title=_("%(total)s is to be paid by %(due_at)s"),
        body=_(
            "No card of yours can be charged for it. Pay online or by EFT, or send somebody a link to pay; the reference is "
            "%(reference)s."
        ),
        by_mail=True,
    ),
    "billing.ChargePartPaid": Telling(
        kind="billing.part_paid",
        name=_("Part of a payment received"),
        title=_("%(part)s came, %(due)s still to pay"),
        body=_("Thank you. It counts for %(reference)s. Pay the rest, and all of it is paid."),
        by_mail=True,
    ),
    "billing.PaymentFailed": Telling(
        kind="billing.payment_failed",
        name=_("Payment failed"),
        is_critical=True,
        is_pressing=True,
        title=_("A payment of %(total)s did not go through"),
        body=_("Nothing was paid. Try again, or pay another way."),
    ),
    "billing.RefundMade": Telling(
        kind="billing.refunded",
        name=_("Money given back"),
        title=_("%(amount)s was given back to you"),
        body=_(
            "It is from your payment %(payment)s for %(reference)s, and goes back the way it came. Until your bank shows it some days "
            "may pass."
        ),
        page="charge",
        by_mail=True,
    ),
    "billing.CreditGiven": Telling(
        kind="billing.credit_given",
        name=_("Credit given"),
        title=_("%(amount)s of credit was given to you"),
        body=_("The reason: %(why)s. It pays for what comes next."),
        page="billing:credit",
    ),
    "billing.CreditAdded": Telling(
        kind="billing.credit_added",
        name=_("Money of yours is credit"),
        title=_("%(amount)s is your credit with us"),
        body=_("The reason: %(why)s. It pays for what comes next, or ask us to give it back."),
        page="billing:credit",
        by_mail=True,
    ),
    "billing.InvoiceIssued": Telling(
        kind="billing.invoice_ready",
        name=_("Invoice is ready"),
        title=_("Invoice %(number)s is ready"),
        page="billing:invoices",
    ),
    "billing.CreditNoteIssued": Telling(
        kind="billing.credit_note_ready",
        name=_("Credit note is ready"),
        title=_("Credit note %(number)s is ready"),
        page="billing:invoices",
    ),
    "billing.DebitNoteIssued": Telling(
        kind="billing.debit_note_ready",
        name=_("Debit note is ready"),
        title=_("Debit note %(number)s is ready"),
        page="billing:invoices",
    ),
    "billing.DocumentWaiting": Telling(
        kind="billing.details_needed",
        name=_("Invoice waits for details"),
        is_critical=True,
        title=_("Your tax invoice waits for your details"),
        body=_(
            "Your payment is in order. Above R5 000 the law wants more on the invoice than we know. Fill it in, and you have the "
            "invoice at once."
        ),
        page="billing:details",
        by_mail=True,
    ),
    "billing.MethodExpiring": Telling(
        kind="billing.card_expiring",
        name=_("Card is about to expire"),
        title=_("%(card)s is about to expire"),
        body=_("Add a new one under Ways to pay, so that your plan goes on. Adding it costs nothing."),
        page="billing:methods",
        by_mail=True,
    ),
    "billing.MethodNeedsAttention": Telling(
        kind="billing.card_refused",
        name=_("Card could not be charged"),
        is_critical=True,
        title=_("%(card)s could not be charged"),
        body=_("Pay what is open another way, or add a new card under Ways to pay."),
        page="billing:methods",
        by_mail=True,
    ),
    "billing.WalletFilled": Telling(
        kind="billing.units_added",
        name=_("Prepaid units added"),
        title=_("%(units)s more: %(feature)s"),
        body=_("They are spent after what your plan gives."),
        page="billing:wallet",
    ),
    "billing.WalletLow": Telling(
        kind="billing.units_low",
        name=_("Few prepaid units are left"),
        title=_("Few prepaid units are left: %(feature)s"),
        body=_("%(units)s are left. Buy more, or let them be topped up by themselves."),
        page="billing:wallet",
        by_mail=True,
    ),
    "billing.WalletExpired": Telling(
        kind="billing.units_lapsed",
        name=_("Prepaid units have run out"),
        title=_("Prepaid units have run out: %(feature)s"),
        body=_("%(units)s were not used in time."),
        page="billing:wallet",
    ),
    "billing.UsageThresholdReached": Telling(
        kind="billing.usage_high",
        name=_("Much of a limit is used"),
        title=_("%(percent)s %% of %(feature)s is used"),
        body=_("See when you will reach the limit, and what a larger plan has."),
        page="billing:usage",
    ),
}
