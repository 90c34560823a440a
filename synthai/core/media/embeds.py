"""Videos elsewhere that a page may show: addresses of a few services, and nothing else."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, urlsplit

FRAMES: Final = ("https://www.youtube-nocookie.com", "https://player.vimeo.com")
_YOUTUBE: Final = {"youtube.com", "www.youtube.com", "m.youtube.com", "www.youtube-nocookie.com"}
_VIMEO: Final = {"vimeo.com", "www.vimeo.com", "player.vimeo.com"}
_YOUTUBE_ID: Final = re.compile(r"[A-Za-z0-9_-]{11}")
_VIMEO_ID: Final = re.compile(r"[0-9]{6,12}")


@dataclass(frozen=True, kw_only=True)
class Embed:
    """A video elsewhere: the service's name, the page people know, and the frame that plays it without cookies."""

    service: str
    page: str
    frame: str


def embed_of(address: str) -> Embed | None:
    """What the address shows; None when it is not one of the services, or no video of theirs."""
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"}:
        return None
    if host in _YOUTUBE or host == "youtu.be":
        return _youtube(host, parts.path, parts.query)
    if host in _VIMEO:
        return _vimeo(parts.path)
    return None


def _youtube(host: str, path: str, query: str) -> Embed | None:
    steps = [step for step in path.split("/") if step]
    found = ""
    if host == "youtu.be" and steps:
        found = steps[0]
    elif steps[:1] == ["watch"]:
        found = parse_qs(query).get("v", [""])[0]
    elif len(steps) == 2 and steps[0] in {"embed", "shorts", "live"}:
        found = steps[1]
    if not _YOUTUBE_ID.fullmatch(found):
        return None
    return Embed(
        service="YouTube",
        page=f"https://www.youtube.com/watch?v={found}",
        frame=f"https://www.youtube-nocookie.com/embed/{found}",
    )


def _vimeo(path: str) -> Embed | None:
    found = path.rstrip("/").rpartition("/")[2]
    if not _VIMEO_ID.fullmatch(found):
        return None
    return Embed(
        service="Vimeo",
        page=f"https://vimeo.com/{found}",
        frame=f"https://player.vimeo.com/video/{found}?dnt=1",
    )
