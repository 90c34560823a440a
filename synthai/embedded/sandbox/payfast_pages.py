"""The pages that a customer sees at the played PayFast: plain, for a phone, and clearly no real payment."""

from collections.abc import Mapping
from html import escape
from urllib.parse import urlencode

STYLE = """
:root { color-scheme: light dark; }
* { box-sizing: border-box; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 26rem; margin: 0 auto; padding: 1rem; }
.note { border: 1px solid; border-radius: .5rem; padding: .5rem .75rem; font-size: .875rem; }
.amount { font-size: 2rem; font-weight: 700; margin: .25rem 0; }
dl { display: grid; grid-template-columns: auto 1fr; gap: .25rem 1rem; } dd { margin: 0; overflow-wrap: anywhere; }
button { font: inherit; width: 100%; min-height: 3rem; margin-top: .75rem; border-radius: .5rem; border: 1px solid;
  background: none; color: inherit; cursor: pointer; }
button.main { background: #0a6b3d; border-color: #0a6b3d; color: #fff; font-weight: 600; }
button:focus-visible { outline: 3px solid #3b82f6; outline-offset: 2px; }
[role=alert] { border-left: .25rem solid #c0322b; padding: .25rem .75rem; }
"""
EVERY = {"1": "day", "2": "week", "3": "month", "4": "quarter", "5": "half-year", "6": "year"}


def page(title: str, body: str) -> str:
    """A whole document."""
    return (
        '<!doctype html><html lang="en-ZA"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body><main>"
        '<p class="note">PayFast sandbox on this machine. No money moves.</p>'
        f"{body}</main></body></html>"
    )


def checkout(fields: Mapping[str, str], action: str, *, declined: str = "") -> str:
    """What is to be paid, and three ways on."""
    alert = (
        f'<p role="alert">The card was declined ({escape(declined)}). Nothing was paid.</p>'
        if declined
        else ""
    )
    rows = {
        "For": fields["item_name"],
        "Details": fields.get("item_description", ""),
        "Reference": fields.get("m_payment_id", ""),
        "Later": _later(fields),
    }
    terms = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in rows.items() if value)
    return page(
        "Pay with PayFast (sandbox)",
        f'{alert}<h1>Pay</h1><p class="amount">R {escape(fields["amount"])}</p><dl>{terms}</dl>'
        + _button(action, "pay", "Pay by card", "main")
        + _button(action, "decline", "Pay with a card that is declined")
        + _button(action, "cancel", "Cancel"),
    )


def card(action: str, address: str) -> str:
    """Another card for an agreement."""
    query = f"?{urlencode({'return': address})}" if address else ""
    back = f'<p><a href="{escape(address)}">Go back</a></p>' if address else ""
    return page(
        "Update your card (sandbox)",
        "<h1>Update your card</h1><p>Later payments are taken from the new card. Nothing is paid now.</p>"
        f'<form method="post" action="{escape(action + query)}"><button class="main">Use another card</button></form>{back}',
    )


def refused(problems: list[str]) -> str:
    """PayFast's 400 page, with all that is wrong at once."""
    items = "".join(f"<li>{escape(problem)}</li>" for problem in problems)
    return page("400 Bad Request", f"<h1>400 Bad Request</h1><p>Please mend:</p><ul>{items}</ul>")


def said(title: str, text: str) -> str:
    """One sentence."""
    return page(title, f"<h1>{escape(title)}</h1><p>{escape(text)}</p>")


def _later(fields: Mapping[str, str]) -> str:
    match fields.get("subscription_type"):
        case "1":
            amount = fields.get("recurring_amount") or fields["amount"]
            first = f" from {fields['billing_date']}" if fields.get("billing_date") else ""
            return f"R {amount} every {EVERY[fields['frequency']]}{first}, until you cancel"
        case "2":
            return "The card is kept for later payments"
        case _:
            return ""


def _button(action: str, verb: str, words: str, kind: str = "") -> str:
    return (
        f'<form method="post" action="{escape(action)}/{verb}"><button class="{kind}">{words}</button></form>'
    )
