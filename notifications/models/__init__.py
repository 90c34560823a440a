"""Tables of notifications."""

from notifications.models.announcement import (
    Announcement,
    AnnouncementState,
    Purpose,
    TeamAnnouncement,
)
from notifications.models.callback import CallbackState, ProviderCallback
from notifications.models.consent import ConsentAsk
from notifications.models.escalation import Escalation, EscalationState, EscalationStep, OnCall
from notifications.models.inbox import InboxReset, Notification, NotificationQuerySet
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
from notifications.models.number import NumberCode
from notifications.models.organisation import ChannelBudget, OrganisationDefault
from notifications.models.person import Address, Choice, ChoiceChange, Personal, Suppression
from notifications.models.sender import Sender
from notifications.models.template import TemplateState, TemplateVersion
from notifications.models.topic import Subscription
from notifications.models.truth import ProviderTrouble, Replay, ReplayState, RoutingChoice
from notifications.models.whatsapp import WhatsAppState, WhatsAppTemplate, WhatsAppWindow

__all__ = [
    "DID_NOT_ARRIVE",
    "Address",
    "Announcement",
    "AnnouncementState",
    "Attempt",
    "AttemptResult",
    "CallbackState",
    "ChannelBudget",
    "Choice",
    "ChoiceChange",
    "ConsentAsk",
    "Delivery",
    "DeliveryState",
    "Escalation",
    "EscalationState",
    "EscalationStep",
    "Fact",
    "FactState",
    "InboxReset",
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
    "Sender",
    "Subscription",
    "Suppression",
    "WhatsAppState",
    "TemplateVersion",
    "OnCall",
    "OrganisationDefault",
    "Personal",
    "ProviderCallback",
    "Purpose",
    "Suppression",
    "TeamAnnouncement",
    "TemplateState",
    "WhatsAppTemplate",
    "WhatsAppWindow",
]
