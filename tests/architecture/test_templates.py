"""What templates get wrong without a word: an address set in one block is gone in the next."""

import re
from dataclasses import dataclass, field
from functools import cache

from tests.architecture.sources import CHECKOUT

TEMPLATES = CHECKOUT / "templates"
_BLOCK = re.compile(r"{% (?:block (\w+)|endblock(?: \w+)?) %}")
_EXTENDS = re.compile(r'{% extends "([^"]+)" %}')
_ADDRESS = re.compile(r"{% (?:url|query_string)\b[^%]*? as (\w+) %}")
_WITH = re.compile(r"{% with (\w+)=")
_TAG = re.compile(r"{[{%].*?[%}]}")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")


@dataclass
class Block:
    """A block's own text, without the blocks in it, and the block around it."""

    around: str = ""
    text: str = ""
    addresses: set[str] = field(default_factory=set)


@cache
def blocks_of(name: str) -> dict[str, Block]:
    """The blocks of a template and of those that it extends; the texts are its own."""
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    found: dict[str, Block] = {}
    opened: list[str] = []
    at = 0
    for mark in _BLOCK.finditer(text):
        if opened:
            found[opened[-1]].text += text[at : mark.start()]
        if mark[1]:
            found[mark[1]] = Block(around=opened[-1] if opened else "")
            opened.append(mark[1])
        elif opened:
            opened.pop()
        at = mark.end()
    for block in found.values():
        block.addresses = set(_ADDRESS.findall(block.text))
    return _joined(found, _EXTENDS.search(text))


def _joined(found: dict[str, Block], extends: re.Match[str] | None) -> dict[str, Block]:
    if extends is None or not (TEMPLATES / extends[1]).exists():
        return found
    for name, base in blocks_of(extends[1]).items():
        own = found.setdefault(name, Block())
        own.around = own.around or base.around
        own.addresses |= base.addresses
    return found


def lost_in(name: str) -> list[str]:
    """Addresses that a block uses and only a block beside it has set."""
    blocks = blocks_of(name)
    every = set().union(*(block.addresses for block in blocks.values()))
    lost = []
    for place, block in blocks.items():
        seen, around = block.addresses | set(_WITH.findall(block.text)), block.around
        while around:
            seen |= blocks[around].addresses
            around = blocks[around].around
        tags = _QUOTED.sub("", " ".join(_TAG.findall(block.text)))
        used = [each for each in every - seen if re.search(rf"(?<![\w.]){each}\b(?!=)", tags)]
        lost += [f"{name}: {each} in block {place}" for each in sorted(used)]
    return lost


def test_a_block_uses_no_address_that_another_block_set() -> None:
    names = [path.relative_to(TEMPLATES).as_posix() for path in sorted(TEMPLATES.rglob("*.html"))]
    assert len(names) > 200
    found = [each for name in names for each in lost_in(name)]
    assert found == [], "set it again in that block: a link without an address leads nowhere"
