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
from billing.models import Charge, CreditEntry, Customer, Payment, PaymentMethod, Plan, Price, Subscription
from billing.services import elsewhere, ledger, methods, pay_links, receipts, terms
from notifications.services import inbox, mail
from synthai.core import entitlements
from synthai.core.money import Money

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

Words = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Telling:
    """What is said of one fact; `page` is the URL name of where to do something about it."""

    title: "_StrOrPromise"
    body: "_StrOrPromise" = ""
    page: str = "billing:overview"
    by_mail: bool = False


TELLINGS: dict[str, Telling] = {
    "billing.TrialStarted": Telling(
        title=_("Your trial of %(plan)s has begun"),
        body=_("It lasts until %(ends_at)s. Under Plan and payments you see what comes after it."),
    ),
    "billing.TrialEnding": Telling(
        title=_("Your trial of %(plan)s ends on %(ends_at)s"),
        body=_(
            "If a card of yours is kept, the plan goes on then and is charged to it, unless you cancel before. Otherwise "
            "pay to go on, or you are on the free plan; nothing is deleted."
        ),
        page="billing:plans",
        by_mail=True,
    ),
    "billing.TrialEnded": Telling(title=_("Your trial of %(plan)s has ended"), page="billing:plans"),
    "billing.SubscriptionStarted": Telling(title=_("You are on %(plan)s now")),
    "billing.SubscriptionStarted:later": Telling(
        title=_("%(plan)s is paid, and begins on %(from_day)s"),
        body=_("Until then the plan of your trial goes on, with all it has."),
    ),
    "billing.SubscriptionPastDue": Telling(
        title=_("A payment for %(plan)s is overdue"),
        body=_(
            "Everything goes on as it is.%(again)s%(narrows)s You can pay with the link, promise a day, or tell us that "
            "something is not right."
        ),
        page="pay",
        by_mail=True,
    ),
    "billing.SubscriptionPastDue:elsewhere": Telling(
        title=_("A payment for %(plan)s is overdue"),
        body=_(
            "Everything goes on as it is. %(runner)s runs this plan and tries again by itself: change your card there, so that "
            "it goes through."
        ),
        by_mail=True,
    ),
    "billing.ChaseStepTaken:tell": Telling(
        title=_("%(plan)s is still to be paid"),
        body=_("Pay with the link, without signing in, or promise a day under Plan and payments."),
        page="pay",
        by_mail=True,
    ),
    "billing.ChaseStepTaken:narrow": Telling(
        title=_("Some things wait until %(plan)s is paid"),
        body=_(
            "What is counted by the month is held to the free plan now. Your data is untouched, and everything can be "
            "exported. It opens again the moment the payment is there."
        ),
        page="pay",
        by_mail=True,
    ),
    "billing.ChaseStepTaken:free": Telling(
        title=_("The free plan holds until %(plan)s is paid"),
        body=_(
            "Nothing is deleted, and everything can be exported. All opens again when the payment is there."
        ),
        page="pay",
        by_mail=True,
    ),
    "billing.ChaseStepTaken:promise_due": Telling(
        title=_("Today is the day you promised to pay %(plan)s"),
        body=_("Where a card of yours is kept, we try it now. Otherwise pay with the link."),
        page="pay",
        by_mail=True,
    ),
    "billing.ChaseStepTaken:hold_over": Telling(
        title=_("We have looked into the payment for %(plan)s"),
        body=_("It is still open. Write to us when you see it otherwise."),
        by_mail=True,
    ),
    "billing.SubscriptionPaused": Telling(
        title=_("%(plan)s is paused"), body=_("It goes on by itself on %(resumes_at)s, or when you say so.")
    ),
    "billing.SubscriptionResumed": Telling(title=_("%(plan)s goes on")),
    "billing.SubscriptionCancelRequested": Telling(
        title=_("%(plan)s ends on %(ends_at)s"), body=_("Until then everything works. You can still keep it.")
    ),
    "billing.SubscriptionCancelled": Telling(
        title=_("%(plan)s has ended"),
        body=_("You are on the free plan now. Nothing was deleted, and everything can be exported."),
        page="billing:plans",
        by_mail=True,
    ),
    "billing.PriceChangeAnnounced": Telling(
        title=_("The price of %(plan)s changes on %(from_day)s"),
        body=_("From then on it costs %(costs)s. You can change or cancel your plan before then."),
        by_mail=True,
    ),
    "billing.ChargePaid": Telling(
        title=_("Paid: %(total)s"),
        body=_("Thank you. Your reference is %(reference)s. This is a receipt, not a tax invoice."),
        page="charge",
        by_mail=True,
    ),
    "billing.ChargeAwaited": Telling(
        title=_("%(total)s is to be paid by %(due_at)s"),
        body=_(
            "No card of yours can be charged for it. Pay online or by EFT, or send somebody a link to pay; the reference is "
            "%(reference)s."
        ),
        by_mail=True,
    ),
    "billing.ChargePartPaid": Telling(
        title=_("%(part)s came, %(due)s still to pay"),
        body=_("Thank you. It counts for %(reference)s. Pay the rest, and all of it is paid."),
        by_mail=True,
    ),
    "billing.PaymentFailed": Telling(
        title=_("A payment of %(total)s did not go through"),
        body=_("Nothing was paid. Try again, or pay another way."),
    ),
    "billing.RefundMade": Telling(
        title=_("%(amount)s was given back to you"),
        body=_(
            "It is from your payment %(payment)s for %(reference)s, and goes back the way it came. Until your bank shows it some days "
            "may pass."
        ),
        page="charge",
        by_mail=True,
    ),
    "billing.CreditGiven": Telling(
        title=_("%(amount)s of credit was given to you"),
        body=_("The reason: %(why)s. It pays for what comes next."),
        page="billing:credit",
    ),
    "billing.CreditAdded": Telling(
        title=_("%(amount)s is your credit with us"),
        body=_("The reason: %(why)s. It pays for what comes next, or ask us to give it back."),
        page="billing:credit",
        by_mail=True,
    ),
    "billing.InvoiceIssued": Telling(title=_("Invoice %(number)s is ready"), page="billing:invoices"),
    "billing.CreditNoteIssued": Telling(title=_("Credit note %(number)s is ready"), page="billing:invoices"),
    "billing.DebitNoteIssued": Telling(title=_("Debit note %(number)s is ready"), page="billing:invoices"),
    "billing.DocumentWaiting": Telling(
        title=_("Your tax invoice waits for your details"),
        body=_(
            "Your payment is in order. Above R5 000 the law wants more on the invoice than we know. Fill it in, and you have the "
            "invoice at once."
        ),
        page="billing:details",
        by_mail=True,
    ),
    "billing.MethodExpiring": Telling(
        title=_("%(card)s is about to expire"),
        body=_("Add a new one under Ways to pay, so that your plan goes on. Adding it costs nothing."),
        page="billing:methods",
        by_mail=True,
    ),
    "billing.MethodNeedsAttention": Telling(
        title=_("%(card)s could not be charged"),
        body=_("Pay what is open another way, or add a new card under Ways to pay."),
        page="billing:methods",
        by_mail=True,
    ),
    "billing.WalletFilled": Telling(
        title=_("%(units)s more: %(feature)s"),
        body=_("They are spent after what your plan gives."),
        page="billing:wallet",
    ),
    "billing.WalletLow": Telling(
        title=_("Few prepaid units are left: %(feature)s"),
        body=_("%(units)s are left. Buy more, or let them be topped up by themselves."),
        page="billing:wallet",
        by_mail=True,
    ),
    "billing.WalletExpired": Telling(
        title=_("Prepaid units have run out: %(feature)s"),
        body=_("%(units)s were not used in time."),
        page="billing:wallet",
    ),
    "billing.UsageThresholdReached": Telling(
        title=_("%(percent)s %% of %(feature)s is used"),
        body=_("See when you will reach the limit, and what a larger plan has."),
        page="billing:usage",
    ),
}


