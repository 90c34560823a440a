"""The command palette: rows of every model, cheaply, by those who may, on record."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Organisation
from pricing.tests.advice import make_list, make_product, make_run
from synthai.core.models import FailedTask
from synthai.core.staff.site import StaffAdmin, staff_site
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from synthai.core.testing.queries import assert_max_queries
from tests.staff.trail import address, entries

pytestmark = pytest.mark.django_db


def ask(staff: Client, words: str) -> str:
    return staff.get(reverse("admin:search"), {"s": words, "extended": "1"}).content.decode()


def test_finds_rows_of_many_kinds(cast: Cast, staff: Client) -> None:
    run, product = make_run(cast.umoja), make_product(cast.umoja, "MILK-2L")
    failed = FailedTask.objects.create(name="pricing.tasks.run_train", error="OSError")
    for words, row in (
        (cast.thandi.user.email[:9], cast.thandi.user),
        ("umoja", cast.umoja),
        (run.public_id, run),
        ("milk-2l", product),
        ("run_train", failed),
    ):
        assert address(type(row), "change", row.pk) in ask(staff, words), words
    assert address(Organisation, "changelist") in ask(staff, "organisations")  # models by name


def test_is_on_record_and_closed_to_customers(cast: Cast, staff: Client) -> None:
    ask(staff, "umoja foods")
    (entry,) = entries("staff.searched")
    assert (entry.actor_kind, entry.changes) == ("staff", {"words": ["", "umoja foods"]})
    assert cast.thandi.client().get(reverse("admin:search"), {"s": "x", "extended": "1"}).status_code == 302


def test_costs_the_same_for_many_rows_and_shows_a_few(cast: Cast, staff: Client) -> None:
    make_list(cast.umoja, 3)
    ask(staff, "sku-0")
    with tenant(cast.umoja):
        make_list_of_more(cast)
    models = len(staff_site._registry)
    with assert_max_queries(4 * models + 12):
        page = ask(staff, "product sku")
    assert page.count('href="/admin/pricing/product/') <= 6  # five rows, and the list itself


def make_list_of_more(cast: Cast) -> None:
    for number in range(40):
        make_product(cast.umoja, f"MORE-{number}", name=f"Product SKU more {number}")


@pytest.mark.parametrize("words", ["x", "a%b_c'", "9" * 30, "zażółć", "a" * 300])
def test_bears_odd_words(staff: Client, words: str) -> None:
    assert staff.get(reverse("admin:search"), {"s": words, "extended": "1"}).status_code == 200


def test_every_registered_model_names_what_it_is_found_by() -> None:
    for model, page in staff_site._registry.items():
        assert isinstance(page, StaffAdmin), model
        for lookup in (*page.find_exactly, *page.find_newest):
            name = lookup.split("__")[0]
            assert name == "pk" or model._meta.get_field(name), lookup
