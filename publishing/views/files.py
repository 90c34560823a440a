"""Files of pieces, for who may read the piece. Behind S3 the browser is sent on to an address that S3 checks."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, HttpResponseRedirect

from media.selectors.plain import PlainFile, plain_files
from publishing.selectors.reading import Shown
from publishing.terms import Audience
from synthai.core.media import captions as writing
from synthai.core.media import links
from synthai.core.media.links import Linked
from synthai.core.media.views import answer

_A_DAY = 24 * 3600


def sent(request: HttpRequest, shown: Shown, asset: str, name: str) -> HttpResponseBase:
    """One file of the piece by its name: file, w640.avif, 360p.mp4, en.vtt. Raises Http404 for what this reader may not fetch."""
    found = plain_files([asset]).get(asset) if asset in shown.assets else None
    if found is None:
        raise Http404
    if name.endswith(".vtt"):
        return _captions(found, name)
    reply = _reply(request, linked(found, name))
    if not links.is_remote() and shown.piece.audience == Audience.PUBLIC:
        reply["Cache-Control"] = f"public, max-age={_A_DAY}"
    return reply


def linked(file: PlainFile, name: str) -> Linked:
    """Where it lies. Raises Http404."""
    is_saved = file.kind == "file"
    if name == "file":
        return Linked(path=file.path, content_type=file.content_type, name=file.name, is_saved=is_saved)
    for made in file.renditions:
        if made.name == name:
            return Linked(path=made.path, content_type=made.content_type, name=file.name, is_saved=False)
    raise Http404


def _reply(request: HttpRequest, found: Linked) -> HttpResponseBase:
    if not links.is_remote():
        return answer(request, found, seconds=_A_DAY)
    reply = HttpResponseRedirect(links.file_link(found))
    reply["Cache-Control"] = f"private, max-age={links.FILE_SECONDS // 2}"
    return reply


def _captions(file: PlainFile, name: str) -> HttpResponse:
    for language, cues in file.captions:
        if f"{language}.vtt" == name:
            headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-cache"}
            return HttpResponse(
                writing.written(cues), content_type="text/vtt; charset=utf-8", headers=headers
            )
    raise Http404
