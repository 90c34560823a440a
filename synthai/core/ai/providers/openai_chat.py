"""Chat completions through OpenAI's own client: OpenAI itself, and any address that speaks as it does (Ollama, vLLM, llama.cpp)."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import openai

from synthai.core.ai.protocol import Answer, Busy, Declined, Garbled, Prompt, Stop, Unfit, Usage
from synthai.core.ai.providers import speaking

_STOPS = {"stop": Stop.END, "length": Stop.LENGTH}
_QUOTA = {"insufficient_quota", "billing_not_active"}


class OpenAiChat:
    """One model. `is_openai` is OpenAI itself; others know the older name of the token limit and may take no schema by force."""

    def __init__(
        self, *, code: str, key: str, model: str, api: str, is_openai: bool, idle_seconds: float
    ) -> None:
        self.code, self.model, self.is_openai = code, model, is_openai
        self._client = openai.OpenAI(
            api_key=key or "none",
            base_url=api,
            max_retries=0,  # ours decide, above
            http_client=openai.DefaultHttpxClient(follow_redirects=False),
        )
        self._idle = idle_seconds

    def generate(self, prompt: Prompt) -> Answer:
        """One answer, in one piece."""
        with _told():
            found: Any = self._client.chat.completions.create(
                **self._asked(prompt), timeout=speaking.whole(prompt, self._idle)
            )
        with speaking.shaped():
            choice = found.choices[0]
            usage = _usage(found.usage) or Usage.reckoned(prompt, choice.message.content or "")
            if choice.message.refusal or choice.finish_reason == "content_filter":
                raise Declined(f"refused: {choice.message.refusal or 'content filter'}", usage=usage)
            if not isinstance(choice.message.content, str):
                raise Garbled("no text in the answer", usage=usage)
            return Answer(
                text=speaking.letters(choice.message.content),
                usage=usage,
                model=str(found.model),
                stop=_stop(choice.finish_reason),
                request_id=str(getattr(found, "_request_id", "") or ""),
            )

    def stream(self, prompt: Prompt) -> "OpenAiStream":
        """One answer, piece by piece."""
        with _told():
            opened: Any = self._client.chat.completions.create(
                **self._asked(prompt),
                stream=True,
                stream_options={"include_usage": True},
                timeout=speaking.between(self._idle),
            )
        return OpenAiStream(opened, prompt)

    def close(self) -> None:
        """Let go of its connections."""
        self._client.close()

    def _asked(self, prompt: Prompt) -> dict[str, Any]:
        messages = [{"role": "system", "content": prompt.system}] if prompt.system else []
        messages += [{"role": each.role.value, "content": each.text} for each in prompt.messages]
        limit = "max_completion_tokens" if self.is_openai else "max_tokens"
        asked: dict[str, Any] = {"model": self.model, "messages": messages, limit: prompt.most_tokens}
        if self.is_openai:
            asked["store"] = False
        if prompt.schema:
            shape = {"name": prompt.schema.name, "schema": dict(prompt.schema.schema), "strict": True}
            asked["response_format"] = {"type": "json_schema", "json_schema": shape}
        return asked


class OpenAiStream(speaking.Writing):
    """The pieces of one completion, until `[DONE]`."""

    def __iter__(self) -> Iterator[str]:
        with _told(self), speaking.shaped(self):
            for chunk in self._opened:
                self._model = str(chunk.model or self._model)
                self._usage = _usage(chunk.usage) or self._usage
                if not chunk.choices:
                    continue
                choice = chunk.choices[0]
                if choice.delta.refusal or choice.finish_reason == "content_filter":
                    raise Declined("refused while writing", usage=self.spent())
                self._stop = _stop(choice.finish_reason) if choice.finish_reason else self._stop
                if choice.delta.content:
                    yield self._kept(choice.delta.content)
        self._finish()


def _stop(reason: str | None) -> Stop:
    if reason not in _STOPS:
        raise Garbled(f"an end that nobody asked for: {reason!r}")
    return _STOPS[reason]


def _usage(found: Any) -> Usage | None:
    if found is None:
        return None
    details = found.prompt_tokens_details
    cached = (details and details.cached_tokens) or 0
    return Usage(input=found.prompt_tokens - cached, output=found.completion_tokens, cached=cached)


@contextmanager
def _told(writing: speaking.Writing | None = None) -> Iterator[None]:
    """The client's exceptions as ours."""
    try:
        yield
    except openai.APITimeoutError as error:
        raise Busy("no answer in time") from error
    except openai.APIStatusError as error:
        raise speaking.judged(
            error.status_code,
            error.response.headers,
            f"{error.status_code} {error.code or error.type or ''} {speaking.said(error)}",
            is_quota=error.code in _QUOTA,
        ) from error
    except openai.APIConnectionError as error:
        raise speaking.broken(writing) from error
    except openai.APIResponseValidationError as error:
        raise Garbled("the answer has no shape that is known") from error
    except openai.APIError as error:  # an error in the middle of a stream
        raise Busy(f"while writing: {error.code or error.type or ''} {speaking.said(error)}") from error
    except openai.OpenAIError as error:
        raise Unfit(speaking.said(error)) from error


def from_settings(code: str, config: Mapping[str, Any]) -> OpenAiChat:
    """The provider of these settings."""
    return OpenAiChat(
        code=code,
        key=str(config.get("key", "")),
        model=str(config["model"]),
        api=str(config["api"]),
        is_openai=bool(config["is_openai"]),
        idle_seconds=float(config.get("idle_seconds", 30)),
    )
