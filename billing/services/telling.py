"""Tell people of what happens to their plan and payments: a line in the inbox, and a mail for what must not be missed."""

from collections.abc import Callable
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
from billing.services.sentences import TELLINGS, Telling
from notifications.channels.protocol import Channel
from notifications.services import escalating, mail, messages
from synthai.core import entitlements
from synthai.core.money import Money

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

Words = dict[str, str]


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
    key = f"{_matter(payload)}{event_id}" if telling.escalates else f"billing:{event_id}"
    told = (_go_on if telling.escalates else _tell)(telling.kind, words, path, organisation_id, key)
    if telling.by_mail and told:
        rows = receipts.rows(charge) if charge is not None and name == "billing.ChargePaid" else []
        _send(organisation_id, telling, words, path, rows)


@transaction.atomic
def settled(payload: dict[str, Any]) -> int:
    """What was late is paid, or the plan has ended: nobody need be asked any more. Returns how many matters were open."""
    return escalating.resolve(_matter(payload), now=timezone.now())


def _matter(payload: dict[str, Any]) -> str:
    """How the keys of what goes on about a subscription begin."""
    return f"billing:unpaid:{payload['subscription']}:"


def _tell(kind: str, words: Words, path: str, organisation_id: int, key: str) -> bool:
    """All who look after plan and payments."""
    people_told = people.member_ids_holding(organisation_id, permissions.PLAN_VIEW)
    told = messages.tell(kind, people_told, values=words, url=path, organisation_id=organisation_id, key=key)
    return told > 0


def _go_on(kind: str, words: Words, path: str, organisation_id: int, key: str) -> bool:
    """One after the other until somebody has taken it; all of them see it in the app."""
    is_new = escalating.tell(
        kind, values=words, key=key, now=timezone.now(), url=path, organisation_id=organisation_id
    )
    messages.tell(
        kind,
        people.member_ids_holding(organisation_id, permissions.PLAN_VIEW),
        values=words,
        url=path,
        organisation_id=organisation_id,
        key=key,
        channels=[Channel.IN_APP],
    )
    return is_new


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


def _send(
    organisation_id: int, telling: Telling, words: Words, path: str, rows: list[tuple[str, str]]
) -> None:
    customer = Customer.objects.order_by("pk").first()
    address = customer.email if customer and customer.email else people.owner_of(organisation_id).email
    context = {
        "title": str(telling.title) % words,
        "body": str(telling.body) % words,
        "url": settings.SITE_URL.rstrip("/") + path,
        "organisation": people.name_of(organisation_id),
        "rows": rows,
    }
    mail.send("billing/fact", address, context, organisation_id=organisation_id, kind=telling.kind)


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
