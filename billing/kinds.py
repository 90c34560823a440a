"""What people are told about plan and payments: one kind for each sentence of services/sentences.py, and billing's own mails."""

import re

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts import audiences
from billing.services import mail_returns
from billing.services.selling import telling as sale_telling
from billing.services.sentences import TELLINGS, Telling
from notifications import escalations
from notifications.channels.protocol import Channel
from notifications.engine.frequency import Frequency
from notifications.kinds import ValueType, Words, category, kind

BILLING = category(
    "billing",
    title=_("Plan and payments"),
    text=_("Your trial, plan, invoices and prepaid units. What is due or has failed always reaches you."),
    is_ours=True,
)
_EXAMPLES = {
    "plan": "Growth",
    "ends_at": "3 June 2026",
    "resumes_at": "3 June 2026",
    "due_at": "3 June 2026",
    "from_day": "3 June 2026",
    "costs": "R 299.00, monthly",
    "total": "R 299.00",
    "reference": "SY7F3KQ2M9AB",
    "payment": "SYT74K2MWX5C",
    "part": "R 150.00",
    "due": "R 149.00",
    "why": "two days without service in May",
    "runner": "PayFast",
    "amount": "R 299.00",
    "number": "SY-INV-000042",
    "card": "Visa ending in 4242",
    "units": "120",
    "feature": "Price runs",
    "percent": "80",
    "again": " We try a kept card again on 5 June 2026.",
    "narrows": " Some things wait from 9 June 2026 on.",
}
# Tried one after the other behind the phone's own push: what costs money is sent to who is not reached without it.
_MESSAGES = (Channel.WHATSAPP, Channel.SMS)
UNPAID = "billing.unpaid"
_VARIABLE = re.compile(r"%\((\w+)\)s")
_BECAUSE = _("you may see plan and payments here")


def declare() -> None:
    """Declare them; called once, when the app is ready."""
    escalations.policy(UNPAID, title=_("A payment failed for good"), order=audiences.CARERS)
    for telling in TELLINGS.values():
        _declare(telling)
    _declare_returned()
    _declare_sales()
    for code, title in (
        ("payer", _("Receipt for who paid by a link")),
        ("document", _("Invoices and notes")),
        ("statement", _("Statements")),
    ):
        kind(
            f"billing.{code}",
            category=BILLING,
            title=title,
            channels={Channel.EMAIL: Frequency.NOW},
            example={"title": title, "body": ""},
            because=_("your address is the one for invoices or payments"),
            is_critical=True,
            own_mail=True,
        )


def _declare_sales() -> None:
    """What buyers of an organisation and the organisation itself are told about its sales."""
    selling = category(
        "selling",
        title=_("Sales to the public"),
        text=_(
            "Orders and invoices of what you bought from an organisation, and of what your organisation sold."
        ),
    )
    kind(
        "billing.sale",
        category=selling,
        title=_("Invoice of an order"),
        channels={Channel.EMAIL: Frequency.NOW},
        example={"title": _("Your invoice: Food safety for kitchens"), "body": ""},
        because=_("you bought something"),
        is_critical=True,
        own_mail=True,
    )
    kind(
        sale_telling.KIND,
        category=selling,
        title=_("An order needs you"),
        channels={
            Channel.IN_APP: Frequency.NOW,
            Channel.EMAIL: Frequency.NOW,
            Channel.PUSH: Frequency.NOW,
            Channel.WEB_PUSH: Frequency.NOW,
        },
        example={
            "title": _("An order could not be paid back: pay it by EFT"),
            "body": _("Food safety for kitchens, SY7F3KQ2M9AB"),
        },
        because=_("you say who sells here"),
    )


def _declare_returned() -> None:
    """Not by `telling`: the fact is of another app."""
    kind(
        mail_returns.KIND,
        category=BILLING,
        title=_("Invoice's mail came back"),
        channels={
            Channel.IN_APP: Frequency.NOW,
            Channel.EMAIL: Frequency.NOW,
            Channel.PUSH: Frequency.NOW,
            Channel.WEB_PUSH: Frequency.NOW,
        },
        words=Words(
            title=_("The mail with %(number)s did not arrive"),
            body=_(
                "Check the address in the invoice details. The document itself is valid: download it from its page."
            ),
        ),
        variables={"number": ValueType.TEXT},
        example={"number": _EXAMPLES["number"]},
        because=_BECAUSE,
    )


def _declare(telling: Telling) -> None:
    used = dict.fromkeys(_VARIABLE.findall(f"{telling.title}{telling.body}"), ValueType.TEXT)
    kind(
        telling.kind,
        category=BILLING,
        title=telling.name,
        channels={
            Channel.IN_APP: Frequency.NOW,
            Channel.EMAIL: Frequency.NOW if telling.by_mail else Frequency.OFF,
            Channel.PUSH: Frequency.NOW,
            Channel.WEB_PUSH: Frequency.NOW,
            **(dict.fromkeys(_MESSAGES, Frequency.NOW) if telling.is_pressing else {}),
        },
        words=Words(title=telling.title, body=telling.body),
        by_channel=_short(telling) if telling.is_pressing else {},
        in_turn=(Channel.PUSH, *_MESSAGES) if telling.is_pressing else (),
        variables=used,
        example={name: _EXAMPLES[name] for name in used},
        because=_BECAUSE,
        is_critical=telling.is_critical,
        own_mail=telling.by_mail,
        escalation=UNPAID if telling.escalates else "",
    )


def _short(telling: Telling) -> dict[Channel, Words]:
    """By SMS one sentence, with who says it: the sender is a number that nobody knows."""
    return {Channel.SMS: Words(title=format_lazy("SynthAI: {}.", telling.title))}
