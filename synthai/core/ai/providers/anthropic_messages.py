"""Messages through Anthropic's own client."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import anthropic
import httpx2

from synthai.core.ai.protocol import Answer, Busy, Declined, Garbled, Prompt, Stop, Unfit, Usage
from synthai.core.ai.providers import speaking

_STOPS = {"end_turn": Stop.END, "stop_sequence": Stop.END, "max_tokens": Stop.LENGTH}
_BUSY = {"overloaded_error", "rate_limit_error", "timeout_error", "api_error"}


class AnthropicMessages:
    """One model."""

    def __init__(self, *, code: str, key: str, model: str, api: str, idle_seconds: float) -> None:
        self.code, self.model = code, model
        self._client = anthropic.Anthropic(
            api_key=key,
            base_url=api,
            max_retries=0,  # ours decide, above
            open_telemetry=False,
            http_client=anthropic.DefaultHttpxClient(follow_redirects=False),
        )
        self._idle = idle_seconds

    def generate(self, prompt: Prompt) -> Answer:
        """One answer, in one piece."""
        with _told():
            found: Any = self._client.messages.create(
                **self._asked(prompt), timeout=speaking.whole(prompt, self._idle)
            )
        with speaking.shaped():
            usage = _usage(found.usage)
            if found.stop_reason == "refusal":
                raise Declined("refused", usage=usage)
            texts = [block.text for block in found.content if block.type == "text"]
            if not texts:
                raise Garbled("no text in the answer", usage=usage)
            return Answer(
                text=speaking.letters("".join(texts)),
                usage=usage,
                model=str(found.model),
                stop=_stop(found.stop_reason),
                request_id=str(getattr(found, "_request_id", "") or ""),
            )

    def stream(self, prompt: Prompt) -> "AnthropicStream":
        """One answer, piece by piece."""
        with _told():
            opened: Any = self._client.messages.create(
                **self._asked(prompt), stream=True, timeout=speaking.between(self._idle)
            )
        return AnthropicStream(opened, prompt)

    def close(self) -> None:
        """Let go of its connections."""
        self._client.close()

    def _asked(self, prompt: Prompt) -> dict[str, Any]:
        asked: dict[str, Any] = {
            "model": self.model,
            "max_tokens": prompt.most_tokens,
            "messages": [{"role": each.role.value, "content": each.text} for each in prompt.messages],
        }
        if prompt.system:
            asked["system"] = prompt.system
        if prompt.schema:
            shape = {"type": "json_schema", "schema": dict(prompt.schema.schema)}
            asked["output_config"] = {"format": shape}
        return asked


class AnthropicStream(speaking.Writing):
    """The pieces of one message, until `message_stop`."""

    def __iter__(self) -> Iterator[str]:
        is_over = False
        with _told(self), speaking.shaped(self):
            for event in self._opened:
                if event.type == "message_start":
                    self._model, self._usage = str(event.message.model), _usage(event.message.usage)
                elif event.type == "content_block_delta" and event.delta.type == "text_delta":
                    yield self._kept(event.delta.text)
                elif event.type == "message_delta":
                    self._end(event)
                is_over = is_over or event.type == "message_stop"
        if not is_over:
            self._stop = None
        self._finish()

    def _end(self, event: Any) -> None:
        told = self._usage or Usage()
        self._usage = Usage(
            input=told.input if event.usage.input_tokens is None else event.usage.input_tokens,
            output=event.usage.output_tokens,
            cached=told.cached,
            cache_written=told.cache_written,
        )
        if event.delta.stop_reason == "refusal":
            raise Declined("refused while writing", usage=self._usage)
        self._stop = _stop(event.delta.stop_reason)


def _stop(reason: str | None) -> Stop:
    if reason not in _STOPS:
        raise Garbled(f"an end that nobody asked for: {reason!r}")
    return _STOPS[reason]


def _usage(found: Any) -> Usage:
    return Usage(
        input=int(found.input_tokens),
        output=int(found.output_tokens),
        cached=found.cache_read_input_tokens or 0,
        cache_written=found.cache_creation_input_tokens or 0,
    )


@contextmanager
def _told(writing: speaking.Writing | None = None) -> Iterator[None]:
    """The client's exceptions as ours."""
    try:
        yield
    except anthropic.APITimeoutError as error:
        raise Busy("no answer in time") from error
    except anthropic.APIStatusError as error:
        answer = f"{error.status_code} {error.type or ''} {speaking.said(error)}"
        if error.type in _BUSY and error.status_code == httpx2.codes.OK:  # an error in the middle of a stream
            raise Busy(answer) from error
        is_quota = error.type == "billing_error"
        raise speaking.judged(error.status_code, error.response.headers, answer, is_quota=is_quota) from error
    except anthropic.APIConnectionError as error:
        raise speaking.broken(writing) from error
    except anthropic.APIResponseValidationError as error:
        raise Garbled("the answer has no shape that is known") from error
    except anthropic.AnthropicError as error:
        raise Unfit(speaking.said(error)) from error


def from_settings(code: str, config: Mapping[str, Any]) -> AnthropicMessages:
    """The provider of these settings."""
    return AnthropicMessages(
        code=code,
        key=str(config["key"]),
        model=str(config["model"]),
        api=str(config["api"]),
        idle_seconds=float(config.get("idle_seconds", 30)),
    )
