"""Tables of notifications."""

from notifications.models.callback import CallbackState, ProviderCallback
from notifications.models.inbox import Notification, NotificationQuerySet
from notifications.models.mail import DID_NOT_ARRIVE, Mail, MailState
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
from notifications.models.sender import Sender

__all__ = [
    "DID_NOT_ARRIVE",
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
    "Mail",
    "MailState",
    "Message",
    "Notification",
    "NotificationQuerySet",
    "OrganisationDefault",
    "Personal",
    "ProviderCallback",
    "Sender",
    "Suppression",
]
