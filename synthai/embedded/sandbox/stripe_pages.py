"""The pages a customer would see at Stripe: paying, the bank's question, and the billing portal. Plain, for a phone."""

from datetime import UTC, datetime
from html import escape

from synthai.embedded.sandbox.stripe_checkout import keeps
from synthai.embedded.sandbox.stripe_world import Object, World

_LOOK = """
:root { color-scheme: light dark; --ink: #1a1f36; --paper: #f6f8fa; --card: #fff; --line: #d8dee4; --go: #4b45c6; --soft: #545969;
  --bad: #b3093c; }
@media (prefers-color-scheme: dark) { :root { --ink: #f0f2f5; --paper: #14171f; --card: #1e222d; --line: #3a4050; --go: #8f8bff;
  --soft: #aab0bd; --bad: #ff8ba7; } }
* { box-sizing: border-box } body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper) }
main { max-width: 27rem; margin: 0 auto; padding: 1.25rem } .card { background: var(--card); border: 1px solid var(--line);
  border-radius: .75rem; padding: 1.25rem; margin-top: 1rem } .note { margin: 0; padding: .4rem 1rem; font-size: .875rem;
  text-align: center; background: #ffe8a3; color: #3d2f00 } h1 { font-size: 1rem; font-weight: 500; margin: 0; color: var(--soft) }
.sum { font-size: 2rem; font-weight: 700; margin: .25rem 0 } p { margin: .5rem 0 } .soft { color: var(--soft); font-size: .875rem }
label { display: flex; gap: .75rem; align-items: center; min-height: 2.75rem; padding: .5rem 0; border-bottom: 1px solid var(--line) }
label:last-of-type { border: 0 } input { flex: none; width: 1.25rem; height: 1.25rem; accent-color: var(--go) } fieldset { border: 0; padding: 0;
  margin: 0 } legend { font-weight: 600; padding: 0 } button { width: 100%; min-height: 3rem; font: inherit; font-weight: 600;
  border-radius: .5rem; border: 1px solid var(--line); background: var(--card); color: var(--ink); margin-top: .75rem; cursor: pointer }
button.go { background: var(--go); border-color: var(--go); color: var(--card) } .bad { color: var(--bad); font-weight: 600 }
code { font-size: .875rem } a { color: var(--go) } button:focus-visible, input:focus-visible, a:focus-visible { outline: 3px solid
  var(--go); outline-offset: 2px } @media (prefers-color-scheme: dark) { button.go { color: #14171f } }
"""
# What the page offers: name of the test card, its number, what it does.
CHOICES = (
    ("pm_card_visa", "4242 4242 4242 4242", "Paid at once"),
    ("pm_card_mastercard", "5555 5555 5555 4444", "Paid at once"),
    (
        "pm_card_authenticationRequiredOnSetup",
        "4000 0025 0000 3155",
        "The bank asks now (3-D Secure), not later",
    ),
    ("pm_card_authenticationRequired", "4000 0027 6000 3184", "The bank asks each time (3-D Secure)"),
    ("pm_card_chargeDeclined", "4000 0000 0000 0002", "Declined"),
    ("pm_card_chargeDeclinedInsufficientFunds", "4000 0000 0000 9995", "Declined: no funds"),
    ("pm_card_chargeCustomerFail", "4000 0000 0000 0341", "Kept, then declined at renewals"),
)


def page(title: str, body: str) -> str:
    """A whole page."""
    return (
        f'<!doctype html><html lang="en-ZA"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_LOOK}</style></head>'
        f'<body><p class="note">Sandbox of this machine: no money moves, any card is made up.</p><main>{body}</main>'
        "</body></html>"
    )


def checkout(world: World, session: Object, *, problem: str = "") -> str:
    """The hosted payment page."""
    if session["status"] != "open":
        return page("Checkout", f'<div class="card"><p>This checkout is {session["status"]}.</p></div>')
    lines = world.objects[f"asked:{session['id']}"]["lines"]
    names = ", ".join(str(world.get("product", price["product"])["name"]) for price, _ in lines)
    kept = '<p class="soft">The card is kept for later payments.</p>' if keeps(session, world) else ""
    cancel = '<button name="do" value="cancel">Cancel and go back</button>' if session["cancel_url"] else ""
    verb = {"payment": "Pay", "subscription": "Subscribe", "setup": "Save card"}[session["mode"]]
    return page(
        "Checkout",
        f'<div class="card"><h1>{escape(names or "Save a card")}</h1>{_sum(session)}'
        f'<p class="soft">Reference {escape(str(session["client_reference_id"] or "none"))}</p></div>'
        f'<form method="post" class="card">{_problem(problem)}<fieldset><legend>Card</legend>{_cards()}</fieldset>'
        f'{kept}<button class="go" name="do" value="pay">{verb}</button>{cancel}</form>',
    )


