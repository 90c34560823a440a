"""The demo organisation."""

import io
import re
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client

from accounts import selectors as people
from pricing.models import Import, ImportState, Product, Run, RunState, SalesRow
from synthai.core.models import OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.usefixtures("files_in_tmp", "read_in_process")
SMALL = {"products": 12, "weeks": 30}


def seed(**options: Any) -> str:
    out = io.StringIO()
    call_command("seed_demo", stdout=out, **{**SMALL, **options})
    return out.getvalue().strip()


@pytest.mark.django_db
def test_makes_sample_sales_and_says_how_to_sign_in() -> None:
    said = seed(no_run=True)
    found = re.search(r"Sign in as ([^,\s]+),.* with the password (\S+)$", said)
    assert found is not None
    user = get_user_model().objects.get(email=found[1])
    assert user.check_password(found[2])
    organisation = people.organisation_by_slug("umoja-foods-demo")
    assert organisation.name == "Umoja Foods (demo)"
    with tenant(organisation):
        assert Product.objects.count() == Product.objects.samples().count() == 12
        assert SalesRow.objects.count() > 1000
        loaded = Import.objects.get()
        assert (loaded.state, loaded.is_sample, loaded.refused_count) == (ImportState.LOADED, True, 0)
    client = Client()
    client.force_login(user)
    assert "These are sample data" in client.get("/o/umoja-foods-demo/pricing/products/").content.decode()


@pytest.mark.django_db
@pytest.mark.slow
def test_works_out_prices() -> None:
    seed()
    with tenant(people.organisation_by_slug("umoja-foods-demo")):
        run = Run.objects.get()
        assert (run.state, run.error) == (RunState.FINISHED, "")
        assert OutboxEvent.objects.filter(name="pricing.RunFinished").count() == 1


@pytest.mark.django_db
def test_second_time_changes_nothing() -> None:
    seed(no_run=True)
    before = get_user_model().objects.count()
    assert "here already" in seed(no_run=True)
    assert get_user_model().objects.count() == before


def test_leaves_a_database_with_people_alone_if_told_so(cast: Cast) -> None:
    assert "signed up already" in seed(if_empty=True)
    assert not get_user_model().objects.filter(email="thandi@example.com").exists()
