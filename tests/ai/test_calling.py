"""Calls as apps make them: order of providers, tries, breaker, counting, keeping, cancelling."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import redis

from synthai.core import valkey
from synthai.core.ai import breaker, calling, cancelling, metering, rates, registry, tries
from synthai.core.ai.calling import Done, Piece, Restarted, Stopped
from synthai.core.ai.metering import Capped
from synthai.core.ai.protocol import Message, Origin, Role
from synthai.core.testing.wire import wired
from synthai.embedded.sandbox.models import HONEST, ModelService
from tests.ai.conftest import INVOICE, NOW, ORIGIN, Books, prompt

Played = Callable[..., list[ModelService]]


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tries, "_FIRST_PAUSE", 0.01)


def test_the_first_provider_answers_and_the_next_is_not_asked(played: Played, books: Books) -> None:
    _first, second = played("anthropic", "openai")
    reply = calling.generate(prompt(), origin=ORIGIN, now=NOW)

    assert (reply.text, reply.provider, reply.is_cut_short) == (HONEST, "anthropic", False)
    assert second.asked == []
    assert books.outcomes == [("anthropic", "answered")]
    assert [each.key for each in books.spents] == [reply.key]


def test_what_is_down_is_tried_again_and_then_passed_by(played: Played, books: Books) -> None:
    first, _second = played("anthropic", "openai")
    first.faults.is_down = True
    reply = calling.generate(prompt(), origin=ORIGIN, now=NOW)

    assert reply.provider == "openai"
    assert books.outcomes == [("anthropic", "busy"), ("anthropic", "busy"), ("openai", "answered")]


def test_a_moment_of_overload_is_waited_out(played: Played, books: Books) -> None:
    [first, _second] = played("anthropic", "openai")
    first.faults.set({"is_overloaded": True, "busy_times": 1})

    assert calling.generate(prompt(), origin=ORIGIN, now=NOW).provider == "anthropic"
    assert books.outcomes == [("anthropic", "busy"), ("anthropic", "answered")]


def test_429_for_an_hour_is_not_waited_for_and_not_asked_again(played: Played, books: Books) -> None:
    first, _second = played("anthropic", "openai")
    first.faults.busy = "3600"
    began = time.monotonic()

    for _turn in range(3):
        assert calling.generate(prompt(), origin=ORIGIN, now=NOW).provider == "openai"
    assert time.monotonic() - began < 3
    assert first.busy_so_far == 1
    left = valkey.client().pttl(valkey.key("ai", "breaker", "anthropic", "open"))
    assert 3_500_000 < int(str(left)) <= 3_600_000


def test_the_breaker_opens_lets_one_probe_through_and_closes(played: Played, monkeypatch: Any) -> None:
    [service] = played("openai")
    service.faults.is_down = True
    monkeypatch.setattr(breaker, "OPEN", timedelta(milliseconds=80))
    for _turn in range(3):
        with pytest.raises(calling.ModelsUnavailable):
            calling.generate(prompt(), origin=ORIGIN, now=NOW)
    assert breaker.is_open("openai")
    time.sleep(0.12)
    assert not breaker.is_open("openai"), "the probe"
    assert breaker.is_open("openai"), "and nobody else beside it"
    breaker.failed("openai")
    time.sleep(0.12)
    assert breaker.is_open("openai"), "twice as long after a probe that failed"
    time.sleep(0.1)
    service.faults.is_down = False
    assert calling.generate(prompt(), origin=ORIGIN, now=NOW).text == HONEST
    assert not breaker.is_open("openai")
    assert not breaker.is_open("openai")


def test_without_valkey_calls_go_through(played: Played, settings: Any, monkeypatch: Any) -> None:
    played("openai")
    with wired(settings.REDIS_URL) as (wire, url):
        there = redis.Redis.from_url(f"{url}/1", socket_timeout=0.5, decode_responses=True)
        monkeypatch.setattr(valkey, "client", lambda: there)
        wire.cut()
        assert calling.generate(prompt(), origin=ORIGIN, now=NOW).text == HONEST
        there.close()


def test_a_refusal_is_not_repeated_and_another_model_may_write(played: Played, books: Books) -> None:
    first, second = played("openai", "anthropic")
    first.faults.declines_to_write = True
    assert calling.generate(prompt(), origin=ORIGIN, now=NOW).provider == "anthropic"
    assert books.outcomes == [("openai", "declined"), ("anthropic", "answered")]
    assert books.spents[0].usage.output > 0, "a refusal is paid for too"

    second.faults.declines_to_write = True
    with pytest.raises(calling.WritingDeclined):
        calling.generate(prompt(), origin=ORIGIN, now=NOW)


def test_garbage_is_passed_by(played: Played, books: Books) -> None:
    first, _second = played("openai", "anthropic")
    first.faults.is_garbage = True

    assert calling.generate(prompt(), origin=ORIGIN, now=NOW).provider == "anthropic"
    assert books.outcomes == [("openai", "garbled"), ("openai", "garbled"), ("anthropic", "answered")]


def test_a_wrong_key_is_passed_by_and_told_to_staff(played: Played, caplog: Any) -> None:
    first, _second = played("openai", "anthropic")
    first.faults.key_is_wrong = True

    assert calling.generate(prompt(), origin=ORIGIN, now=NOW).provider == "anthropic"
    assert breaker.is_open("openai")
    assert "openai must be set up anew" in caplog.text


def test_without_a_provider_it_says_that_nobody_writes() -> None:
    registry.use([])
    with pytest.raises(calling.NoModel):
        calling.generate(prompt(), origin=ORIGIN, now=NOW)
    assert not calling.is_there()
    registry.use(None)


def test_an_answer_in_a_shape_is_read_and_checked(played: Played) -> None:
    played("anthropic")
    value, reply = calling.structured(prompt(schema=INVOICE), origin=ORIGIN, now=NOW)

    assert value["lines"] == [{"what": "sandbox", "count": 1}]
    assert reply.provider == "anthropic"


@pytest.mark.parametrize(
    "said",
    [
        "I am sorry, I am only a model.",
        '{"supplier": "A", "lines": [',
        '{"supplier": "A", "lines": [{"what": "B", "count": "many"}]}',
        '{"supplier": "A", "lines": [], "more": 1}',
        '{"supplier": NaN, "lines": []}',
        "[" * 100_000,
    ],
)
def test_a_model_that_misses_the_shape_is_told_once(played: Played, books: Books, said: str) -> None:
    first, _second = played("openai", "anthropic")
    first.faults.says = said
    value, reply = calling.structured(prompt(schema=INVOICE), origin=ORIGIN, now=NOW)

    assert (value["supplier"], reply.provider) == ("sandbox", "anthropic")
    assert books.outcomes == [("openai", "garbled"), ("openai", "garbled"), ("anthropic", "answered")]
    assert [len(asked["messages"]) for asked in first.asked] == [2, 4]
    assert "cannot be read" in first.asked[1]["messages"][-1]["content"]
    assert not breaker.is_open("openai"), "says nothing against the provider"


def test_json_in_a_fence_is_read(played: Played) -> None:
    [service] = played("compatible")
    service.faults.says = '```json\n{"supplier": "A", "lines": []}\n```'

    value, _reply = calling.structured(prompt(schema=INVOICE), origin=ORIGIN, now=NOW)
    assert value == {"supplier": "A", "lines": []}


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "array"},
        {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]},
        {
            "type": "object",
            "properties": {"a": {"type": "string"}},
            "required": [],
            "additionalProperties": False,
        },
    ],
)
def test_a_schema_that_not_every_provider_takes_is_a_mistake_of_ours(schema: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="mistaken"):
        calling.structured(
            prompt(schema=replace(INVOICE, name="mistaken", schema=schema)), origin=ORIGIN, now=NOW
        )


def _events(found: Any) -> list[Any]:
    return list(found)


def test_a_stream_comes_in_pieces_and_ends_with_the_whole(played: Played, books: Books) -> None:
    [service] = played("openai")
    events = _events(calling.stream(prompt(), origin=ORIGIN, now=NOW))

    assert [each.text for each in events if isinstance(each, Piece)] == service.pieces(HONEST)
    assert isinstance(events[-1], Done)
    assert events[-1].reply.text == HONEST
    assert books.outcomes == [("openai", "answered")]


@pytest.mark.parametrize("fault", ["cuts_after", "breaks_after"])
def test_half_a_stream_begins_anew_with_the_next(played: Played, books: Books, fault: str) -> None:
    first, _second = played("anthropic", "openai")
    first.faults.set({fault: 2})
    events = _events(calling.stream(prompt(), origin=ORIGIN, now=NOW))

    restarts = [place for place, each in enumerate(events) if isinstance(each, Restarted)]
    assert len(restarts) == 2
    assert "".join(each.text for each in events[restarts[-1] + 1 :] if isinstance(each, Piece)) == HONEST
    assert isinstance(events[-1], Done)
    assert events[-1].reply.provider == "openai"
    assert [each.usage.total > 0 for each in books.spents] == [True, True, True], (
        "what was half written is paid for"
    )


def test_a_stream_is_cancelled_while_the_model_is_silent(played: Played, books: Books) -> None:
    [service] = played("openai")
    service.faults.stalls_after = 2
    run = "test-silent"
    valkey.client().delete(valkey.key("ai", "cancel", run))
    threading.Timer(0.3, cancelling.cancel, args=(run,)).start()
    began = time.monotonic()
    events = _events(calling.stream(prompt(), origin=ORIGIN, now=NOW, is_cancelled=cancelling.watching(run)))

    assert isinstance(events[-1], Stopped)
    assert HONEST.startswith(events[-1].text)
    assert time.monotonic() - began < 1.5
    assert books.outcomes == [("openai", "cancelled")]
    assert books.spents[0].usage.total > 0
    _until(lambda: service.cut_off == 1, "the provider stops writing")


def test_closing_the_iterator_cancels(played: Played, books: Books) -> None:
    [service] = played("anthropic")
    service.faults.piece_delay = 0.02
    events = calling.stream(prompt(), origin=ORIGIN, now=NOW)
    assert isinstance(next(events), Piece)
    events.close()  # type: ignore[attr-defined]

    assert books.outcomes == [("anthropic", "cancelled")]
    _until(lambda: service.cut_off == 1, "the provider stops writing")


def test_the_first_piece_is_passed_on_at_once(played: Played) -> None:
    [service] = played("openai")
    service.faults.piece_delay = 0.1
    events = calling.stream(prompt(), origin=ORIGIN, now=NOW)
    next(events)
    gaps = []
    for _turn in range(4):
        began = time.monotonic()
        next(events)
        gaps.append(time.monotonic() - began)
    events.close()  # type: ignore[attr-defined]
    assert min(gaps) < 0.15, "a piece waits for no other"


def test_a_meter_that_refuses_is_heard_before_anything_is_sent(played: Played, books: Books) -> None:
    [service] = played("openai")
    books.refusal = Capped()
    for call in (calling.generate, lambda *args, **more: _events(calling.stream(*args, **more))):
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

    def broken(_: object) -> None:
        raise RuntimeError("no room")

    books.spent = books.keep = broken  # type: ignore[method-assign,assignment]
    assert calling.generate(prompt(), origin=ORIGIN, now=NOW).text == HONEST
    assert "was not counted" in caplog.text
    assert "was not kept" in caplog.text


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


RATES = """
[[rand_per_dollar]]
from = 2026-11-01
rate = "20"
source = "made up for a test"

[[price]]
provider = "openai"
model = "sand*"
from = 2026-01-01
input = "1"
output = "10"
source = "made up for a test"

[[price]]
provider = "openai"
model = "sandbox"
from = 2026-11-15
input = "2"
output = "8"
source = "made up for a test"
"""


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
    before_any_rate = NOW.date().replace(month=10)
    assert rates.read(table).cost(reply.usage, provider="openai", model="sandbox", on=before_any_rate) is None


def test_roles_and_turns_go_out_in_their_order(played: Played) -> None:
    [service] = played("anthropic")
    turns = (
        Message(role=Role.USER, text="one"),
        Message(role=Role.ASSISTANT, text="two"),
        Message(role=Role.USER, text="three"),
    )
    calling.generate(prompt(messages=turns), origin=Origin(purpose="test"), now=NOW)

    [asked] = service.asked
    assert asked["system"] == "You write for a shop."
    assert [(each["role"], each["content"]) for each in asked["messages"]] == [
        ("user", "one"),
        ("assistant", "two"),
        ("user", "three"),
    ]


def _until(holds: Callable[[], bool], what: str, seconds: float = 5) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)
