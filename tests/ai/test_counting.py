"""What calls cost, who limits them, and what is kept of them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from synthai.core.ai import calling, metering, rates
from synthai.core.ai.metering import Capped
from synthai.core.ai.protocol import Usage
from synthai.embedded.sandbox.models import HONEST, ModelService
from tests.ai.conftest import NOW, ORIGIN, RATES, Books, prompt

NEWER = """
[[rand_per_dollar]]
from = 2026-11-28
rate = "18.75"
source = "made up for a test"
"""
Played = Callable[..., list[ModelService]]


def test_a_meter_that_refuses_is_heard_before_anything_is_sent(played: Played, books: Books) -> None:
    [service] = played("openai")
    books.refusal = Capped()
    for call in (calling.generate, lambda *args, **more: list(calling.stream(*args, **more))):
        with pytest.raises(Capped, match="from your facts"):
            call(prompt(), origin=ORIGIN, now=NOW)
    assert service.asked == []
    [planned, _again] = books.planned
    assert planned.most_tokens > prompt().most_tokens
    assert planned.most is None, "no price is known"


def test_credit_may_end_between_two_tries(played: Played, books: Books) -> None:
    [service] = played("openai")
    service.faults.is_down = True

    def ended(planned: metering.Planned) -> None:
        if books.records:
            raise Capped

    books.may = ended  # type: ignore[method-assign]
    with pytest.raises(Capped):
        calling.generate(prompt(), origin=ORIGIN, now=NOW)
    assert books.outcomes == [("openai", "busy")]


def test_one_call_has_a_ceiling(played: Played, settings: Any) -> None:
    played("openai")
    settings.AI_MOST_TOKENS_A_CALL = 1000
    with pytest.raises(Capped, match="1000 tokens at most"):
        calling.generate(prompt("x" * 4000), origin=ORIGIN, now=NOW)


def test_a_book_that_fails_costs_nobody_his_answer(played: Played, books: Books, caplog: Any) -> None:
    played("openai")

    def broken(told: object) -> None:
        raise RuntimeError(f"Failing row contains {told}")

    books.spent = books.keep = broken  # type: ignore[method-assign,assignment]
    assert calling.generate(prompt("The secret recipe."), origin=ORIGIN, now=NOW).text == HONEST
    assert "was not counted: RuntimeError" in caplog.text
    assert "was not kept: RuntimeError" in caplog.text
    assert "in broken" in caplog.text, "where it happened"
    assert "secret recipe" not in caplog.text
    assert HONEST not in caplog.text
    assert not any(row.exc_info for row in caplog.records), (
        "a collector of errors reads the frames' variables"
    )


def test_what_is_kept_is_masked_and_has_a_last_day(played: Played, books: Books, settings: Any) -> None:
    [service] = played("openai")
    settings.AI_LOG_DAYS = 30
    service.faults.says = "Call Thandi on 082 123 4567."
    asked = prompt(
        "Write to thandi@umoja.example, ID 8001015009087, account 62012345678, R 1 234 567.00 by 2026-11-30."
    )
    reply = calling.generate(asked, origin=replace(ORIGIN, details={"run": "7"}), now=NOW)
    [record] = books.records

    assert reply.text == "Call Thandi on 082 123 4567.", "the caller gets what was written"
    assert "thandi@umoja.example" in str(service.asked), "and the model gets what it was asked"
    assert record.answer == "Call Thandi on [phone 1]."
    assert record.prompt.endswith(
        "Write to [e-mail 1], ID [ID number 1], account [account number 1], R 1 234 567.00 by 2026-11-30."
    )
    assert record.masked == {"e-mail": 1, "phone": 1, "ID number": 1, "account number": 1}
    assert record.kept_until.isoformat() == "2026-12-29"
    assert (record.origin.purpose, record.origin.details["run"]) == ("content.section", "7")
    assert record.took > timedelta(0)


def test_a_call_costs_what_the_table_says_on_its_day(
    played: Played, books: Books, settings: Any, tmp_path: Path
) -> None:
    table = tmp_path / "rates.toml"
    table.write_text(RATES, encoding="utf-8")
    settings.AI_RATES_FILE = str(table)
    played("openai")
    reply = calling.generate(prompt(), origin=ORIGIN, now=NOW)

    assert reply.cost is not None
    dollars = (reply.usage.input * 2 + reply.usage.output * 8) / Decimal(1_000_000)
    assert (reply.cost.dollars.amount, reply.cost.rand.amount) == (dollars, dollars * 20)
    assert books.spents[0].cost == reply.cost
    assert books.planned[0].most is not None
    assert books.planned[0].most.rand > reply.cost.rand
    earlier = rates.read(table).cost(
        reply.usage, provider="openai", model="sandbox", on=NOW.date().replace(day=3)
    )
    assert earlier is not None
    assert earlier.price_from.isoformat() == "2026-01-01"
    all_kinds = Usage(input=1000, cached=2000, cache_written=500, output=100)
    table.write_text(
        f"{RATES}\n{NEWER}".replace('output = "8"', 'output = "8"\ncached = "0.2"\ncache_written = "2.5"')
    )
    rates.read.cache_clear()
    days = {
        day: rates.read(table).cost(
            all_kinds, provider="openai", model="sandbox", on=NOW.date().replace(day=day)
        )
        for day in (27, 28)
    }
    known = {day: (cost.rand.amount, str(cost.rate_from)) for day, cost in days.items() if cost}
    spent = Decimal("0.00445")  # dollars: 1000 at 2, 2000 at 0.2, 500 at 2.5, 100 at 8 a million
    assert known == {27: (spent * 20, "2026-11-01"), 28: (spent * Decimal("18.75"), "2026-11-28")}
    before_any_rate = NOW.date().replace(month=10)
    assert rates.read(table).cost(reply.usage, provider="openai", model="sandbox", on=before_any_rate) is None
