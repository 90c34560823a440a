"""Each adapter against its played provider: what goes out is taken, what comes back is told apart."""

import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import anthropic
import openai
import pytest

from synthai.core.ai import structured
from synthai.core.ai.protocol import (
    Busy,
    Declined,
    Garbled,
    Misconfigured,
    ModelError,
    Provider,
    Stop,
    Unfit,
)
from synthai.embedded.sandbox import models_anthropic, models_openai
from synthai.embedded.sandbox.models import HONEST, ModelService
from tests.ai.conftest import INVOICE, KINDS, adapter, made, prompt

Serve = Callable[[Sequence[ModelService]], str]
each_kind = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture
def pair(kind: str, serve: Serve) -> tuple[ModelService, Provider]:
    service = made(kind)
    return service, adapter(kind, serve([service]))


@each_kind
def test_an_answer_in_one_piece(pair: tuple[ModelService, Provider]) -> None:
    service, provider = pair
    answer = provider.generate(prompt())

    assert (answer.text, answer.stop, answer.model) == (HONEST, Stop.END, "sandbox")
    assert answer.usage.output == len(HONEST) // 4
    assert not answer.usage.is_estimated
    assert answer.request_id.startswith("req_")
    [asked] = service.asked
    assert "You write for a shop." in str(asked)


@each_kind
def test_an_answer_in_pieces(pair: tuple[ModelService, Provider], kind: str) -> None:
    service, provider = pair
    stream = provider.stream(prompt())
    pieces = list(stream)

    assert pieces == service.pieces(HONEST)
    assert stream.answer.text == HONEST
    assert stream.answer.request_id.startswith("req_")
    # A server that tells no tokens in a stream is reckoned, and the reckoning says so.
    assert stream.answer.usage.is_estimated is (kind == "compatible")
    assert stream.answer.usage.output >= len(HONEST) // 4


@each_kind
def test_an_answer_in_a_shape(pair: tuple[ModelService, Provider]) -> None:
    answer = pair[1].generate(prompt(schema=INVOICE))

    assert structured.read(answer, INVOICE) == {
        "supplier": "sandbox",
        "lines": [{"what": "sandbox", "count": 1}],
    }


@each_kind
def test_an_answer_that_the_limit_ended_says_so(pair: tuple[ModelService, Provider]) -> None:
    service, provider = pair
    service.faults.runs_out = True

    assert provider.generate(prompt()).stop is Stop.LENGTH
    stream = provider.stream(prompt())
    list(stream)
    assert stream.answer.stop is Stop.LENGTH


TROUBLES: list[tuple[dict[str, Any], type[ModelError]]] = [
    ({"busy": "7"}, Busy),
    ({"is_overloaded": True}, Busy),
    ({"is_down": True}, Busy),
    ({"declines_to_write": True}, Declined),
    ({"is_garbage": True}, Garbled),
]


@each_kind
@pytest.mark.parametrize(("faults", "error"), TROUBLES)
def test_trouble_is_told_apart(
    pair: tuple[ModelService, Provider], faults: dict[str, Any], error: type[ModelError]
) -> None:
    service, provider = pair
    service.faults.set(faults)

    with pytest.raises(error) as caught:
        provider.generate(prompt())
    assert type(caught.value) is error
    if "busy" in faults:
        assert isinstance(caught.value, Busy)
        assert caught.value.retry_after == timedelta(seconds=7)
    if "is_garbage" not in faults:
        with pytest.raises(error):
            list(provider.stream(prompt()))


@each_kind
@pytest.mark.parametrize("value", ["3600", "99999999", "Sun, 06 Nov 2100 08:49:37 GMT"])
def test_a_wait_is_an_hour_at_most(pair: tuple[ModelService, Provider], value: str) -> None:
    service, provider = pair
    service.faults.busy = value

    with pytest.raises(Busy) as caught:
        provider.generate(prompt())
    assert caught.value.retry_after == timedelta(hours=1)


