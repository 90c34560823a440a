"""Providers of language models on loopback, and a day on which all this happens."""

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from synthai.core import valkey
from synthai.core.ai import metering, registry, tries
from synthai.core.ai.metering import CallRecord, Planned, Spent
from synthai.core.ai.protocol import Message, Origin, Prompt, Provider, Role, Schema
from synthai.core.ai.providers import anthropic_messages, openai_chat
from synthai.embedded.sandbox import models_anthropic, models_openai
from synthai.embedded.sandbox.models import ModelService
from tests.gateways.sandbox import running

NOW = datetime(2026, 11, 29, 10, 0, tzinfo=UTC)
ORIGIN = Origin(purpose="content.section", version="1")
KINDS = ("anthropic", "openai", "compatible")
INVOICE = Schema(
    name="invoice",
    schema={
        "type": "object",
        "properties": {
            "supplier": {"type": "string"},
            "lines": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"what": {"type": "string"}, "count": {"type": "integer"}},
                    "required": ["what", "count"],
                    "additionalProperties": False,
                },
            },
        },
        "required": ["supplier", "lines"],
        "additionalProperties": False,
    },
)

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


def prompt(text: str = "Write one sentence.", **changes: Any) -> Prompt:
    values: dict[str, Any] = {
        "system": "You write for a shop.",
        "messages": (Message(role=Role.USER, text=text),),
        "most_tokens": 200,
    }
    return Prompt(**{**values, **changes})


def made(kind: str) -> ModelService:
    """A played provider."""
    kinds: dict[str, type[ModelService]] = {
        "anthropic": models_anthropic.Anthropic,
        "openai": models_openai.OpenAi,
        "compatible": models_openai.Compatible,
    }
    return kinds[kind]()


def adapter(kind: str, root: str, **changes: Any) -> Provider:
    """Our adapter to it, as the settings would make it."""
    config: dict[str, Any] = {"model": "sandbox", "idle_seconds": 3}
    if kind == "anthropic":
        config |= {"key": models_anthropic.KEY, "api": f"{root}/anthropic"}
        return _kept(anthropic_messages.from_settings(kind, config | changes))
    key = models_openai.KEY if kind == "openai" else ""
    config |= {"key": key, "api": f"{root}/{kind}/v1", "is_openai": kind == "openai"}
    return _kept(openai_chat.from_settings(kind, config | changes))


_open: list[Provider] = []


def _kept(provider: Provider) -> Provider:
    _open.append(provider)
    return provider


@pytest.fixture(autouse=True)
def _closed_connections() -> Iterator[None]:
    yield
    while _open:
        _open.pop().close()


class Books:
    """A meter and a keeper that only remember."""

    def __init__(self) -> None:
        self.planned: list[Planned] = []
        self.spents: list[Spent] = []
        self.records: list[CallRecord] = []
        self.refusal: Exception | None = None

    def may(self, planned: Planned) -> None:
        self.planned.append(planned)
        if self.refusal is not None:
            raise self.refusal

    def spent(self, spent: Spent) -> None:
        self.spents.append(spent)

    def keep(self, record: CallRecord) -> None:
        self.records.append(record)

    @property
    def outcomes(self) -> list[tuple[str, str]]:
        return [(each.provider, each.outcome.value) for each in self.records]


@pytest.fixture
def books() -> Iterator[Books]:
    found = Books()
    metering.use_meter("test", found)
    metering.use_keeper("test", found)
    yield found
    metering.use_meter("test", None)
    metering.use_keeper("test", None)


class Killed(BaseException):
    """What nothing catches: the worker is gone."""


@pytest.fixture
def killed() -> Iterator[Callable[[Callable[[], None]], None]]:
    """`killed(work)`: work whose message is delivered twice, and whose worker is killed once the model has answered."""

    class Killer:
        def __init__(self, work: Callable[[], None]) -> None:
            self.work = work

        def keep(self, record: CallRecord) -> None:
            del record
            self.work()
            raise Killed

    def run(work: Callable[[], None]) -> None:
        metering.use_keeper("test", Killer(work))
        with pytest.raises(Killed):
            work()
        metering.use_keeper("test", None)

    yield run
    metering.use_keeper("test", None)


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tries, "_FIRST_PAUSE", 0.01)


@pytest.fixture(autouse=True)
def _closed_breakers() -> None:
    for kind in KINDS:
        keys = valkey.client().keys(valkey.key("ai", "breaker", kind, "*"))
        if keys:
            valkey.client().delete(*keys)


@pytest.fixture
def serve() -> Iterator[Callable[[Sequence[ModelService]], str]]:
    """Serves played providers until the test ends; answers with the root's address."""
    open_now: list[Any] = []

    def start(services: Sequence[ModelService]) -> str:
        context = running(*services)
        open_now.append(context)
        return str(context.__enter__())

    yield start
    for context in open_now:  # nobody waits for a server's 0.2 s of goodbye
        threading.Thread(target=context.__exit__, args=(None, None, None)).start()


@pytest.fixture
def played(serve: Callable[[Sequence[ModelService]], str]) -> Iterator[Callable[..., list[ModelService]]]:
    """Plays these providers and has our calls go to them, in this order."""

    def start(*kinds: str, **changes: Any) -> list[ModelService]:
        services = [made(kind) for kind in kinds]
        root = serve(services)
        registry.use([adapter(kind, root, **changes) for kind in kinds])
        return services

    yield start
    registry.use(None)
