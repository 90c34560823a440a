"""A language model that says what a test wants, and reading without a child process. Nothing of Django is imported before it has its settings."""

import hashlib
import importlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

_READ: dict[str, str] = {}  # what was read of a file, by its hash: the same letter stands in many tests


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Any]]:
    """A provider on loopback that checks what it is asked and says what the test wants: `model(says=…)`."""
    from synthai.core.ai import registry, tries
    from synthai.core.ai.providers import openai_chat
    from synthai.embedded.sandbox import models_openai
    from tests.gateways.sandbox import running

    monkeypatch.setattr(tries, "_FIRST_PAUSE", 0.01)
    open_now: list[Any] = []
    made: list[Any] = []

    def start(**faults: Any) -> Any:
        service = models_openai.Compatible()
        for name, value in faults.items():
            setattr(service.faults, name, value)
        context = running(service)
        open_now.append(context)
        root = str(context.__enter__())
        config = {
            "model": "sandbox",
            "idle_seconds": 3,
            "key": "",
            "api": f"{root}/compatible/v1",
            "is_openai": False,
        }
        made.append(openai_chat.from_settings("compatible", config))
        registry.use(made)
        return service

    yield start
    registry.use(None)
    for provider in made:
        provider.close()
    for context in open_now:
        context.__exit__(None, None, None)


@pytest.fixture
def read_in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reads files in this process: for tests of what follows, which need not wait two seconds for each child.

    The real child process is used by core's tests of reading and by test_read_faults.
    """
    from synthai.core import limits

    def run_here(
        function_path: str, args: Any, *, tick: Callable[[], None] | None = None, **_more: Any
    ) -> Any:
        module, name = function_path.rsplit(".", 1)
        if tick is not None:
            tick()
        key = hashlib.sha256(Path(args[0]).read_bytes()).hexdigest()
        if key not in _READ:
            _READ[key] = json.dumps(getattr(importlib.import_module(module), name)(*args))
        return json.loads(_READ[key])

    monkeypatch.setattr(limits, "run_limited", run_here)
