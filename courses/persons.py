"""Who takes a quiz is a person: a key of a program has no attempts."""

from accounts.services.gate import PersonOnly
from synthai.core.access import Actor


def person_behind(actor: Actor) -> int:
    """The key of the person who acts. Raises PersonOnly for whoever is none."""
    if actor.user_id is None:
        raise PersonOnly
    return actor.user_id
