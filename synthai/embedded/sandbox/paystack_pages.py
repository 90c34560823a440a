"""The pages a customer sees at the sandbox's Paystack: plain forms that fit a phone, light and dark."""

from html import escape

from starlette.responses import HTMLResponse

from synthai.embedded.sandbox.paystack_state import State, Transaction

# Value of the button, its words, and the channel it needs.
CHOICES = (
    ("card", "Pay by card", "card"),
    ("declined", "Pay by a card that is declined", "card"),
    ("capitec_pay", "Pay by Capitec Pay", "capitec_pay"),
    ("eft", "Pay by instant EFT", "eft"),
    ("qr", "Pay by QR code", "qr"),
)
_STYLE = """
:root { color-scheme: light dark; }
body { font: 1.0625rem/1.5 system-ui, sans-serif; margin: 0 auto; padding: 1rem; max-width: 32rem; }
h1 { font-size: 1.25rem; } .amount { font-size: 2rem; font-weight: 700; margin: .25rem 0; }
button { display: block; width: 100%; min-height: 3rem; margin: .5rem 0; font: inherit; border-radius: .5rem;
  border: 1px solid; cursor: pointer; background: Canvas; color: CanvasText; }
button.first { background: #0b6b4f; color: #fff; border-color: #0b6b4f; }
input { font: inherit; width: 100%; box-sizing: border-box; min-height: 3rem; }
.note { border: 1px solid; border-radius: .5rem; padding: .5rem .75rem; } li { overflow-wrap: anywhere; }
"""


def page(title: str, body: str, status: int = 200) -> HTMLResponse:
    """A whole page around trusted markup."""
    return HTMLResponse(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head>'
        f"<body><main><h1>{escape(title)}</h1>{body}</main></body></html>",
        status_code=status,
    )


def checkout(transaction: Transaction, *, note: str = "") -> HTMLResponse:
    """Where the customer chooses how to pay, and how it goes."""
    offered = [choice for choice in CHOICES if not transaction.channels or choice[2] in transaction.channels]
    buttons = "".join(
        f'<button name="pay" value="{value}"{" class=first" if index == 0 else ""}>{words}</button>'
        for index, (value, words, _) in enumerate(offered)
    )
    warning = f'<p class="note" role="alert">{escape(note)}</p>' if note else ""
    return page(
        "Paystack sandbox",
        f"<p>No money moves here. {escape(transaction.email)} pays</p>"
        f'<p class="amount">{escape(transaction.currency)} {transaction.amount / 100:.2f}</p>'
        f"<p>Reference {escape(transaction.reference)}</p>{warning}"
        f'<form method="post">{buttons}<button name="pay" value="cancel">Cancel</button></form>',
    )


def dashboard(state: State, webhook_url: str) -> HTMLResponse:
    """What the merchant sets and sees: where callbacks go, payments, and a dispute for each."""
    rows = "".join(_row(found) for found in reversed(list(state.transactions.values())))
    return page(
        "Paystack sandbox: dashboard",
        '<form method="post" action="webhook"><label for="url">Callback address</label>'
        f'<input id="url" name="url" type="url" value="{escape(webhook_url)}"><button>Save</button></form>'
        f"<ul>{rows or '<li>No payment yet.</li>'}</ul>",
    )


def _row(found: Transaction) -> str:
    """A payment; one that was taken may be disputed."""
    words = f"<li>{escape(found.reference)} {found.status} {found.amount / 100:.2f}"
    if found.status != "success":
        return f"{words}</li>"
    return (
        f'{words}<form method="post" action="disputes"><input type="hidden" name="transaction" value="{found.id}">'
        "<button>Let the customer dispute it</button></form></li>"
    )
