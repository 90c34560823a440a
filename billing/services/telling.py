"""Tell people of what happens to their plan and payments: a line in the inbox, and a mail for what must not be missed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts import selectors as people
from billing import permissions
from billing.models import Charge, Customer, PaymentMethod, Plan, Price, Subscription
from billing.services import methods, pay_links, terms
from notifications.services import mail, messages
from synthai.core import entitlements
from synthai.core.money import Money

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

Words = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Telling:
    """What is said of one fact; `page` is the URL name of where to do something about it.

    `name` is what people read who choose what reaches them; what is critical they cannot turn off.
    """

    kind: str
    name: "_StrOrPromise"
    title: "_StrOrPromise"
    body: "_StrOrPromise" = ""
    page: str = "billing:overview"
    by_mail: bool = False
    is_critical: bool = False


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
    "billing.SubscriptionPastDue": Telling(
        kind="billing.payment_overdue",
        name=_("Payment is overdue"),
        is_critical=True,
        title=_("A payment for %(plan)s is overdue"),
        body=_(
            "Everything goes on as it is.%(again)s%(narrows)s You can pay with the link, promise a day, or tell us that "
            "something is not right."
        ),
        page="pay",
        by_mail=True,
    ),
    "billing.ChaseStepTaken:tell": Telling(
        kind="billing.payment_reminder",
        name=_("Reminder of a payment"),
        is_critical=True,
        title=_("%(plan)s is still to be paid"),
        body=_("Pay with the link, without signing in, or promise a day under Plan and payments."),
        page="pay",
        by_mail=True,
    ),
    "billing.ChaseStepTaken:narrow": Telling(
        kind="billing.plan_narrowed",
        name=_("Some things wait for a payment"),
        is_critical=True,
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
        page="billing:history",
        by_mail=True,
    ),
    "billing.PaymentFailed": Telling(
        kind="billing.payment_failed",
        name=_("Payment failed"),
        is_critical=True,
        title=_("A payment of %(total)s did not go through"),
        body=_("Nothing was paid. Try again, or pay another way."),
    ),
    "billing.RefundMade": Telling(
        kind="billing.refunded",
        name=_("Money given back"),
        title=_("%(amount)s was given back to you"),
        page="billing:history",
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
        body=_("Add a new one, so that your plan goes on."),
        by_mail=True,
    ),
    "billing.MethodNeedsAttention": Telling(
        kind="billing.card_refused",
        name=_("Card could not be charged"),
        is_critical=True,
        title=_("%(card)s could not be charged"),
        body=_("Pay another way, or add a new card."),
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


@transaction.atomic
def of_fact(event_id: str, name: str, payload: dict[str, Any], *, organisation_id: int) -> None:
    """Tell those who look after plan and payments. Idempotent by the event. Needs the tenant."""
    telling = TELLINGS.get(f"{name}:{payload.get('action', '')}") or TELLINGS.get(name)
    if telling is None or _is_nothing(name, payload):
        return
    words = {key: fill() for key, fill in _words(payload).items()}
    path = _pay_path(payload, organisation_id) if telling.page == "pay" else ""
    path = path or reverse(_page_of(telling), args=[people.slug_of(organisation_id)])
    told = messages.tell(
        telling.kind,
        people.member_ids_holding(organisation_id, permissions.PLAN_VIEW),
        values=words,
        url=path,
        organisation_id=organisation_id,
        key=f"billing:{event_id}",
    )
    if telling.by_mail and told:
        _send(organisation_id, telling, words, path)


def _page_of(telling: Telling) -> str:
    return "billing:overview" if telling.page == "pay" else telling.page


def _pay_path(payload: dict[str, Any], organisation_id: int) -> str:
    """The link that pays the oldest open charge of the subscription without signing in; nothing when none is open."""
    open_ones = Charge.objects.open().filter(subscription__public_id=payload.get("subscription"))
    charge = open_ones.order_by("created_at", "pk").first()
    if charge is None:
        return ""
    token = pay_links.make(charge, people.public_id_of(organisation_id), now=timezone.now())
    return reverse("billing-public:pay", args=[token])


def _is_nothing(name: str, payload: dict[str, Any]) -> bool:
    """A charge that credit or a coupon paid whole (nothing was paid, so nobody is thanked), or what only staff can mend."""
    if name == "billing.DocumentWaiting":
        return bool(payload["is_for_staff"])  # nothing that the customer could fill in
    return name == "billing.ChargePaid" and Decimal(payload["total"]) <= 0


def _send(organisation_id: int, telling: Telling, words: Words, path: str) -> None:
    customer = Customer.objects.order_by("pk").first()
    address = customer.email if customer and customer.email else people.owner_of(organisation_id).email
    url, name = settings.SITE_URL.rstrip("/") + path, people.name_of(organisation_id)
    context = {
        "title": str(telling.title) % words,
        "body": str(telling.body) % words,
        "url": url,
        "organisation": name,
    }
    mail.send("billing/fact", address, context, organisation_id=organisation_id, kind=telling.kind)


def _words(payload: dict[str, Any]) -> dict[str, Callable[[], str]]:
    """What sentences may name, looked up only for what the fact holds."""
    found = _day_words(payload)
    found["number"] = lambda: str(payload.get("number", ""))
    if payload.get("plan"):
        found["plan"] = lambda: _plan(payload["plan"])
    if payload.get("charge") and not payload.get("plan"):
        found["total"] = lambda: str(_charge(payload["charge"]).money)
        found["reference"] = lambda: _charge(payload["charge"]).reference
    if payload.get("amount"):
        found["amount"] = lambda: str(Money(Decimal(payload["amount"])))
    if payload.get("price") and payload.get("from_day"):
        found["costs"] = lambda: _costs(payload)
    if payload.get("method"):
        found["card"] = lambda: _card(payload["method"])
    if payload.get("feature"):
        found["feature"] = lambda: _feature(payload["feature"])
        found["units"] = lambda: str(payload.get("left") or payload.get("quantity") or 0)
    if payload.get("metric"):
        found["feature"] = lambda: _feature(payload["metric"])
        found["percent"] = lambda: str(payload["percent"])
    return found


def _day_words(payload: dict[str, Any]) -> dict[str, Callable[[], str]]:
    """Days, and sentences that hold one."""
    found: dict[str, Callable[[], str]] = {}
    if "again_on" in payload:
        found["again"] = lambda: _on(_(" We try a kept card again on %(day)s."), payload["again_on"])
        found["narrows"] = lambda: _on(_(" Some things wait from %(day)s on."), payload["narrows_on"])
    for name in ("ends_at", "resumes_at", "from_day"):
        if payload.get(name):
            found[name] = lambda name=name: _day(payload[name])  # type: ignore[misc]
    return found


def _plan(code: str) -> str:
    found = Plan.objects.filter(code=code).first()
    return found.name if found else code


def _costs(payload: dict[str, Any]) -> str:
    """What a period will cost by an announced price, with the seats there are."""
    price = Price.objects.get(public_id=payload["price"])
    subscription = Subscription.objects.get(public_id=payload["subscription"])
    seats = subscription.next_quantity or subscription.quantity
    amount = terms.amount_of(price, seats, on=datetime.fromisoformat(payload["from_day"]))
    return f"{Money(amount, price.currency)}, {price.get_interval_display()}"


def _on(sentence: "_StrOrPromise", day: str) -> str:
    """A sentence with its day; nothing when the campaign has no such step."""
    return str(sentence) % {"day": _day(day)} if day else ""


def _day(text: str) -> str:
    """The day here: midnight in South Africa is still the evening before in UTC."""
    at = datetime.fromisoformat(text)
    return date_format(timezone.localtime(at) if timezone.is_aware(at) else at, "j F Y")


def _charge(public_id: str) -> Charge:
    found: Charge = Charge.objects.get(public_id=public_id)
    return found


def _card(public_id: str) -> str:
    found = PaymentMethod.objects.filter(public_id=public_id).first()
    return methods.name_of(found) if found else ""


def _feature(code: str) -> str:
    known = entitlements.features().get(code)
    return str(known.title) if known else code
