"""What goes when an organisation ends. Its messages and lines go with its row (they refer to it)."""

from notifications.models import (
    ChannelBudget,
    OnCall,
    OrganisationDefault,
    RoutingChoice,
    Sender,
    TeamAnnouncement,
)


def erase(organisation_id: int) -> None:
    """Delete what the active organisation decided about notifications, and what it wrote to its team."""
    OrganisationDefault.objects.filter(organisation_id=organisation_id).delete()
    ChannelBudget.objects.filter(organisation_id=organisation_id).delete()
    RoutingChoice.objects.filter(organisation_id=organisation_id).delete()
    OnCall.objects.filter(organisation_id=organisation_id).delete()
    TeamAnnouncement.objects.filter(organisation_id=organisation_id).delete()
    Sender.objects.filter(organisation_id=organisation_id).delete()
