"""OpenAI's chat completions: what may be asked, what is answered, and the frames of a stream."""

import re
import time
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

KEY = "sk-sandbox"
MODELS = {"sandbox", "sandbox-large"}
CONTEXT = 100_000
KNOWN = {
    "model", "messages", "max_completion_tokens", "max_tokens", "response_format", "store", "stream", "stream_options",
    "temperature", "top_p", "stop", "seed", "n", "user", "metadata", "safety_identifier", "reasoning_effort",
}  # fmt: skip
ROLES = {"developer", "system", "user", "assistant"}
NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}\Z")


class OpenAi(ModelService):
    """The played API. `is_compatible`: a server that merely speaks as OpenAI does. It asks for no key, knows the older limit of tokens
    only, and tells no tokens in a stream."""

    code: ClassVar[str] = "openai"

    def __init__(self, *, is_compatible: bool = False) -> None:
        super().__init__()
        self.is_compatible = is_compatible

    def routes(self) -> list[BaseRoute]:
        """The one address."""
        return [Route("/v1/chat/completions", self.endpoint(self._complete), methods=["POST"])]

    def is_busy(self) -> Refused:
        """Rate limit, or the servers' trouble."""
        if self.faults.is_overloaded:
            return Refused(503, "server_error", "The server is overloaded.", retry_after=self.faults.busy)
        return Refused(
            429,
            "requests",
            "Rate limit reached for requests",
            code="rate_limit_exceeded",
            retry_after=self.faults.busy,
        )

    def refusal(self, refused: Refused) -> Response:
        """An error object."""
        error = {
            "message": refused.message,
            "type": refused.kind,
            "param": refused.more.get("param"),
            "code": refused.more.get("code"),
        }
        return refuses_json(self._headers(), refused, {"error": error})

    def _headers(self) -> dict[str, str]:
        return {"x-request-id": f"req_{next(self.numbers):032x}", "openai-version": "2020-10-01"}

    def _complete(self, request: Request, asked: dict[str, Any]) -> Response:
        self._check_key(request)
        self._check(asked)
        self.asked.append(asked)
        if self.faults.is_garbage:
            return JSONResponse({"choices": [{"message": {}}]}, headers=self._headers())
        schema = (asked.get("response_format") or {}).get("json_schema", {}).get("schema")
        text = self.said(schema)
        head = {
            "id": f"chatcmpl-{next(self.numbers):029d}",
            "created": int(time.time()),
            "model": asked["model"],
        }
        if asked.get("stream"):
            frames = self._frames(head, text, asked)
            return self.streamed(frames, 1, self._headers())
        declined = self.faults.declines_to_write
        message: dict[str, Any] = {
            "role": "assistant",
            "content": None if declined else text,
            "refusal": "I cannot help with that." if declined else None,
            "annotations": [],
        }
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": self._end()}
        body = {**head, "object": "chat.completion", "choices": [choice], "usage": _usage(asked, text)}
        return Response(as_json(body), media_type="application/json", headers=self._headers())

    def _end(self) -> str:
        return "length" if self.faults.runs_out else "stop"

    def _check_key(self, request: Request) -> None:
        if self.is_compatible:
            return
        if request.headers.get("authorization") != f"Bearer {KEY}" or self.faults.key_is_wrong:
            raise Refused(
                401,
                "invalid_request_error",
                "Incorrect API key provided: sk-wrong******4321. You can find your API key at https://platform.openai.com/account/api-keys.",
                code="invalid_api_key",
            )
        if self.faults.no_money:
            raise Refused(
                429, "insufficient_quota", "You exceeded your current quota.", code="insufficient_quota"
            )

    def _check(self, asked: dict[str, Any]) -> None:
        if unknown := sorted(set(asked) - KNOWN):
            raise _wrong(f"Unrecognized request argument supplied: {unknown[0]}", unknown[0])
        if asked.get("model") not in MODELS:
            raise Refused(
                404,
                "invalid_request_error",
                "The model does not exist.",
                code="model_not_found",
                param="model",
            )
        _check_messages(asked.get("messages"))
        limit, other = (
            ("max_tokens", "max_completion_tokens")
            if self.is_compatible
            else ("max_completion_tokens", "max_tokens")
        )
        if other in asked:
            raise _wrong(f"Unsupported parameter: '{other}'. Use '{limit}' instead.", other)
        if type(asked.get(limit, 1)) is not int or asked.get(limit, 1) < 1:
            raise _wrong(f"Invalid '{limit}': expected a value >= 1.", limit)
        if "stream_options" in asked and not asked.get("stream"):
            raise _wrong(
                "The 'stream_options' parameter is only allowed when 'stream' is enabled.", "stream_options"
            )
        _check_format(asked.get("response_format"))
        if _read(asked) > CONTEXT:
            raise _wrong(
                "This model's maximum context length is exceeded.", "messages", "context_length_exceeded"
            )

    def _frames(self, head: Mapping[str, Any], text: str, asked: Mapping[str, Any]) -> list[bytes]:
        tells = bool((asked.get("stream_options") or {}).get("include_usage")) and not self.is_compatible

        def frame(delta: Mapping[str, Any], end: str | None = None) -> bytes:
            choice = {"index": 0, "delta": dict(delta), "logprobs": None, "finish_reason": end}
            return _frame(
                {
                    **head,
                    "object": "chat.completion.chunk",
                    "choices": [choice],
                    **({"usage": None} if tells else {}),
                }
            )

        frames = [frame({"role": "assistant", "content": "", "refusal": None})]
        if self.faults.declines_to_write:
            frames.append(frame({"refusal": "I cannot help with that."}))
        else:
            frames += [frame({"content": piece}) for piece in self.pieces(text)]
        if self.faults.breaks_after:
            error = {
                "message": "The server had an error.",
                "type": "server_error",
                "param": None,
                "code": None,
            }
            return [*frames[: self.faults.breaks_after + 1], _frame({"error": error})]
        if self.faults.bad_frame:
            return [*frames[:2], b'data: {"choices": [{"del\n\n']
        if self.faults.ends_early:
            return frames
        frames.append(frame({}, self._end()))
        if tells:
            frames.append(
                _frame(
                    {**head, "object": "chat.completion.chunk", "choices": [], "usage": _usage(asked, text)}
                )
            )
        return [*frames, b"data: [DONE]\n\n"]


