"""A stored file as an answer of which a browser may ask a part: players seek, and a broken line goes on where it broke."""

import re
from collections.abc import Iterator
from typing import IO, Final

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

_ASKED: Final = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")
_BLOCK: Final = 1 << 16


def ranged(request: HttpRequest, file: IO[bytes], *, size: int, content_type: str) -> HttpResponseBase:
    """The whole file (200), the part that `Range` asks for (206), or that there is no such part (416).

    Several parts at once are answered with the whole, as the standard allows. The answer closes the file.
    """
    asked = _ASKED.fullmatch(request.headers.get("Range", "").strip())
    if asked is None or not any(asked.groups()):
        whole = FileResponse(file, content_type=content_type)
        whole["Accept-Ranges"] = "bytes"
        return whole
    start, end = _bounds(*asked.groups(), size=size)
    if start > end or start >= size:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    answer = StreamingHttpResponse(_part(file, start, end), status=206, content_type=content_type)
    answer["Content-Range"] = f"bytes {start}-{end}/{size}"
    answer["Content-Length"] = str(end - start + 1)
    answer["Accept-Ranges"] = "bytes"
    return answer


def _bounds(first: str, last: str, *, size: int) -> tuple[int, int]:
    if not first:  # the last so many bytes
        return max(size - int(last), 0), size - 1
    return int(first), min(int(last), size - 1) if last else size - 1


def _part(file: IO[bytes], start: int, end: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        left = end - start + 1
        while left > 0 and (block := file.read(min(_BLOCK, left))):
            left -= len(block)
            yield block
