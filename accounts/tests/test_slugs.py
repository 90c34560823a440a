"""Addresses made from names."""

import pytest

from accounts import slugs
from accounts.tests.factories import OrganisationFactory


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Umoja Foods (Pty) Ltd", "umoja-foods"),
        ("Mma Tshiṱangoma's Spaza", "mma-tshitangoma-s-spaza"),
        ("Café & Crêpe", "cafe-crepe"),
        ("🍎🍏", "shop"),
        ("Admin", "admin-shop"),
        ("x", "x-shop"),
        ("Pty Ltd", "shop"),
        ("-- 24/7 --", "24-7"),
    ],
)
def test_names_become_addresses(name: str, slug: str) -> None:
    assert slugs.base_slug(name) == slug


def test_long_names_leave_room_for_a_number() -> None:
    assert len(slugs.base_slug("a" * 200)) <= 42


@pytest.mark.django_db
def test_second_shop_of_a_name_gets_a_number() -> None:
    OrganisationFactory.create(slug="umoja-foods")
    OrganisationFactory.create(slug="umoja-foods-2")
    assert slugs.free_slug("Umoja Foods") == "umoja-foods-3"
    assert slugs.free_slug("Umoja") == "umoja"
