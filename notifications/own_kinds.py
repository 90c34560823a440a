"""What people are told about the ways by which they are told, and SynthAI's own staff about templates that fail."""

from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from notifications.channels.protocol import Channel
from notifications.engine.frequency import Frequency
from notifications.kinds import ValueType, Words, category, kind, sealed
from notifications.services.destinations import PROOF

CODE_LIVES_FOR = timedelta(minutes=10)
MOVED = "notifications.number_moved"
TEMPLATE_FAILED = "notifications.template_failed"
TRY_OUT = "notifications.try_out"
TRY_OUT_VALUES = {"product": "Brown bread", "left": 14}


_REACH = "reach"


def declare() -> None:
    """Declare them; called once, when the app is ready."""
    category(
        _REACH,
        title=_("Where you are reached"),
        text=_("Codes for a new number, and a word when a number of yours is somebody else's now."),
        is_offered=False,
    )
    _declare_code()
    _declare_moved()
    _declare_upkeep()
    if settings.DEVELOPMENT:
        _declare_try_out()


def _declare_code() -> None:
    kind(
        PROOF,
        category=_REACH,
        title=_("Code for a number"),
        channels={Channel.SMS: Frequency.NOW, Channel.WHATSAPP: Frequency.NOW},
        words=Words(
            title=_("%(code)s is your SynthAI code"),
            body=_("Type it on the page within 10 minutes. If you did not ask for it, do nothing."),
        ),
        variables={"code": ValueType.SEALED},
        example={"code": sealed("482913")},
        because=_("somebody typed this number on SynthAI"),
        is_critical=True,
        lives_for=CODE_LIVES_FOR,
    )


def _declare_moved() -> None:
    kind(
        MOVED,
        category=_REACH,
        title=_("Number is no longer yours"),
        channels=dict.fromkeys(
            (Channel.IN_APP, Channel.EMAIL, Channel.PUSH, Channel.WEB_PUSH), Frequency.NOW
        ),
        words=Words(
            title=_("%(number)s no longer reaches you"),
            body=_(
                "Whoever holds this number now has proven it for an account of their own. If the number is still yours, prove it "
                "again, and ask your network whether somebody else has your SIM card."
            ),
        ),
        variables={"number": ValueType.TEXT},
        example={"number": "082 ••• 4567"},
        because=_("we reached you at this number"),
        is_critical=True,
    )


def _declare_try_out() -> None:
    kind(
        TRY_OUT,
        category=_REACH,
        title=_("Try-out of the laptop"),
        channels=dict.fromkeys(Channel, Frequency.NOW),
        words=Words(
            title=_("%(product)s: %(left)s left"),
            body=_("That lasts 2 days at the rate of the last weeks."),
        ),
        variables={"product": ValueType.TEXT, "left": ValueType.NUMBER},
        example=TRY_OUT_VALUES,
        because=_("you asked for one of everything"),
        is_critical=True,
    )


def _declare_upkeep() -> None:
    upkeep = category(
        "upkeep",
        title=_("Upkeep of SynthAI"),
        text=_("What SynthAI's own staff must look after."),
        is_offered=False,
    )
    kind(
        TEMPLATE_FAILED,
        category=upkeep,
        title=_("A template could not be filled"),
        channels={Channel.IN_APP: Frequency.NOW},
        example={
            "title": "billing.paid, E-mail, English, 3",
            "body": "billing.paid has no value 'price'.",
        },
        because=_("you look after the templates of notifications"),
        is_critical=True,
    )
