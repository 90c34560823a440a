"""Anthropic's messages: what may be asked, what is answered, and the events of a stream."""

from collections.abc import Mapping
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from synthai.embedded.sandbox.models import (
    ModelService,
    Refused,
    as_json,
    check_object,
    refuses_json,
    tokens,
)

KEY = "sk-ant-sandbox"
VERSIONS = {"2023-06-01", "2026-10-21"}
MODELS = {"sandbox", "sandbox-large"}
CONTEXT = 200_000
KNOWN = {
    "model", "max_tokens", "messages", "system", "stream", "stop_sequences", "metadata", "output_config", "thinking",
    "service_tier",
}  # fmt: skip
FRAMES_BEFORE_TEXT = 3  # message_start, content_block_start, ping


class Anthropic(ModelService):
    """The played API."""

    code: ClassVar[str] = "anthropic"

    def routes(self) -> list[BaseRoute]:
        """The one address."""
        return [Route("/v1/messages", self.endpoint(self._write), methods=["POST"])]

    def is_busy(self) -> Refused:
        """Rate limit, or overload, which has a status of its own."""
        if self.faults.is_overloaded:
            return Refused(529, "overloaded_error", "Overloaded", retry_after=self.faults.busy)
        return Refused(
            429,
            "rate_limit_error",
            "This request would exceed your rate limit.",
            retry_after=self.faults.busy,
        )

    def refusal(self, refused: Refused) -> Response:
        """An error envelope."""
        headers = self._headers()
        error = {"type": refused.kind, "message": refused.message}
        body = {"type": "error", "error": error, "request_id": headers["request-id"]}
        return refuses_json(headers, refused, body)

    def _headers(self) -> dict[str, str]:
        return {"request-id": f"req_{next(self.numbers):024d}"}

    def _write(self, request: Request, asked: dict[str, Any]) -> Response:
        self._check_key(request)
        _check(asked)
        self.asked.append(asked)
        headers = self._headers()
        if self.faults.is_garbage:
            return JSONResponse({"type": "message", "content": "hello"}, headers=headers)
        text = self.said(((asked.get("output_config") or {}).get("format") or {}).get("schema"))
        declined = self.faults.declines_to_write
        read, written = _read(asked), tokens(text)
        message = {
            "id": f"msg_{next(self.numbers):024d}",
            "type": "message",
            "role": "assistant",
            "model": asked["model"],
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
            "usage": _usage(read, 1),
        }
        if asked.get("stream"):
            return self.streamed(self._frames(message, text, written), FRAMES_BEFORE_TEXT, headers)
        content = [] if declined else [{"type": "text", "text": text, "citations": None}]
        whole = {**message, "content": content, "stop_reason": self._end(), "usage": _usage(read, written)}
        return Response(as_json(whole), media_type="application/json", headers=headers)

    def _end(self) -> str:
        if self.faults.declines_to_write:
            return "refusal"
        return "max_tokens" if self.faults.runs_out else "end_turn"

    def _check_key(self, request: Request) -> None:
        # The version of 2026 takes the key as a bearer token, as the official client sends it; the older one knows x-api-key only.
        headers = request.headers
        is_old = headers.get("anthropic-version") == "2023-06-01"
        key = headers.get("x-api-key") if is_old else headers.get("authorization", "").removeprefix("Bearer ")
        if key != KEY or self.faults.key_is_wrong:
            raise Refused(401, "authentication_error", "invalid API key")
        if request.headers.get("anthropic-version") not in VERSIONS:
            raise Refused(400, "invalid_request_error", "anthropic-version: header is required")
        if self.faults.no_money:
            raise Refused(400, "billing_error", "Your credit balance is too low to access the Anthropic API.")

    def _frames(self, message: Mapping[str, Any], text: str, written: int) -> list[bytes]:
        frames = [
            _event("message_start", message=message),
            _event(
                "content_block_start", index=0, content_block={"type": "text", "text": "", "citations": None}
            ),
            _event("ping"),
        ]
        if not self.faults.declines_to_write:
            frames += [
                _event("content_block_delta", index=0, delta={"type": "text_delta", "text": piece})
                for piece in self.pieces(text)
            ]
        if self.faults.breaks_after:
            broken = _event("error", error={"type": "overloaded_error", "message": "Overloaded"})
            return [*frames[: FRAMES_BEFORE_TEXT + self.faults.breaks_after], broken]
        if self.faults.bad_frame:
            return [*frames[:4], b'event: content_block_delta\ndata: {"type": "conte\n\n']
        if self.faults.ends_early:
            return frames
        delta = {"stop_reason": self._end(), "stop_sequence": None}
        return [
            *frames,
            _event("content_block_stop", index=0),
            _event("message_delta", delta=delta, usage={"output_tokens": written}),
            _event("message_stop"),
        ]


def _event(kind: str, **fields: Any) -> bytes:
    return b"event: %s\ndata: %s\n\n" % (kind.encode(), as_json({"type": kind, **fields}))


def _wrong(message: str) -> Refused:
    return Refused(400, "invalid_request_error", message)


def _check(asked: Mapping[str, Any]) -> None:
    if unknown := sorted(set(asked) - KNOWN):
        raise _wrong(f"{unknown[0]}: Extra inputs are not permitted")
    if asked.get("model") not in MODELS:
        raise Refused(404, "not_found_error", f"model: {asked.get('model')}")
    if type(asked.get("max_tokens")) is not int or asked["max_tokens"] < 1:
        raise _wrong("max_tokens: Field required")
    if not isinstance(asked.get("system", ""), str):
        raise _wrong("system: Input should be a valid string")
    _check_messages(asked.get("messages"))
    _check_format(asked.get("output_config"))
    if _read(asked) > CONTEXT:
        raise _wrong("prompt is too long")


def _check_messages(messages: Any) -> None:
    if not isinstance(messages, list) or not messages:
        raise _wrong("messages: at least one message is required")
    for place, each in enumerate(messages):
        if not isinstance(each, dict) or each.get("role") not in {"user", "assistant"}:
            raise _wrong(f"messages.{place}.role: Input should be 'user' or 'assistant'")
        if not isinstance(each.get("content"), str) or not each["content"].strip():
            raise _wrong(f"messages.{place}.content: text content blocks must be non-empty")
    if messages[0]["role"] != "user":
        raise _wrong('messages: first message must use the "user" role')
    if messages[-1]["role"] != "user":
        raise _wrong("This model does not support assistant message prefill.")


def _check_format(config: Any) -> None:
    if config is None:
        return
    wanted = config.get("format") if isinstance(config, dict) else None
    if not isinstance(wanted, dict) or set(wanted) != {"type", "schema"} or wanted["type"] != "json_schema":
        raise _wrong("output_config.format: Field required")
    check_object(wanted["schema"], "output_config.format.schema", _wrong)


def _read(asked: Mapping[str, Any]) -> int:
    return tokens(asked.get("system", "")) + sum(tokens(each["content"]) for each in asked["messages"])


def _usage(read: int, written: int) -> dict[str, Any]:
    return {
        "input_tokens": read,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": 0,
        "output_tokens": written,
        "service_tier": "standard",
    }
