"""What staff and owners are told about messages themselves."""

from django.utils.translation import gettext_lazy as _

from notifications.channels.protocol import Channel
from notifications.engine.frequency import Frequency
from notifications.kinds import ValueType, Words, category, kind

OPERATION, BUDGET = "delivery", "message_costs"
TROUBLE, TROUBLE_OVER = "notifications.provider_trouble", "notifications.provider_well"
NEARLY_USED, USED_UP = "notifications.budget_nearly_used", "notifications.budget_used_up"
_BOTH = {Channel.IN_APP: Frequency.NOW, Channel.EMAIL: Frequency.NOW}
_STAFF = _("you are on SynthAI's staff")
_OWNER = _("you set what messages of your organisation may cost")

category(
    OPERATION,
    title=_("Delivery of messages"),
    text=_("When a provider of e-mail, SMS, WhatsApp or push fails. For SynthAI's staff."),
    is_offered=False,
)
category(
    BUDGET,
    title=_("Budget for SMS and WhatsApp"),
    text=_("When the month's budget is nearly or wholly used."),
    place=1,
)
kind(
    TROUBLE,
    category=OPERATION,
    title=_("A provider fails"),
    channels=_BOTH,
    words=Words(
        title=_("%(provider)s fails: %(failed)s of the last %(tried)s messages"),
        body=_("Channel: %(channel)s. Usually %(usual)s of 100 fail, now %(share)s."),
    ),
    variables={
        "provider": ValueType.TEXT,
        "channel": ValueType.TEXT,
        "failed": ValueType.NUMBER,
        "tried": ValueType.NUMBER,
        "usual": ValueType.NUMBER,
        "share": ValueType.NUMBER,
    },
    example={"provider": "BulkSMS", "channel": "SMS", "failed": 41, "tried": 60, "usual": 1, "share": 68},
    because=_STAFF,
    is_critical=True,
)
kind(
    TROUBLE_OVER,
    category=OPERATION,
    title=_("A provider works again"),
    channels=_BOTH,
    words=Words(
        title=_("%(provider)s works again"), body=_("Channel: %(channel)s. It took %(minutes)s minutes.")
    ),
    variables={"provider": ValueType.TEXT, "channel": ValueType.TEXT, "minutes": ValueType.NUMBER},
    example={"provider": "BulkSMS", "channel": "SMS", "minutes": 25},
    because=_STAFF,
    is_critical=True,
)
kind(
    NEARLY_USED,
    category=BUDGET,
    title=_("The budget of messages is nearly used"),
    channels=_BOTH,
    words=Words(
        title=_("Messages: %(spent)s of this month's %(limit)s are spent"),
        body=_("When it is used up, only what is critical still goes by SMS and WhatsApp."),
    ),
    variables={"spent": ValueType.MONEY, "limit": ValueType.MONEY},
    example={"spent": "402.50", "limit": "500"},
    because=_OWNER,
)
kind(
    USED_UP,
    category=BUDGET,
    title=_("The budget of messages is used up"),
    channels=_BOTH,
    words=Words(
        title=_("Messages: this month's budget of %(limit)s is used up"),
        body=_(
            "Until the month ends, only what is critical still goes by SMS and WhatsApp. You can raise it."
        ),
    ),
    variables={"limit": ValueType.MONEY},
    example={"limit": "500"},
    because=_OWNER,
)
