"""Who may be let read a piece: the platform's own are for everybody, an organisation's for its team."""

from publishing.selectors.platform import platform_id
from publishing.terms import Audience

PLATFORMS = (Audience.PUBLIC, Audience.MEMBERS, Audience.PLAN)
OWN = (Audience.TEAM, Audience.LEADERS, Audience.PUBLIC)


def audiences(organisation_id: int | None) -> tuple[Audience, ...]:
    """The audiences that pieces of this organisation may have, the usual one first. One query."""
    is_platform = organisation_id is not None and organisation_id == platform_id()
    return PLATFORMS if is_platform else OWN
