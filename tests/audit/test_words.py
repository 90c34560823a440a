"""Every deed that the code records can be told, and the pages of things lead to their trail."""

import ast
from pathlib import Path

import pytest
from django.urls import reverse

from pricing.tests.advice import make_product
from synthai.core import audit_words
from synthai.core.testing.cast import Cast

ROOT = Path(__file__).resolve().parents[2]


def recorded_codes() -> dict[str, str]:
    """Every code that stands as a literal in a call of `audit`, with the file."""
    found: dict[str, str] = {}
    for app in ("accounts", "billing", "content", "courses", "notifications", "pricing", "synthai"):
        for path in (ROOT / app).rglob("*.py"):
            if "tests" in path.parts:
                continue
            for call in ast.walk(ast.parse(path.read_text())):
                if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "audit":
                    found |= {
                        word.value: str(path.relative_to(ROOT))
                        for word in call.args
                        if isinstance(word, ast.Constant) and isinstance(word.value, str)
                    }
    return found


def test_every_recorded_code_has_words() -> None:
    named = {noun for noun, _name in audit_words.noun_choices()}
    wordless = {
        code: file
        for code, file in recorded_codes().items()
        if not audit_words.is_described(code) and code.rpartition(".")[0] not in named
    }
    assert wordless == {}, "name the noun in the app's deeds.py, and better the deed itself"


def test_the_filter_names_each_thing_once() -> None:
    names = [str(name) for _noun, name in audit_words.noun_choices()]
    assert sorted(names) == sorted(set(names)), "two nouns of one name cannot be told apart"


@pytest.mark.django_db
def test_pages_of_things_lead_to_their_trail_for_those_who_may_read_it(cast: Cast) -> None:
    product = make_product(cast.umoja)
    address = reverse("pricing:product-detail", args=["umoja-foods", product.public_id])
    link = f"/o/umoja-foods/audit/?object=pricing.product:{product.public_id}"
    assert link in cast.thandi.client().get(address).content.decode()
    assert link not in cast.bongani.client().get(address).content.decode()
    member = f"/o/umoja-foods/audit/?object=accounts.membership:{cast.bongani.membership.public_id}"
    assert member in cast.thandi.client().get(reverse("accounts:team", args=["umoja-foods"])).content.decode()
