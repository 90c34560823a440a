"""How a person likes to watch: less data or not, and which size of video. One's own, and remembered on every device."""

from django.db import transaction

from courses import permissions
from courses.models import Watching
from courses.selectors.learning import person_of
from courses.terms import Variant
from synthai.core.access import Actor, require


@transaction.atomic
def choose(*, by: Actor, variant: str | None = None, saves_data: bool | None = None) -> Watching:
    """Remember a choice; what is None stays. Raises NotAllowed, PersonOnly."""
    require(by, permissions.COURSE_VIEW)
    chosen: dict[str, object] = {}
    if variant is not None:
        chosen["variant"] = variant if variant in Variant.values else Variant.FITTING
    if saves_data is not None:
        chosen["saves_data"] = saves_data
    row: Watching
    row, _made = Watching.objects.update_or_create(
        user_id=person_of(by), organisation_id=by.organisation_id, defaults=chosen
    )
    return row
