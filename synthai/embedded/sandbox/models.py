"""What every played provider of language models has: faults of its own, a model that writes nothing of use and says so, tokens counted."""

import asyncio
import json
from abc import abstractmethod
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from itertools import count
from typing import Any, ClassVar

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from synthai.embedded.sandbox.gateway import Faults, SandboxGateway

HONEST = (
    "This is the sandbox speaking, no language model. It read your request, found it well formed, and writes these sentences "
    "whatever was asked."
)


@dataclass
class ModelFaults(Faults):
    """What goes wrong with writing. `busy`: 429 with this Retry-After. `busy_times`: how many answers are 429 or 529 before all is well
    (0: all of them). `is_overloaded`: the provider's own word for it. `declines_to_write`: a refusal by the model. `says`: this text instead
    of its own. `is_garbage`: a body that is no answer. `cuts_after`: the line breaks after so many pieces; `breaks_after`: an error event
    comes there; `stalls_after`: silence. `ends_early`: the stream ends without its end. `bad_frame`: an event that is no JSON.
    `piece_delay`: seconds before each piece. `runs_out`: the limit of tokens ends the text. `key_is_wrong`, `no_money`: as they say it."""

    busy: str = ""
    busy_times: int = 0
    is_overloaded: bool = False
    declines_to_write: bool = False
    says: str = ""
    is_garbage: bool = False
    cuts_after: int = 0
    breaks_after: int = 0
    stalls_after: int = 0
    ends_early: bool = False
    bad_frame: bool = False
    piece_delay: float = 0
    runs_out: bool = False
    key_is_wrong: bool = False
    no_money: bool = False


class Refused(Exception):
    """A refusal in the words of the provider."""

    def __init__(self, status: int, kind: str, message: str, **more: Any) -> None:
        super().__init__(message)
        self.status, self.kind, self.message, self.more = status, kind, message, more


class ModelService(SandboxGateway):
    """Base of a played provider. A subclass checks what is asked, and frames what is said."""

    chunk: ClassVar[int] = 12  # letters a piece

    def __init__(self) -> None:
        super().__init__()
        self.faults: ModelFaults = ModelFaults()
        self.asked: list[dict[str, Any]] = []
        self.numbers = count(1)
        self.busy_so_far = 0
        self.cut_off = 0  # streams whose reader went away

    def memory(self) -> dict[str, Any]:
        """Nothing: a model forgets."""
        return {}

    def recall(self, memory: dict[str, Any]) -> None:
        """Nothing."""

    def remember(self) -> None:
        """Nothing."""

    def shown(self) -> dict[str, Any]:
        """How much was asked and cut off."""
        return {"asked": len(self.asked), "cut_off": self.cut_off}

    @abstractmethod
    def refusal(self, refused: Refused) -> Response:
        """A refusal as this provider writes it."""

    def endpoint(self, handler: Callable[[Request, dict[str, Any]], Response]) -> Callable[[Request], Any]:
        """An address of the API: faults first, then the handler."""

        @wraps(handler)
        async def answered(request: Request) -> Response:
            body = await request.body()
            if self.faults.is_down:
                return Response(status_code=503)
            try:
                self._trouble()
                found = _json_object(request, body)
                with self.lock:
                    self.log.append({"method": request.method, "path": request.url.path})
                return handler(request, found)
            except Refused as refused:
                return self.refusal(refused)

        return answered

    def _trouble(self) -> None:
        faults = self.faults
        if faults.busy or faults.is_overloaded:
            self.busy_so_far += 1
            if not faults.busy_times or self.busy_so_far <= faults.busy_times:
                raise self.is_busy()

    @abstractmethod
    def is_busy(self) -> Refused:
        """How it says that it is busy."""

    def said(self, schema: Mapping[str, Any] | None) -> str:
        """What the model writes."""
        if self.faults.says:
            return self.faults.says
        return json.dumps(example(schema)) if schema else HONEST

    def pieces(self, text: str) -> list[str]:
        """The text as it is streamed."""
        return [text[at : at + self.chunk] for at in range(0, len(text), self.chunk)]

    async def paced(self, frames: list[bytes], first: int) -> AsyncIterator[bytes]:
        """The frames of a stream, with what goes wrong; `first` is the number of frames before the first piece of text."""
        faults = self.faults
        for number, frame in enumerate(frames, 1):
            piece = number - first
            if faults.cuts_after and piece > faults.cuts_after:
                raise ClientDisconnect  # the answer ends without the last chunk of its encoding
            if faults.stalls_after and piece > faults.stalls_after:
                await asyncio.sleep(60)
            if faults.piece_delay:
                await asyncio.sleep(faults.piece_delay)
            yield frame

    def streamed(self, frames: list[bytes], first: int, headers: Mapping[str, str]) -> Response:
        """A stream that notices when its reader goes away."""

        async def watched() -> AsyncIterator[bytes]:
            done = False
            try:
                async for frame in self.paced(frames, first):
                    yield frame
                done = True
            finally:
                if not done:
                    self.cut_off += 1

        return StreamingResponse(watched(), media_type="text/event-stream", headers=dict(headers))


def tokens(text: str) -> int:
    """As many as a model would about count."""
    return max(1, len(text) // 4)


def example(schema: Mapping[str, Any]) -> Any:
    """The plainest value of this shape."""
    if "enum" in schema:
        return schema["enum"][0]
    if "const" in schema:
        return schema["const"]
    if "anyOf" in schema:
        return example(schema["anyOf"][0])
    kind = schema.get("type")
    if kind == "object":
        return {name: example(each) for name, each in schema.get("properties", {}).items()}
    if kind == "array":
        return [example(schema["items"])] if "items" in schema else []
    return {"string": "sandbox", "integer": 1, "number": 1, "boolean": True}.get(str(kind))


def check_object(schema: Any, where: str, wrong: Callable[[str], Refused]) -> None:
    """What both providers want of a schema: objects that allow nothing more than they list."""
    if isinstance(schema, list):
        for each in schema:
            check_object(each, where, wrong)
    if not isinstance(schema, dict):
        return
    if schema.get("type") == "object" and schema.get("additionalProperties") is not False:
        raise wrong(f"{where}: 'additionalProperties' is required to be supplied and to be false.")
    for name, each in schema.items():
        check_object(each, f"{where}.{name}", wrong)


def _json_object(request: Request, body: bytes) -> dict[str, Any]:
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise Refused(415, "invalid_request_error", "The content type must be application/json.")
    try:
        found = json.loads(body)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Refused(400, "invalid_request_error", "We could not parse the JSON body of your request.")
    return found


def refuses_json(headers: Mapping[str, str], refused: Refused, body: Mapping[str, Any]) -> Response:
    """An error body, with Retry-After when it is about time."""
    more = {"retry-after": refused.more["retry_after"]} if refused.more.get("retry_after") else {}
    return JSONResponse(dict(body), status_code=refused.status, headers={**headers, **more})


def as_json(body: Mapping[str, Any]) -> bytes:
    """As it goes over the line; half of a pair of letters, which a model may say, as the escape that it can only be."""
    return json.dumps(body, ensure_ascii=False).encode(errors="backslashreplace")
