"""Every route of the URLconf, as the sweep sees it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver, reverse


@dataclass(frozen=True)
class Route:
    """A route by its full name; `parameters` are what its address needs."""

    name: str
    pattern: str
    parameters: tuple[str, ...]

    def address(self, values: dict[str, str]) -> str:
        return reverse(self.name, kwargs={key: values[key] for key in self.parameters})


def routes() -> list[Route]:
    return list(_walk(get_resolver().url_patterns, (), "", ()))


def _walk(
    patterns: Iterable[URLPattern | URLResolver], names: tuple[str, ...], before: str, taken: tuple[str, ...]
) -> Iterator[Route]:
    for entry in patterns:
        here = before + str(entry.pattern)
        parameters = (*taken, *_parameters(entry))
        if isinstance(entry, URLResolver):
            inner = (*names, entry.namespace) if entry.namespace else names
            yield from _walk(entry.url_patterns, inner, here, parameters)
        else:
            yield Route(":".join((*names, entry.name or "")), here, parameters)


def _parameters(entry: URLPattern | URLResolver) -> tuple[str, ...]:
    return tuple(getattr(entry.pattern, "converters", {})) or tuple(entry.pattern.regex.groupindex)
