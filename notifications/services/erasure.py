"""What goes when an organisation ends. Its messages and lines go with its row (they refer to it)."""

from notifications.models import (
    ChannelBudget,
    Notification,
    OnCall,
    OrganisationDefault,
    RoutingChoice,
    Sender,
    Subscription,
    TeamAnnouncement,
)
from notifications.services import lines


def erase(organisation_id: int) -> None:
    """Delete what the active organisation decided about notifications, what it wrote to its team, and who follows what in it."""
    told = Notification.objects.filter(organisation_id=organisation_id).order_by("user_id")
    lines.read_anew(list(told.values_list("user_id", flat=True).distinct()))
    Subscription.objects.filter(organisation_id=organisation_id).delete()
    OrganisationDefault.objects.filter(organisation_id=organisation_id).delete()
    ChannelBudget.objects.filter(organisation_id=organisation_id).delete()
    RoutingChoice.objects.filter(organisation_id=organisation_id).delete()
    OnCall.objects.filter(organisation_id=organisation_id).delete()
    TeamAnnouncement.objects.filter(organisation_id=organisation_id).delete()
    Sender.objects.filter(organisation_id=organisation_id).delete()