@transaction.atomic
def of_fact(event_id: str, name: str, payload: dict[str, Any], *, organisation_id: int) -> None:
    """Tell those who look after plan and payments. Idempotent by the event. Needs the tenant."""
    telling = TELLINGS.get(f"{name}:{_case_of(name, payload)}") or TELLINGS.get(name)
    if telling is None or _is_nothing(name, payload):
        return
    words = {key: fill() for key, fill in _words(payload).items()}
    path = _pay_path(payload, organisation_id) if telling.page == "pay" else ""
    slug, charge = people.slug_of(organisation_id), _charge_of(payload) if telling.page == "charge" else None
    if charge is not None:
        path = reverse("billing:charge", args=[slug, charge.public_id])
    path = path or reverse(_page_of(telling), args=[slug])
    told = inbox.notify(
        "billing.fact",
        people.member_ids_holding(organisation_id, permissions.PLAN_VIEW),
        title=str(telling.title) % words,
        body=str(telling.body) % words,
        url=path,
        organisation_id=organisation_id,
        key=f"billing:{event_id}",
    )
    if telling.by_mail and told:
        rows = receipts.rows(charge) if charge is not None and name == "billing.ChargePaid" else []
        _send(organisation_id, str(telling.title) % words, str(telling.body) % words, path, rows)


def _case_of(name: str, payload: dict[str, Any]) -> str:
    """What sets one fact of a name apart from another, in `TELLINGS`."""
    if name == "billing.SubscriptionPastDue" and _runner(payload["subscription"]):
        return "elsewhere"
    return str(payload.get("action") or ("later" if payload.get("from_day") else ""))