def bank(session: Object, card: str) -> str:
    """The bank asks whether it is her."""
    return page(
        "3-D Secure",
        f'<form method="post" class="card"><h1>Your bank asks</h1>{_sum(session)}<p>Is this payment yours?</p>'
        f'<input type="hidden" name="card" value="{escape(card)}">'
        '<button class="go" name="do" value="approve">Yes, approve</button>'
        '<button name="do" value="refuse">No, refuse</button></form>',
    )


def portal(world: World, session: Object, *, problem: str = "") -> str:
    """The customer portal: cards kept and subscriptions."""
    cards = [each for each in world.all("payment_method") if each["customer"] == session["customer"]]
    default = world.get("customer", session["customer"])["invoice_settings"]["default_payment_method"]
    running = [
        each
        for each in world.all("subscription")
        if each["customer"] == session["customer"] and each["status"] != "canceled"
    ]
    address = session["return_url"]
    back = f'<p><a href="{escape(address)}">Return to SynthAI</a></p>' if address else ""
    kept = "".join(_kept(each, is_default=each["id"] == default) for each in cards)
    return page(
        "Customer portal",
        f'{back}<div class="card"><h1>Cards</h1>{_problem(problem)}{kept or "<p>No card is kept.</p>"}</div>'
        f'<form method="post" class="card"><fieldset><legend>Add a card</legend>{_cards("id")}</fieldset>'
        '<button class="go" name="do" value="add">Add card</button></form>'
        f'<div class="card"><h1>Subscriptions</h1>{"".join(map(_running, running)) or "<p>None.</p>"}</div>',
    )


def _kept(method: Object, *, is_default: bool) -> str:
    card = method["card"]
    choose = '<button name="do" value="default">Make this the default</button>'
    return (
        f'<form method="post"><input type="hidden" name="id" value="{method["id"]}"><p>{card["brand"].title()} '
        f"<code>•••• {card['last4']}</code> to {card['exp_month']}/{card['exp_year']}"
        f"{' <strong>Default</strong>' if is_default else ''}</p>{'' if is_default else choose}"
        '<button name="do" value="remove">Remove this card</button></form>'
    )


def _running(subscription: Object) -> str:
    items = subscription["items"]["data"]
    until = datetime.fromtimestamp(max(item["current_period_end"] for item in items), tz=UTC)
    price, ends = items[0]["price"], subscription["cancel_at_period_end"]
    verb, words = ("keep", "Do not cancel") if ends else ("run_out", "Cancel at the end of the period")
    return (
        f'<form method="post"><input type="hidden" name="id" value="{subscription["id"]}">'
        f"<p>{_amount(price['unit_amount'], price['currency'])} a {price['recurring']['interval']}, "
        f"{subscription['status']}, {'ends on' if ends else 'paid until'} {until:%d %B %Y}</p>"
        f'<button name="do" value="{verb}">{words}</button>'
        '<button name="do" value="end">End it now</button></form>'
    )


def _sum(session: Object) -> str:
    if session["amount_total"] is None:
        return ""
    return f'<p class="sum">{_amount(session["amount_total"], session["currency"])}</p>'


def _amount(cents: int, currency: str) -> str:
    units, rest = divmod(cents, 100)
    return f"{escape(currency.upper())} {units:,}.{rest:02}"


def _problem(problem: str) -> str:
    return f'<p class="bad" role="alert">{escape(problem)}</p>' if problem else ""


def _cards(name_of_field: str = "card") -> str:
    return "".join(
        f'<label><input type="radio" name="{name_of_field}" value="{name}"{" checked" if at == 0 else ""}>'
        f"<span><code>{number}</code><br>{text}</span></label>"
        for at, (name, number, text) in enumerate(CHOICES)
    )
