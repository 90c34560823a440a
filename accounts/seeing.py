"""What somebody with a role would see, before the role is saved: from the guards, without signing in as anybody."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from accounts import policy
from accounts.models import Organisation
from synthai.core import reach
from synthai.core.access import Actor, Capability
from synthai.core.dashboard import Step, steps_for
from synthai.core.reach import MenuEntry, Tried
from synthai.core.rules import Verdict


@dataclass(frozen=True, kw_only=True)
class Line:
    """One capability, or None for membership, with the pages and deeds that ask for it."""

    asks_for: Capability | None
    verdict: Verdict | None
    pages: list[str]


@dataclass(frozen=True, kw_only=True)
class Sight:
    """Menu, first page, and every page and API method, open or refused."""

    menu: list[MenuEntry]
    steps: list[Step]
    open_pages: list[Tried]
    refused_pages: list[Tried]
    open_api: list[Tried]
    refused_api: list[Tried]

    @property
    def open_lines(self) -> "list[Line]":
        """What opens, in the words of the capabilities."""
        return _lines(self.open_pages)

    @property
    def refused_lines(self) -> "list[Line]":
        """What is refused, in the words of the capabilities."""
        return _lines(self.refused_pages)


def _lines(pages: Iterable[Tried]) -> list[Line]:
    """One line a capability, in the order of the pages; pieces of pages are left out."""
    found: dict[str | None, Line] = {}
    for tried in pages:
        if not tried.door.is_part:
            line = Line(asks_for=tried.asks_for, verdict=tried.verdict, pages=[])
            found.setdefault(tried.door.capability, line).pages.append(tried.door.summary)
    return list(found.values())


def of_role(organisation: Organisation, role: str, *, by: Actor, branch: str = "") -> Sight:
    """What a role of the organisation sees, with the rules that speak of it."""
    held = policy.capabilities_in(organisation, role)
    return of_capabilities(organisation, held, role=role, branch=branch, by=by)


def of_capabilities(
    organisation: Organisation, ticked: Iterable[str], *, by: Actor, role: str = "", branch: str = ""
) -> Sight:
    """What somebody with exactly these capabilities sees. Needs the tenant: the first page looks what is done.

    `branch` is the id of the one they belong to; without, they work for the whole organisation.
    """
    somebody = replace(
        by,
        kind="person",
        user_id=None,
        user_public_id=None,
        capabilities=frozenset(ticked),
        rules=policy.layers_of_person(organisation, role=role, person=""),
        branches=frozenset({branch} if branch else ()),
    )
    pages, api = reach.tried_by(somebody, "page"), reach.tried_by(somebody, "api")
    return Sight(
        menu=reach.menu_of(somebody),
        steps=steps_for(somebody),
        open_pages=[tried for tried in pages if tried.is_open],
        refused_pages=[tried for tried in pages if not tried.is_open],
        open_api=[tried for tried in api if tried.is_open],
        refused_api=[tried for tried in api if not tried.is_open],
    )
