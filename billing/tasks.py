"""Background work of billing: fetch, one service call."""

from typing import Any

from django.utils import timezone

from billing.services import (
    asking,
    cards_out,
    checking,
    collecting,
    cycle,
    delivering,
    erasure,
    following,
    forgetting,
    inbox,
    invoices,
    keeping,
    looking,
    mail_returns,
    methods,
    packs,
    payers,
    price_moves,
    refunds,
    statements,
    telling,
    top_ups,
    usage,
    usage_live,
    wallets,
)
from billing.services.selling import documents as sale_documents
from billing.services.selling import messages as sale_messages
from billing.services.selling import orders, paying, refunding
from billing.services.selling import telling as sale_telling
from synthai.core.tasks import system_task, tenant_task

MESSAGES_IN_ONE_TASK = 5


@system_task(queue="default", time_limit=300)
def messages_handle(*, message_ids: list[int], **_: Any) -> None:
    """Understand a few messages, one after the other."""
    for message_id in message_ids:
        inbox.handle(message_id, now=timezone.now())


@system_task(queue="default", max_retries=0)
def messages_sweep(**_: Any) -> None:
    """Messages that no worker took, or whose time to be tried again has come."""
    inbox.woken()
    found = inbox.waiting(now=timezone.now())
    for start in range(0, len(found), MESSAGES_IN_ONE_TASK):
        messages_handle.enqueue(message_ids=found[start : start + MESSAGES_IN_ONE_TASK])


@system_task(queue="default", time_limit=600)
def subscriptions_step(*, organisation_ids: list[int], **_: Any) -> None:
    """The due steps of some organisations' subscriptions, one organisation after the other."""
    cycle.run_many(organisation_ids, now=timezone.now())


@system_task(queue="default", max_retries=0)
def subscriptions_sweep(**_: Any) -> None:
    """Send what is due to the workers, in parts."""
    for part in cycle.due_parts(now=timezone.now()):
        subscriptions_step.enqueue(organisation_ids=part)


@system_task(queue="default", time_limit=600)
def price_moves_plan(*, organisation_ids: list[int], **_: Any) -> None:
    """Tell some organisations of their new price."""
    price_moves.run_many(organisation_ids, now=timezone.now())


@system_task(queue="default", max_retries=0)
def price_moves_sweep(**_: Any) -> None:
    """Whom a move to a new price has not reached yet."""
    for part in price_moves.due_parts():
        price_moves_plan.enqueue(organisation_ids=part)


@tenant_task(queue="default", time_limit=120)
def charges_collect(**_: Any) -> None:
    """Charge the kept method for what is due."""
    collecting.run(now=timezone.now())


@tenant_task(queue="default", time_limit=120)
def payments_ask(**_: Any) -> None:
    """Ask gateways what became of payments."""
    for payment_id in asking.to_ask(now=timezone.now()):
        asking.ask(payment_id, now=timezone.now())


@tenant_task(queue="default", max_retries=0, time_limit=120)
def payment_look(*, payload: dict[str, Any], **_: Any) -> None:
    """Somebody is back from a gateway and waits: ask it now."""
    looking.look(payload["payment_id"], now=timezone.now())


@tenant_task(queue="default", time_limit=120)
def refunds_send(**_: Any) -> None:
    """Send refunds that did not get out."""
    now = timezone.now()
    for refund_id in refunds.to_send(now=now):
        refunds.send(refund_id, now=now)


@tenant_task(queue="default")
def methods_watch(**_: Any) -> None:
    """Tell of cards whose last month has come."""
    methods.tell_of_expiring(now=timezone.now())


@tenant_task(queue="default", time_limit=120)
def card_setups_work(**_: Any) -> None:
    """Ask what became of cards to be kept, and give back what was taken to see whether they work."""
    keeping.work(now=timezone.now())


@tenant_task(queue="default", time_limit=120)
def methods_forget(**_: Any) -> None:
    """Let gateways forget the cards that were removed."""
    cards_out.forget(now=timezone.now())


@tenant_task(queue="default", time_limit=60)
def method_prefer(**_: Any) -> None:
    """Tell the gateway which card is charged next."""
    cards_out.name_default()


@tenant_task(queue="default", time_limit=120)
def gateway_tell(**_: Any) -> None:
    """Tell gateways what is wanted of the plans they run."""
    following.tell_gateways(now=timezone.now())


@tenant_task(queue="default")
def fact_tell(
    *, event_id: str, organisation_id: int, name: str = "", payload: dict[str, Any], **_: Any
) -> None:
    """Tell people of a fact about their plan or a payment."""
    telling.of_fact(event_id, name, payload, organisation_id=organisation_id)


@tenant_task(queue="default")
def unpaid_settle(*, payload: dict[str, Any], **_: Any) -> None:
    """Ask nobody any more about a payment that has come."""
    telling.settled(payload)


@tenant_task(queue="default", time_limit=120)
def documents_issue(*, name: str = "", payload: dict[str, Any], **_: Any) -> None:
    """The invoice or credit note that a fact asks for."""
    invoices.follow(name, payload, now=timezone.now())


@tenant_task(queue="default", time_limit=120)
def document_deliver(*, payload: dict[str, Any], **_: Any) -> None:
    """Render and mail what was just issued."""
    delivering.deliver(payload["document"], now=timezone.now())


@tenant_task(queue="default", time_limit=600)
def documents_deliver(**_: Any) -> None:
    """Render and mail what did not get out."""
    for public_id in delivering.to_do(now=timezone.now()):
        delivering.deliver(public_id, now=timezone.now())


