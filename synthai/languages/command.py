"""What bin/languages does."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from synthai.languages import catalogues, faults
from synthai.languages.messages import Key, collect
from synthai.settings.languages import known

_USAGE = "bin/languages collect | compile | check | coverage | fill LANGUAGE FILE"


def main(arguments: Sequence[str], locale: Path = catalogues.LOCALE) -> int:
    """Carry one command out; what it ends with."""
    match list(arguments):
        case ["collect"]:
            catalogues.write_all(locale, collect())
        case ["compile"]:
            for tag in _offered(locale):
                catalogues.compile_language(locale, tag)
        case ["check"]:
            return _check(locale)
        case ["coverage"]:
            _coverage(locale)
        case ["fill", tag, name] if tag in known(locale):
            return _fill(locale, tag, Path(name))
        case _:
            sys.stderr.write(f"{_USAGE}\n")
            return 2
    return 0


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def _offered(locale: Path) -> list[str]:
    return [tag for tag, told in known(locale).items() if told["offered"]]


def _check(locale: Path) -> int:
    collected = collect()
    found = [f"{tag}: {fault}" for tag in known(locale) for fault in faults.of(locale, tag, collected)]
    _say("\n".join(found) or "The catalogues are as the sources ask.")
    return 1 if found else 0


def _coverage(locale: Path) -> None:
    collected = collect()
    for tag in known(locale):
        shares = faults.coverage(locale, tag, collected)
        _say(f"{tag}\n  part             sentences  translated")
        for share in shares:
            _say(f"  {share.part:<16} {share.sentences:>9}  {share.translated:>10}  {share.percent:>3}%")


def _fill(locale: Path, tag: str, path: Path) -> int:
    """Take translations from a file; what names no sentence of the sources is said and left out."""
    collected = collect()
    told = json.loads(path.read_text(encoding="utf-8"))
    wanted: dict[Key, tuple[str, ...]] = {}
    for key in collected.files:
        text = told.get(f"{key.context}\x04{key.text}" if key.context else key.text)
        if text:
            wanted[key] = tuple(text) if isinstance(text, list) else (text,) * (2 if key.plural else 1)
    catalogues.write_all(locale, collected, {tag: wanted})
    unknown = set(told) - {f"{key.context}\x04{key.text}" if key.context else key.text for key in wanted}
    _say(f"{len(wanted)} sentences taken.", *(f"Unknown: {text}" for text in sorted(unknown)))
    return 1 if unknown else 0
