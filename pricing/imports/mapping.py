"""Whether a mapping is complete, and which questions are still open."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from pricing.imports.answers import Options
from pricing.imports.roles import EXTRA, OFFERED, Mapping, Role, extra_columns, label_of
from pricing.terms import ImportKind
from synthai.core.errors import DomainError


class MappingIncomplete(DomainError):
    """Something that every file needs has no column."""

    code = "pricing.import.mapping_incomplete"
    status = 422
    field = "mapping"


@dataclass(frozen=True)
class Checked:
    """A usable mapping and what kind of file it makes."""

    mapping: Mapping
    kind: str


def check_mapping(mapping: Mapping, *, headings: Sequence[str], kind: str) -> Checked:
    """The mapping without empty entries. Raises MappingIncomplete, saying what is missing or chosen twice.

    Sales need a day or week, a product, units, and a price or total. Without units and day it is a product list,
    which needs a product and a price or cost.
    """
    known = {role.value for role in Role}
    columns = {name: place for name, place in mapping.items() if name in known and isinstance(place, int)}
    extra = [place for place in extra_columns(mapping) if place not in columns.values()]
    _refuse_strangers([*columns.values(), *extra], headings)
    _refuse_doubles(columns, headings)
    roles = {Role(name) for name in columns}
    is_list = kind == ImportKind.CATALOGUE or not roles & {Role.UNITS, Role.DATE, Role.WEEK}
    _refuse_gaps(roles, is_list=is_list)
    return Checked(
        {**columns, **({EXTRA: extra} if extra else {})},
        ImportKind.CATALOGUE if is_list else ImportKind.SALES,
    )


def _refuse_strangers(places: Sequence[int], headings: Sequence[str]) -> None:
    if any(not 0 <= place < len(headings) for place in places):
        raise MappingIncomplete(_("A chosen column does not exist in this file. Choose the columns again."))


def _refuse_doubles(columns: dict[str, int], headings: Sequence[str]) -> None:
    taken: dict[int, str] = {}
    for name, place in columns.items():
        if place in taken:
            raise MappingIncomplete(
                _("“%(heading)s” was chosen for both %(one)s and %(two)s. A column can only mean one thing."),
                heading=headings[place],
                one=label_of(Role(taken[place])).lower(),
                two=label_of(Role(name)).lower(),
            )
        taken[place] = name


def _refuse_gaps(roles: set[Role], *, is_list: bool) -> None:
    product = (Role.SKU, Role.NAME)
    prices = (Role.UNIT_PRICE, Role.LINE_TOTAL)
    listed = (Role.UNIT_PRICE, Role.UNIT_COST, Role.REGULAR_PRICE, Role.SALE_PRICE)
    needs = [product, listed] if is_list else [(Role.DATE, Role.WEEK), product, (Role.UNITS,), prices]
    missing = [choice for choice in needs if not roles.intersection(choice)]
    if missing:
        words = "; ".join(
            str(_(" or ")).join(label_of(role).lower() for role in choice if role in OFFERED)
            for choice in missing
        )
        raise MappingIncomplete(
            _(
                "Say which column holds: %(missing)s. If the file has no such column, export it again with it."
            ),
            missing=words,
        )


def questions_left(asks: Sequence[str], answers: Options) -> list[str]:
    """Of the questions a file raises, those without an answer."""
    given = {
        "vat": answers.prices_include_vat is not None,
        "date_order": answers.date_order is not None,
        "week_one_on": answers.week_one_on is not None,
    }
    return [name for name in asks if not given.get(name, True)]
