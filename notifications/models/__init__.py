"""Tables of notifications."""

from notifications.models.callback import CallbackState, ProviderCallback
from notifications.models.inbox import Notification, NotificationQuerySet
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
from notifications.models.number import NumberCode
from notifications.models.organisation import ChannelBudget, OrganisationDefault
from notifications.models.person import Address, Choice, ChoiceChange, Personal, Suppression
from notifications.models.template import ProviderState, TemplateState, TemplateVersion
from notifications.models.truth import ProviderTrouble, Replay, ReplayState, RoutingChoice

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
    "Mail",
    "MailState",
    "Message",
    "Notification",
    "NotificationQuerySet",
    "NumberCode",
    "OrganisationDefault",
    "Personal",
    "ProviderCallback",
    "ProviderTrouble",
    "Replay",
    "ReplayState",
    "RoutingChoice",
    "ProviderState",
    "Suppression",
    "TemplateState",
    "TemplateVersion",
]
