"""Links and pictures of a template: by which scheme, to a page that exists, and what the last look at them said."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from notifications.engine.html_reading import Reading

IMAGE_MOST: Final = 100_000  # bytes: a prepaid megabyte costs its reader money
_WRITTEN: Final = re.compile(r"\bhttps?://[^\s<>\"']+", re.IGNORECASE)
_TRAILING: Final = ".,;:!?)”’"
_FIXED_HOST: Final = re.compile(r"(?:https?://[^/%?#]+)?(?:[/?#].*)?", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """What one look at an address said: its status (0: nothing answers), and how many bytes it has where that is told."""

    url: str
    status: int
    size: int | None = None
    is_image: bool = False


@dataclass(frozen=True, kw_only=True)
class LinkProblem:
    """One bad address, as lint puts it into words."""

    code: str
    where: str
    what: str
    more: str = ""


def external(texts: Iterable[str], reading: Reading, *, site: str) -> dict[str, bool]:
    """Addresses of other sites that can be looked at: those without a variable. True for a picture."""
    links = {url: False for text in texts for url in written_in(text)}
    links |= dict.fromkeys(reading.links, False) | dict.fromkeys(reading.images, True)
    return {
        url: is_image
        for url, is_image in links.items()
        if url.startswith(("https://", "http://")) and "%(" not in url and urlsplit(url).netloc != site
    }


def written_in(text: str) -> list[str]:
    """The addresses that stand in plain text."""
    return [found.rstrip(_TRAILING) for found in _WRITTEN.findall(text)]


def of(
    texts: Iterable[tuple[str, str]],
    reading: Reading,
    fetched: Sequence[Fetched],
    *,
    site: str,
    resolves: Callable[[str], bool],
) -> Iterator[LinkProblem]:
    """What is wrong with the addresses of a template."""
    places = [(where, url, False) for where, text in texts for url in written_in(text)]
    places += [("html", url, False) for url in reading.links]
    places += [("html", url, True) for url in reading.images]
    for where, url, is_image in places:
        code = _wrong(url, is_image, site, resolves)
        if code:
            yield LinkProblem(code=code, where=where, what=url[:80] or "–")
    known = {url for _where, url, _is_image in places}
    for each in fetched:
        if each.url in known:
            yield from _looked_at(each)


def _wrong(url: str, is_image: bool, site: str, resolves: Callable[[str], bool]) -> str:
    """The code of what is wrong; empty when nothing is."""
    if "%(" in url and not _FIXED_HOST.fullmatch(url):
        return "link_variable"
    parts = urlsplit(url)
    if is_image:
        return "" if parts.scheme == "https" else "image_source"
    if parts.scheme in {"mailto", "tel"}:
        return ""
    if parts.scheme == "http" and parts.netloc != site:
        return "link_insecure"
    if (
        url.startswith("//")
        or parts.scheme not in {"", "http", "https"}
        or not (parts.netloc or url.startswith("/"))
    ):
        return "link_scheme"
    is_ours = not parts.netloc or parts.netloc == site
    return "link_dead" if is_ours and not resolves(_sample(parts.path or "/")) else ""


def _sample(path: str) -> str:
    """A path with a variable, as one of its addresses may be."""
    return re.sub(r"%\(\w+\)s", "1", path)


def _looked_at(each: Fetched) -> Iterator[LinkProblem]:
    if each.status == 0 and each.url.startswith("https://"):  # the others are an error already
        yield LinkProblem(code="link_silent", where="html", what=each.url[:80])
    elif each.status >= 400:
        yield LinkProblem(code="link_error", where="html", what=each.url[:80], more=str(each.status))
    if each.is_image and (each.size or 0) > IMAGE_MOST:
        size = str(round((each.size or 0) / 1000))
        yield LinkProblem(code="image_heavy", where="html", what=each.url[:80], more=size)
