"""Who writes is said by the environment; a wrong word stops the start with a sentence."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured

from synthai.core.ai import calling, checks, rates, registry
from synthai.settings import ai
from tests.ai.conftest import RATES


def test_without_a_key_nobody_writes() -> None:
    assert not any(config["is_ready"] for config in ai.providers().values())
    assert not calling.is_there()
    assert registry.active() == ()


def test_the_order_is_that_of_the_environment(monkeypatch: Any) -> None:
    monkeypatch.setenv("AI_PROVIDERS", "compatible, anthropic")
    monkeypatch.setenv("AI_COMPATIBLE_API", "http://127.0.0.1:11434/v1")
    monkeypatch.setenv("AI_COMPATIBLE_MODEL", "some-model")
    found = ai.providers()

    assert [(code, config["is_ready"]) for code, config in found.items()] == [
        ("compatible", True),
        ("anthropic", False),
    ]


def test_a_key_without_a_model_is_not_ready(monkeypatch: Any) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-x")
    assert not ai.providers()["openai"]["is_ready"]
    monkeypatch.setenv("OPENAI_MODEL", "some-model")
    assert ai.providers()["openai"]["is_ready"]


def test_an_unknown_name_stops_the_start(monkeypatch: Any) -> None:
    monkeypatch.setenv("AI_PROVIDERS", "openai,skynet")
    with pytest.raises(ImproperlyConfigured, match=r"may name anthropic, openai, compatible; not skynet"):
        ai.providers()


def test_the_table_of_the_project_guesses_no_price() -> None:
    assert rates.read(Path(django_settings.AI_RATES_FILE)) == rates.Rates()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('rate = "20"', "rate = 20", "needs rate"),
        ('rate = "20"', 'rate = "0"', "above 0"),
        ('input = "2"', 'input = "two"', "input of price 2 must be a number"),
        ('input = "2"', 'input = "-2"', "input of price 2 must be a number"),
        ('output = "8"', "", "price 2 needs output"),
        ("from = 2026-11-15", 'from = "soon"', "price 2 needs from"),
        ('output = "8"\nsource = "made up for a test"', 'output = "8"', "price 2 needs source"),
        ("[[price]]", "[[price", "cannot be read"),
    ],
)
def test_a_table_that_is_wrong_says_where(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = tmp_path / "rates.toml"
    assert old in RATES
    path.write_text(RATES.replace(old, new), encoding="utf-8")
    with pytest.raises(ImproperlyConfigured, match=said):
        rates.read(path)


def test_a_table_that_is_wrong_is_told_at_the_start(settings: Any, tmp_path: Path) -> None:
    path = tmp_path / "rates.toml"
    path.write_text(RATES.replace('rate = "20"', 'rate = "0"'), encoding="utf-8")
    settings.AI_RATES_FILE = str(path)

    [found] = checks.rates_can_be_read()
    assert (found.id, found.msg) == (
        "core.E010",
        "AI_RATES_FILE: the rate of rand_per_dollar 1 must be above 0.",
    )


def test_a_provider_without_a_price_is_told_at_the_start(settings: Any, tmp_path: Path) -> None:
    config = {"is_ready": True, "model": "sandbox"}
    settings.AI_PROVIDERS = {
        "openai": config,
        "anthropic": config,
        "compatible": {**config, "is_ready": False},
    }
    path = tmp_path / "rates.toml"
    path.write_text(RATES, encoding="utf-8")
    settings.AI_RATES_FILE = str(path)

    [found] = checks.rates_can_be_read()
    assert (found.id, "anthropic's model sandbox" in found.msg) == ("core.I010", True)
