"""Calls as apps make them: order of providers, tries, breaker, counting, keeping, cancelling."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import redis

from synthai.core import valkey
from synthai.core.ai import breaker, calling, registry
from synthai.core.ai.protocol import Message, Origin, Role
from synthai.core.testing.wire import wired
from synthai.embedded.sandbox.models import HONEST, ModelService
from tests.ai.conftest import INVOICE, NOW, ORIGIN, Books, prompt

Played = Callable[..., list[ModelService]]


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


def test_a_wrong_key_is_passed_by_and_told_to_staff_without_it(
    played: Played, books: Books, caplog: Any
) -> None:
    first, _second = played("openai", "anthropic")
    first.faults.key_is_wrong = True

    assert calling.generate(prompt(), origin=ORIGIN, now=NOW).provider == "anthropic"
    assert breaker.is_open("openai")
    assert (
        "openai must be set up anew: 401 invalid_api_key Incorrect API key provided: [key 1]" in caplog.text
    )
    assert "sk-" not in caplog.text + books.records[0].error


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
        '{"supplier": "A\\u0000", "lines": []}',
        '{"supplier": "A\\ud83d", "lines": []}',
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


@pytest.mark.parametrize("kind", ["openai", "anthropic"])
def test_what_no_database_takes_does_not_come_in(played: Played, books: Books, kind: str) -> None:
    [service] = played(kind)
    service.faults.says = "Good\x00 \ud83d day \U0001f35e"
    whole = calling.generate(prompt(), origin=ORIGIN, now=NOW).text
    *pieces, _done = calling.stream(prompt(), origin=ORIGIN, now=NOW)

    assert whole == "Good \ufffd day \U0001f35e"
    assert "".join(each.text for each in pieces if isinstance(each, calling.Piece)) == whole
    assert [record.answer for record in books.records] == [whole, whole]


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
