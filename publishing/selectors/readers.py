"""Shelves, and who stands before them. Pages, feeds, the API and file links ask here, and nowhere else."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from accounts import selectors as people
from publishing import features, permissions
from publishing.engine import access
from publishing.engine.access import ANYBODY, Reader, Verdict
from publishing.terms import Audience
from synthai.core import entitlements
from synthai.core.access import Actor
from synthai.core.errors import NotFound
from synthai.core.tenancy import tenant

OWN, SHARED = "own", "shared"  # what addresses inside an organisation call the two shelves


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """The pieces of one organisation: the platform's, or an organisation's own."""

    pk: int
    slug: str
    name: str
    is_platform: bool

    def verdict(self, audience: str, reader: Reader) -> Verdict:
        """What the reader gets of a piece of this shelf.

        An organisation's own pieces are for its own or for all: on its shelf nobody else is shown a teaser, whatever stands
        in the row.
        """
        if not self.is_platform and not reader.is_home and audience != Audience.PUBLIC:
            return Verdict.NOTHING
        return access.verdict(audience, reader)

    def audiences(self, reader: Reader, *, whole: bool = False) -> list[str]:
        """The audiences whose pieces the reader sees at all, or as a whole."""
        hidden = {Verdict.NOTHING, Verdict.TEASER} if whole else {Verdict.NOTHING}
        return [each for each in Audience.values if self.verdict(each, reader) not in hidden]


@contextmanager
def opened(slug: str = "") -> Iterator[Shelf]:
    """A shelf that everybody may walk up to, its tenant active inside the block; without a slug the platform's. Raises NotFound."""
    organisation = people.organisation_by_slug(slug or settings.PLATFORM_ORGANISATION)
    if organisation.is_being_deleted:
        raise NotFound
    shelf = Shelf(
        pk=organisation.pk,
        slug=organisation.slug,
        name=organisation.name,
        is_platform=organisation.slug == settings.PLATFORM_ORGANISATION,
    )
    with tenant(shelf.pk):
        yield shelf


@contextmanager
def beside(organisation: Any, word: str) -> Iterator[Shelf]:
    """A shelf as the people of an organisation see it, "own" or "shared", its tenant active inside. One query for "shared", none for one's
    own. Raises NotFound."""
    if word == OWN:
        is_platform = organisation.slug == settings.PLATFORM_ORGANISATION
        yield Shelf(
            pk=organisation.pk, slug=organisation.slug, name=organisation.name, is_platform=is_platform
        )
        return
    if word != SHARED:
        raise NotFound
    found = people.organisation_by_slug(settings.PLATFORM_ORGANISATION)
    with tenant(found.pk):
        yield Shelf(pk=found.pk, slug=found.slug, name=found.name, is_platform=True)


def of_visitor(user: Any, shelf: Shelf) -> Reader:
    """Who reads a public page. Nobody is at home there: what an organisation keeps for its own is read inside it, where its rules
    of signing in hold. A person has a plan when an organisation of theirs has it. One query for who is signed in."""
    if not user.is_authenticated:
        return ANYBODY
    return Reader(is_signed_in=True, has_plan=shelf.is_platform and _has_plan(user))


def of_actor(actor: Actor, shelf: Shelf) -> Reader:
    """Who reads inside an organisation, on pages and over the API. No query that entitlements do not make."""
    if actor.organisation_id is None or not actor.can(permissions.LIBRARY_READ):
        return Reader(is_signed_in=True)
    is_home = actor.organisation_id == shelf.pk
    return Reader(
        is_signed_in=True,
        is_home=is_home,
        is_leader=is_home and actor.can(permissions.LEADERS_READ),
        has_plan=entitlements.allows(actor.organisation_id, features.MEMBERS_LIBRARY),
    )


def _has_plan(user: Any) -> bool:
    for option in people.organisations_of(user):
        with tenant(option.organisation.pk):
            if entitlements.allows(option.organisation.pk, features.MEMBERS_LIBRARY):
                return True
    return False
