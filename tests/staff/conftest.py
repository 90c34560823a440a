"""Somebody of SynthAI, signed in."""

from typing import TYPE_CHECKING

import pytest
from django.test import Client

if TYPE_CHECKING:
    from synthai.core.testing.cast import Cast


@pytest.fixture
def staff(cast: "Cast") -> Client:
    """Somebody of SynthAI."""
    person = cast.hire("viewer", name="Support", organisation=cast.karoo).user
    person.is_staff = person.is_superuser = True
    person.save()
    client = Client()
    client.force_login(person)
    return client
