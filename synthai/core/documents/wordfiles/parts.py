"""The parts of a Word file that hold places, as short templates: the XML between the places is set aside, so a template is only what a person wrote.

docxtpl joins what Word parts over several runs, and knows {%tr … %} and {%p … %} for whole rows and paragraphs. What it hands over is not run by Jinja as
docxtpl would: the grammar of `core.facts` reads it first, and our own writer runs it.
"""

import io
import re
from collections.abc import Callable
from typing import Any, Final

from docxtpl import DocxTemplate
from jinja2 import nodes

from synthai.core.documents.wordfiles.refusing import Refused
from synthai.core.facts import writer
from synthai.core.facts.grammar import TemplateRefused

_TAG: Final = re.compile(r"(\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\})", re.DOTALL)
_XML: Final = re.compile(r"<[^>]*>")
_LOOSE: Final = re.compile(r"\{\{|\}\}|\{%|%\}")
_ASIDE: Final = re.compile("\ue003(\\d+)\ue004")
_PRIVATE: Final = re.compile("[\ue000-\ue004]")
Write = Callable[[str], str]


class WordFile(DocxTemplate):  # type: ignore[misc]
    """A Word file whose parts are written by `write`: a short template in, its text out."""

    def __init__(self, content: bytes, write: Write) -> None:
        super().__init__(io.BytesIO(content))
        self._write = write

    def render_xml_part(self, src_xml: str, part: Any, context: Any, jinja_env: Any = None) -> str:
        """One part, by our writer instead of docxtpl's Jinja."""
        short, aside = shortened(src_xml)
        if not aside:
            return src_xml
        check_template(short)
        return _ASIDE.sub(lambda found: aside[int(found[1])], self._write(short))

    def render_properties(self, context: Any, jinja_env: Any = None) -> None:
        """Title and author of the file are no templates."""

    def filled(self) -> bytes:
        """The whole file."""
        self.render({})
        content = io.BytesIO()
        self.save(content)
        return content.getvalue()


def shortened(xml: str) -> tuple[str, list[str]]:
    """A part with its XML set aside. Nothing is set aside where there is no place. Raises Refused for a place that is not closed."""
    pieces = _TAG.split(_PRIVATE.sub("", xml))
    for piece in pieces[::2]:
        text = _XML.sub("", piece)
        loose = _LOOSE.search(text)
        if loose:
            raise Refused("open", name=text[max(0, loose.start() - 20) : loose.end() + 30].strip())
    if len(pieces) == 1:
        return xml, []
    short = [f"\ue003{place // 2}\ue004" if place % 2 == 0 else piece for place, piece in enumerate(pieces)]
    return "".join(short), pieces[::2]


def check_template(short: str) -> None:
    """Only what our grammar allows, and in {{ }} only facts: no words, which could be XML. Raises Refused."""
    try:
        tree = writer.tree_of(short)
    except TemplateRefused as error:
        raise Refused("template", name=_near(short, error), what=str(error.params.get("what", ""))) from error
    for output in tree.find_all(nodes.Output):
        for node in output.nodes:
            if not isinstance(node, nodes.TemplateData | nodes.Name | nodes.Getattr | nodes.Filter):
                raise Refused("template", name="{{ }}", what="only a fact may stand there")


def _near(short: str, error: TemplateRefused) -> str:
    """The line that is meant, with what was set aside left out."""
    line = error.params.get("line")
    lines = short.splitlines()
    text = lines[line - 1] if isinstance(line, int) and 0 < line <= len(lines) else short
    tags = _TAG.findall(_ASIDE.sub(" ", text))
    return " ".join(tags)[:100] or _ASIDE.sub(" ", text).strip()[:100]
