"""The providers that are set up here, in the order in which they are tried."""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.signals import setting_changed

from synthai.core.ai.protocol import Provider

# Imported when first asked for: the clients take most of a second, and most processes never write.
_MODULES = {
    "openai": "synthai.core.ai.providers.openai_chat",
    "anthropic": "synthai.core.ai.providers.anthropic_messages",
}
_built: Sequence[Provider] | None = None


def active() -> Sequence[Provider]:
    """The providers with their credentials set, first the one that is tried first."""
    global _built  # noqa: PLW0603 - built once for the process, anew when a test changes settings
    if _built is None:
        configs: Mapping[str, Mapping[str, Any]] = settings.AI_PROVIDERS
        _built = tuple(_made(code, config) for code, config in configs.items() if config["is_ready"])
    return _built


def is_there() -> bool:
    """Whether a machine can write here at all; nothing is imported for it."""
    if _built is not None:
        return bool(_built)
    return any(config["is_ready"] for config in settings.AI_PROVIDERS.values())


def use(providers: Sequence[Provider] | None) -> None:
    """Take these instead of what the settings say; None: the settings again. For tests."""
    global _built  # noqa: PLW0603 - as above
    _built = providers


def _made(code: str, config: Mapping[str, Any]) -> Provider:
    make: Callable[[str, Mapping[str, Any]], Provider] = import_module(
        _MODULES[config["speaks"]]
    ).from_settings
    return make(code, config)


def _forget(*, setting: str, **_kwargs: object) -> None:
    if setting == "AI_PROVIDERS":
        use(None)


setting_changed.connect(_forget)
