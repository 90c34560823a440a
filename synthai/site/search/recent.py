"""What a person opened from search lately, in their session: names alone, so that what they may see is asked each time."""

from collections.abc import Sequence
from typing import Final

from django.http import HttpRequest

from synthai.core.access import Actor
from synthai.core.search.opening import Entry, Name, entries

MOST: Final = 6
_KEY: Final = "search-recent"


def note(request: HttpRequest, slug: str, name: Name) -> None:
    """Put it first."""
    kept = request.session.get(_KEY, {})
    others = [each for each in kept.get(slug, []) if tuple(each) != name]
    request.session[_KEY] = {**kept, slug: [list(name), *others][:MOST]}


def entries_of(request: HttpRequest, slug: str, *, by: Actor) -> Sequence[Entry]:
    """Those that the person may still find, the last one first."""
    kept = request.session.get(_KEY, {}).get(slug, [])
    return entries([(kind, key) for kind, key in kept], by=by)
