"""Who writes for us, from the environment. A provider without key and model is never asked; without any, text is written from facts.

AI_PROVIDERS names them in the order in which they are tried. docs/ai.md says what each needs and what is sent where.
"""

from django.core.exceptions import ImproperlyConfigured

from synthai.settings import env

__all__ = ["providers"]

Config = dict[str, object]


def providers(sandbox: str = "") -> dict[str, Config]:
    """AI_PROVIDERS: each provider's settings, in their order. With the address of a sandbox those not set up are played by it."""
    known = {"anthropic": _anthropic(sandbox), "openai": _openai(sandbox), "compatible": _compatible()}
    wanted = env.words("AI_PROVIDERS", ",".join(known))
    unknown = [each for each in wanted if each not in known]
    if unknown:
        raise ImproperlyConfigured(f"AI_PROVIDERS may name {', '.join(known)}; not {', '.join(unknown)}.")
    return {each: known[each] for each in wanted}


def _anthropic(sandbox: str) -> Config:
    key = env.text("ANTHROPIC_API_KEY", "sk-ant-sandbox" if sandbox else "")
    model = env.text("ANTHROPIC_MODEL", "sandbox" if sandbox else "")
    return {
        "speaks": "anthropic",
        "key": key,
        "model": model,
        "api": env.text("ANTHROPIC_API", f"{sandbox}/anthropic" if sandbox else "https://api.anthropic.com"),
        "idle_seconds": env.integer("AI_IDLE_SECONDS", 30),
        "is_ready": bool(key and model),
    }


def _openai(sandbox: str) -> Config:
    key = env.text("OPENAI_API_KEY", "sk-sandbox" if sandbox else "")
    model = env.text("OPENAI_MODEL", "sandbox" if sandbox else "")
    return {
        "speaks": "openai",
        "is_openai": True,
        "key": key,
        "model": model,
        "api": env.text("OPENAI_API", f"{sandbox}/openai/v1" if sandbox else "https://api.openai.com/v1"),
        "idle_seconds": env.integer("AI_IDLE_SECONDS", 30),
        "is_ready": bool(key and model),
    }


def _compatible() -> Config:
    """Ollama, vLLM, a llama.cpp server: whatever speaks chat completions at an address of the operator's."""
    api, model = env.text("AI_COMPATIBLE_API", ""), env.text("AI_COMPATIBLE_MODEL", "")
    return {
        "speaks": "openai",
        "is_openai": False,
        "key": env.text("AI_COMPATIBLE_KEY", ""),
        "model": model,
        "api": api,
        "idle_seconds": env.integer("AI_IDLE_SECONDS", 30),
        "is_ready": bool(api and model),
    }
