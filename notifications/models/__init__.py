"""Tables of notifications."""

from notifications.models.callback import CallbackState, ProviderCallback
from notifications.models.inbox import InboxReset, Notification, NotificationQuerySet
from notifications.models.mail import Mail, MailState
from notifications.models.message import (
    Attempt,
    AttemptResult,
    Delivery,
    DeliveryState,
    Fact,
    FactState,
    Message,
)
from notifications.models.organisation import ChannelBudget, OrganisationDefault
from notifications.models.person import Address, Choice, ChoiceChange, Personal, Suppression
from notifications.models.topic import Subscription

__all__ = [
    "Address",
    "Attempt",
    "AttemptResult",
    "CallbackState",
    "ChannelBudget",
    "Choice",
    "ChoiceChange",
    "Delivery",
    "DeliveryState",
    "Fact",
    "FactState",
    "InboxReset",
    "Mail",
    "MailState",
    "Message",
    "Notification",
    "NotificationQuerySet",
    "OrganisationDefault",
    "Personal",
    "ProviderCallback",
    "Subscription",
    "Suppression",
]