@each_kind
@pytest.mark.parametrize(
    ("faults", "error"),
    [
        ({"cuts_after": 3}, Garbled),
        ({"ends_early": True}, Garbled),
        ({"bad_frame": True}, Garbled),
        ({"breaks_after": 2}, Busy),
    ],
)
def test_half_a_stream_is_no_answer(
    pair: tuple[ModelService, Provider], faults: dict[str, Any], error: type[ModelError]
) -> None:
    service, provider = pair
    service.faults.set(faults)
    stream = provider.stream(prompt())
    pieces: list[str] = []

    with pytest.raises(error):
        pieces.extend(stream)
    assert HONEST.startswith(stream.text)
    assert stream.text
    assert stream.spent().total > 0
    with pytest.raises(Garbled):
        _ = stream.answer


@each_kind
def test_silence_is_not_waited_for(kind: str, serve: Serve) -> None:
    service = made(kind)
    provider = adapter(kind, serve([service]), idle_seconds=0.3)
    service.faults.stalls_after = 2
    stream = provider.stream(prompt())
    began = time.monotonic()

    with pytest.raises(Busy, match="in time"):
        list(stream)
    assert time.monotonic() - began < 2


@each_kind
def test_a_slow_writer_is_stopped_when_its_time_is_over(pair: tuple[ModelService, Provider]) -> None:
    service, provider = pair
    service.faults.piece_delay = 0.05
    stream = provider.stream(prompt(within=timedelta(seconds=0.3)))

    with pytest.raises(Busy, match="longer than"):
        list(stream)


@pytest.mark.parametrize("kind", ["anthropic", "openai"])
@pytest.mark.parametrize("fault", ["key_is_wrong", "no_money"])
def test_a_wrong_key_and_an_empty_account_are_ours_to_mend(
    pair: tuple[ModelService, Provider], fault: str
) -> None:
    service, provider = pair
    service.faults.set({fault: True})

    with pytest.raises(Misconfigured):
        provider.generate(prompt())


@each_kind
def test_an_unknown_model_is_ours_to_mend(kind: str, serve: Serve) -> None:
    provider = adapter(kind, serve([made(kind)]), model="gone")

    with pytest.raises(Misconfigured):
        provider.generate(prompt())


@each_kind
def test_a_prompt_that_is_too_long_is_unfit(pair: tuple[ModelService, Provider]) -> None:
    with pytest.raises(Unfit):
        pair[1].generate(prompt("long " * 200_000))


@each_kind
def test_nobody_at_the_address(kind: str) -> None:
    provider = adapter(kind, "http://127.0.0.1:1")

    with pytest.raises(Busy, match="nobody answers"):
        provider.generate(prompt())
    with pytest.raises(Busy, match="nobody answers"):
        provider.stream(prompt())


@each_kind
def test_a_schema_that_allows_more_is_refused_by_the_played_provider(kind: str, serve: Serve) -> None:
    loose = {**INVOICE.schema, "additionalProperties": True}
    provider = adapter(kind, serve([made(kind)]))

    with pytest.raises(Unfit):
        provider.generate(prompt(schema=type(INVOICE)(name="loose", schema=loose)))


def test_the_played_answers_have_the_shapes_of_the_official_clients(serve: Serve) -> None:
    """Their own strict check: what we play would pass for the real thing."""
    theirs = openai.OpenAI(
        api_key=models_openai.KEY,
        base_url=f"{serve([made('openai')])}/openai/v1",
        _strict_response_validation=True,
    )
    answer = theirs.chat.completions.create(model="sandbox", messages=[{"role": "user", "content": "Hello"}])
    assert answer.choices[0].message.content == HONEST
    chunks = theirs.chat.completions.create(
        model="sandbox",
        messages=[{"role": "user", "content": "Hello"}],
        stream=True,
        stream_options={"include_usage": True},
    )
    assert [chunk.usage is not None for chunk in chunks][-1]
    claude = anthropic.Anthropic(
        api_key=models_anthropic.KEY,
        base_url=f"{serve([made('anthropic')])}/anthropic",
        _strict_response_validation=True,
    )
    with claude.messages.stream(
        model="sandbox", max_tokens=100, messages=[{"role": "user", "content": "Hello"}]
    ) as stream:
        assert "".join(stream.text_stream) == HONEST
        assert stream.get_final_message().usage.output_tokens == len(HONEST) // 4
