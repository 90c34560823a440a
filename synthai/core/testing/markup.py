"""What is wrong with a page of HTML: mistakes of syntax as the standard's own parser names them, and the rules of what may stand
where and what must point to something (https://html.spec.whatwg.org, "content model" of each element)."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

import html5lib
from html5lib.constants import E as WORDS

_SPACE: Final = "{http://www.w3.org/1999/xhtml}"
_FLOW_ONLY: Final = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "details",
        "dialog",
        "div",
        "dl",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "ul",
    ]
)
_OF_PHRASES: Final = frozenset(
    [
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "span",
        "b",
        "strong",
        "em",
        "i",
        "small",
        "label",
        "button",
        "abbr",
        "code",
        "cite",
        "q",
        "time",
        "summary",
    ]
)
_MAY_HOLD_HEADINGS: Final = frozenset({"summary"})
_INTERACTIVE: Final = frozenset(["a", "button", "input", "select", "textarea", "iframe", "details"])
_CHILDREN: Final = {
    "ul": frozenset({"li", "script", "template"}),
    "ol": frozenset({"li", "script", "template"}),
    "dl": frozenset({"dt", "dd", "div", "script", "template"}),
    "tr": frozenset({"td", "th", "script", "template"}),
    "select": frozenset({"option", "optgroup", "hr", "script", "template"}),
}
_POINTERS: Final = (
    "for",
    "form",
    "list",
    "aria-labelledby",
    "aria-describedby",
    "aria-controls",
    "aria-owns",
    "headers",
)
_OBSOLETE: Final = frozenset(
    ["acronym", "big", "center", "font", "marquee", "nobr", "strike", "tt", "frame", "frameset"]
)


def mistakes(page: str) -> list[str]:
    """Each mistake of a whole page in words; empty for none."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=True)
    root = parser.parse(page)
    said = [
        f"line {place[0]}: {WORDS.get(code, code) % (told or {})}"
        for place, code, told in parser.errors
        if code != "invalid-character-in-attribute-name" or "@" not in str(told)
    ]
    return said + list(_of_ids(root)) + list(_of_places(root, ()))


def _name(element: Any) -> str:
    return element.tag.removeprefix(_SPACE) if isinstance(element.tag, str) else ""


def _of_ids(root: Any) -> Iterator[str]:
    known = Counter(each.get("id") for each in root.iter() if each.get("id") is not None)
    yield from (f"id {name!r} stands {count} times" for name, count in known.items() if count > 1)
    for each in root.iter():
        for pointer in _POINTERS:
            for name in (each.get(pointer) or "").split():
                if name not in known:
                    yield f"<{_name(each)} {pointer}={name!r}> points to nothing"


def _of_places(element: Any, above: tuple[str, ...]) -> Iterator[str]:
    name = _name(element)
    yield from _of_one(element, name, above)
    for child in element:
        inner = _name(child)
        if inner and name in _CHILDREN and inner not in _CHILDREN[name]:
            yield f"<{inner}> stands right inside <{name}>"
        yield from _of_places(child, (*above, name) if name not in {"svg", "template"} else ())


def _of_one(element: Any, name: str, above: tuple[str, ...]) -> Iterator[str]:
    if name in _OBSOLETE:
        yield f"<{name}> is obsolete"
    if name == "img" and element.get("alt") is None:
        yield f"<img src={element.get('src')!r}> has no alt"
    if name == "iframe" and not element.get("title"):
        yield f"<iframe src={element.get('src')!r}> has no title"
    around = set(above) & {"a", "button"}
    is_hidden = name == "input" and element.get("type") == "hidden"
    if around and name in _INTERACTIVE and not is_hidden and (name != "a" or element.get("href") is not None):
        yield f"<{name}> can be worked with, inside <{around.pop()}>"
    if name in _FLOW_ONLY:
        holds = [each for each in above if each in _OF_PHRASES]
        if holds and not (name.startswith("h") and set(holds) <= _MAY_HOLD_HEADINGS):
            yield f"<{name}> stands inside <{holds[-1]}>, which takes words only"
