"""What stands from test to test: each has rows and objects of its own, and whoever does not ask for it meets none of it."""

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db


def names() -> list[str]:
    return sorted(apps.get_model(settings.ORGANISATION_MODEL).objects.values_list("name", flat=True))


@pytest.mark.parametrize("turn", ["first", "second"])
def test_nothing_that_a_test_does_reaches_the_next(cast: Cast, turn: str) -> None:
    assert names() == ["Karoo Cycles", "Umoja Foods"]
    assert cast.umoja.name == "Umoja Foods"
    assert cast.thandi.organisation is cast.umoja, "copies of one whole, not of its pieces"
    cast.umoja.name = f"{turn} name"
    cast.umoja.save()
    cast.karoo.memberships.all().delete()
    assert names() == ["Karoo Cycles", f"{turn} name"]


def test_who_does_not_ask_for_it_meets_nobody() -> None:
    assert names() == []


@pytest.mark.parametrize("turn", ["first", "second"])
def test_it_stands_again_after_a_lost_connection(cast: Cast, turn: str) -> None:
    assert names() == ["Karoo Cycles", "Umoja Foods"]
    connection.close()