class Compatible(OpenAi):
    """A server that merely speaks as OpenAI does, such as Ollama, vLLM or llama.cpp."""

    code: ClassVar[str] = "compatible"

    def __init__(self) -> None:
        super().__init__(is_compatible=True)


def _frame(body: Mapping[str, Any]) -> bytes:
    return b"data: %s\n\n" % as_json(body)


def _wrong(message: str, param: str, code: str | None = None) -> Refused:
    return Refused(400, "invalid_request_error", message, param=param, code=code)


def _check_messages(messages: Any) -> None:
    if not isinstance(messages, list) or not messages:
        raise _wrong("Invalid 'messages': empty array.", "messages")
    for place, each in enumerate(messages):
        where = f"messages.[{place}]"
        if not isinstance(each, dict) or each.get("role") not in ROLES:
            raise _wrong(f"Invalid value for '{where}.role'.", f"{where}.role")
        if not isinstance(each.get("content"), str):
            raise _wrong(f"Invalid value for '{where}.content': expected a string.", f"{where}.content")


def _check_format(wanted: Any) -> None:
    if wanted is None:
        return
    shape = wanted.get("json_schema") if isinstance(wanted, dict) else None
    if not isinstance(shape, dict) or wanted.get("type") != "json_schema":
        raise _wrong(
            "Missing required parameter: 'response_format.json_schema'.", "response_format.json_schema"
        )
    if not NAME.match(str(shape.get("name", ""))):
        raise _wrong("Invalid 'response_format.json_schema.name'.", "response_format.json_schema.name")
    if not shape.get("strict"):
        return
    schema = shape.get("schema", {})

    def wrong(message: str) -> Refused:
        return _wrong(f"Invalid schema for response_format '{shape['name']}': {message}", "response_format")

    if schema.get("type") != "object":
        raise wrong("schema must be a JSON Schema of 'type: \"object\"'.")
    check_object(schema, "In context=()", wrong)
    _check_required(schema, wrong)


def _check_required(schema: Any, wrong: Any) -> None:
    if not isinstance(schema, dict):
        return
    properties = schema.get("properties")
    if isinstance(properties, dict):
        if set(schema.get("required", [])) != set(properties):
            raise wrong(
                "'required' is required to be supplied and to be an array including every key in properties."
            )
        for each in properties.values():
            _check_required(each, wrong)
    _check_required(schema.get("items"), wrong)


def _read(asked: Mapping[str, Any]) -> int:
    return sum(tokens(each["content"]) for each in asked["messages"])


def _usage(asked: Mapping[str, Any], text: str) -> dict[str, Any]:
    read, written = _read(asked), tokens(text)
    return {
        "prompt_tokens": read,
        "completion_tokens": written,
        "total_tokens": read + written,
        "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0},
    }
