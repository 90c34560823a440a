"""What an organisation sets for its people: how often each category speaks on each channel until they choose themselves."""

from django.db import transaction

from notifications import kinds as registry
from notifications import permissions
from notifications.channels.protocol import Channel
from notifications.engine.frequency import Frequency
from notifications.models import OrganisationDefault
from notifications.services.choices import Wanted
from synthai.core.access import Actor, require
from synthai.core.audit import audit


@transaction.atomic
def set_defaults(wanted: Wanted, *, by: Actor) -> int:
    """Set the active organisation's defaults; None takes one back to ours. Returns how many changed. Idempotent."""
    require(by, permissions.DEFAULTS_CHANGE)
    before = stored()
    changed = {
        (category, channel): often
        for (category, channel), often in wanted.items()
        if channel in registry.channels_of(category)
        and not registry.is_all_critical(category, channel)
        and before.get((category, channel)) is not often
    }
    for (category, channel), often in changed.items():
        place = {"category": category, "channel": channel.value}
        if often is None:
            OrganisationDefault.objects.filter(**place).delete()
        else:
            row = OrganisationDefault.objects.filter(**place).first() or OrganisationDefault(**place)
            row.frequency = often.value
            row.save()
    if changed:
        told = [
            f"{category}/{channel}: {often or 'default'}" for (category, channel), often in changed.items()
        ]
        audit(None, "notifications.defaults.changed", by=by, changes={"defaults": [None, told]})
    return len(changed)


def stored() -> dict[tuple[str, Channel], Frequency]:
    """The active organisation's defaults."""
    rows = OrganisationDefault.objects.all().values_list("category", "channel", "frequency")
    return {(category, Channel(channel)): Frequency(often) for category, channel, often in rows}