def _runner(public_id: str) -> str:
    """The gateway that runs a plan; empty where we do."""
    found = Subscription.objects.filter(public_id=public_id).values_list("run_by", flat=True).first()
    return elsewhere.title_of(found) if found else ""


def _page_of(telling: Telling) -> str:
    return "billing:overview" if telling.page in ("pay", "charge") else telling.page


def _pay_path(payload: dict[str, Any], organisation_id: int) -> str:
    """The link that pays the oldest open charge of the subscription without signing in; nothing when none is open."""
    open_ones = Charge.objects.open().filter(
        subscription__public_id=payload.get("subscription"), collected_by=""
    )
    charge = open_ones.order_by("created_at", "pk").first()
    if charge is None:
        return ""
    token = pay_links.make(charge, people.public_id_of(organisation_id), now=timezone.now())
    return reverse("billing-public:pay", args=[token])


def _is_nothing(name: str, payload: dict[str, Any]) -> bool:
    """A charge that credit or a coupon paid whole (nothing was paid, so nobody is thanked), or what the customer need not do."""
    if name == "billing.DocumentWaiting":
        return bool(payload["is_for_staff"])  # nothing that the customer could fill in
    if name == "billing.CreditAdded":
        return (
            ledger.balance(payload.get("currency", "ZAR")) <= 0
        )  # it paid what was open, which is told by itself
    if name == "billing.ChargePartPaid":
        return bool(_charge(payload["charge"]).collected_by)  # the gateway takes the rest by itself
    return name == "billing.ChargePaid" and Decimal(payload["total"]) <= 0


def _send(organisation_id: int, title: str, body: str, path: str, rows: list[tuple[str, str]]) -> None:
    customer = Customer.objects.order_by("pk").first()
    address = customer.email if customer and customer.email else people.owner_of(organisation_id).email
    url, name = settings.SITE_URL.rstrip("/") + path, people.name_of(organisation_id)
    context = {"title": title, "body": body, "url": url, "organisation": name, "rows": rows}
    mail.send("billing/fact", address, context, organisation_id=organisation_id)


def _words(payload: dict[str, Any]) -> dict[str, Callable[[], str]]:
    """What sentences may name, looked up only for what the fact holds."""
    found = _day_words(payload)
    found["number"] = lambda: str(payload.get("number", ""))
    if payload.get("plan"):
        found["plan"] = lambda: _plan(payload["plan"])
    found |= _words_of_money(payload)
    if payload.get("subscription"):
        found["runner"] = lambda: _runner(payload["subscription"])
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


def _words_of_money(payload: dict[str, Any]) -> dict[str, Callable[[], str]]:
    found: dict[str, Callable[[], str]] = {}
    if payload.get("charge") and not payload.get("plan"):
        found["total"] = lambda: str(_charge(payload["charge"]).money)
        found["reference"] = lambda: _charge(payload["charge"]).reference
    if payload.get("payment") and not payload.get("charge"):
        found["payment"] = lambda: _payment(payload["payment"]).reference
        found["reference"] = lambda: _payment(payload["payment"]).charge.reference
    if payload.get("entry"):
        found["why"] = lambda: CreditEntry.objects.get(public_id=payload["entry"]).said.rstrip(".")
    for name in {"amount", "part", "due"} & payload.keys():
        found[name] = lambda name=name: str(Money(Decimal(payload[name]), payload.get("currency", "ZAR")))  # type: ignore[misc]
    return found


def _day_words(payload: dict[str, Any]) -> dict[str, Callable[[], str]]:
    """Days, and sentences that hold one."""
    found: dict[str, Callable[[], str]] = {}
    if "again_on" in payload:
        found["again"] = lambda: _on(_(" We try a kept card again on %(day)s."), payload["again_on"])
        found["narrows"] = lambda: _on(_(" Some things wait from %(day)s on."), payload["narrows_on"])
    for name in ("ends_at", "resumes_at", "from_day", "due_at"):
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


def _charge_of(payload: dict[str, Any]) -> Charge | None:
    """The charge that a fact is about, by itself or by its payment."""
    if payload.get("charge"):
        return _charge(payload["charge"])
    return _payment(payload["payment"]).charge if payload.get("payment") else None


def _payment(public_id: str) -> Payment:
    found: Payment = Payment.objects.select_related("charge").get(public_id=public_id)
    return found


def _charge(public_id: str) -> Charge:
    found: Charge = Charge.objects.get(public_id=public_id)
    return found


def _card(public_id: str) -> str:
    found = PaymentMethod.objects.filter(public_id=public_id).first()
    return methods.name_of(found) if found else ""


def _feature(code: str) -> str:
    known = entitlements.features().get(code)
    return str(known.title) if known else code