@tenant_task(queue="default", time_limit=120)
def documents_complete(**_: Any) -> None:
    """Issue what waited, now that something was filled in."""
    invoices.complete(now=timezone.now())


@system_task(queue="default", max_retries=0)
def packs_sweep(**_: Any) -> None:
    """Month-end packs whose worker was lost."""
    packs.sweep(now=timezone.now())


@tenant_task(queue="default", time_limit=120)
def statements_mail(*, organisation_id: int, **_: Any) -> None:
    """Last month's statement to a customer who owes."""
    statements.mail_monthly(organisation_id, now=timezone.now())


@tenant_task(queue="default")
def payer_tell(*, payload: dict[str, Any], **_: Any) -> None:
    """A payment arrived: the receipt for who paid it by a link."""
    payers.tell(payload["payment"], now=timezone.now())


@tenant_task(queue="default")
def payers_forget(**_: Any) -> None:
    """Addresses of payers whose money did not come."""
    payers.forget_old(now=timezone.now())


@tenant_task(queue="default")
def limits_refresh(*, organisation_id: int, **_: Any) -> None:
    """After a change of plan: ask anew what is given, and tell anew when the new limits near."""
    usage.plan_changed(organisation_id, now=timezone.now())


@tenant_task(queue="default", max_retries=0)
def usage_hint(*, organisation_id: int, **_: Any) -> None:
    """Seats or keys moved: open pages of usage count anew."""
    usage_live.hint(organisation_id)


@tenant_task(queue="default")
def wallet_top_up(*, organisation_id: int, payload: dict[str, Any], **_: Any) -> None:
    """Few prepaid units are left: buy more where the customer wants that."""
    top_ups.run(organisation_id, payload["feature"], now=timezone.now())


@tenant_task(queue="default")
def wallet_expire(**_: Any) -> None:
    """Write off prepaid units that have run out."""
    wallets.expire(now=timezone.now())


@tenant_task(queue="default")
def checked_tidy(**_: Any) -> None:
    """Checked invoices that were removed, or that nobody needs any more."""
    checking.tidy(now=timezone.now())


@system_task(queue="default", max_retries=0, time_limit=300)
def gateways_forget(**_: Any) -> None:
    """What gateways still have to forget of erased organisations."""
    forgetting.run(now=timezone.now())


@system_task(queue="default", max_retries=0)
def housekeeping(**_: Any) -> None:
    """What need not be kept any longer."""
    now = timezone.now()
    inbox.expire(now=now)
    erasure.expire_retained(today=now.date())
    packs.expire(now=now)


@tenant_task(queue="default")
def document_return_tell(*, event_id: str, organisation_id: int, payload: dict[str, Any], **_: Any) -> None:
    """Tell people that the mail with a document did not arrive."""
    mail_returns.tell(event_id, payload.get("about", ""), organisation_id=organisation_id)


@tenant_task(queue="default")
def sales_drop(**_: Any) -> None:
    """Orders of the public that were not paid in time."""
    now = timezone.now()
    for sale_id in orders.outdated(now=now):
        orders.drop(sale_id, now=now)


@tenant_task(queue="default")
def sale_payments_ask(**_: Any) -> None:
    """Ask gateways what became of payments whose message did not come."""
    now = timezone.now()
    for payment_id in paying.to_ask(now=now):
        paying.ask(payment_id, now=now)


@tenant_task(queue="default")
def sale_look(*, payload: dict[str, Any], **_: Any) -> None:
    """A buyer is back and waits: ask the gateway now."""
    paying.ask(payload["payment_id"], now=timezone.now())


@tenant_task(queue="default")
def sale_refunds_send(**_: Any) -> None:
    """What goes back to buyers and did not get out yet."""
    now = timezone.now()
    for refund_id in refunding.to_send(now=now):
        refunding.send(refund_id, now=now)


@tenant_task(queue="default")
def sale_refunds_ask(**_: Any) -> None:
    """Ask gateways what became of refunds that are on their way."""
    now = timezone.now()
    for refund_id in refunding.to_ask(now=now):
        refunding.ask(refund_id, now=now)


@tenant_task(queue="default")
def sale_messages_handle(**_: Any) -> None:
    """Understand what gateways sent about sellers' accounts."""
    now = timezone.now()
    for message_id in sale_messages.waiting(now=now):
        sale_messages.handle(message_id, now=now)


@tenant_task(queue="default")
def sale_messages_empty(**_: Any) -> None:
    """Empty old messages."""
    sale_messages.empty_old(now=timezone.now())


@tenant_task(queue="default")
def sale_document_issue(*, payload: dict[str, Any], **_: Any) -> None:
    """The invoice of a paid order."""
    sale_documents.issue(payload["sale"], now=timezone.now())


@tenant_task(queue="default")
def sale_document_credit(*, payload: dict[str, Any], **_: Any) -> None:
    """The credit note of an order that was paid back."""
    sale_documents.credit(payload["sale"], payload["reason"], now=timezone.now())


@tenant_task(queue="default")
def sale_trouble_tell(*, event_id: str, payload: dict[str, Any], **_: Any) -> None:
    """Tell the seller of an order that needs them."""
    sale_telling.trouble(event_id, payload["sale"], failure=payload.get("failure", ""))


@tenant_task(queue="default")
def sales_forget(**_: Any) -> None:
    """Buyers' particulars of orders that came to nothing."""
    orders.forget_unpaid(now=timezone.now())
