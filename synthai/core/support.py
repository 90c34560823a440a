"""What SynthAI's support may do inside a customer's organisation, when the customer lets it in.

Closed by default: a capability that no app opens here is not support's, at any level. So secrets, payments, roles,
security settings and what apps add later stay shut until somebody decides otherwise, in the app's permissions.py:

    open_to_support("look", PRODUCT_VIEW)
    open_to_support("work", IMPORT_CREATE, RUN_CREATE)
"""

from typing import Final, Literal

Level = Literal["look", "work", "decide"]
LEVELS: Final[tuple[Level, ...]] = ("look", "work", "decide")

_open: dict[str, Level] = {}


def open_to_support(level: Level, *capabilities: str) -> None:
    """Let support have these capabilities when the customer allows this level or a higher one."""
    for code in capabilities:
        _open[code] = level


def capabilities_at(level: str) -> frozenset[str]:
    """The codes of what support may do at a level; nothing at an unknown one."""
    if level not in LEVELS:
        return frozenset()
    allowed = LEVELS[: LEVELS.index(level) + 1]
    return frozenset(code for code, needed in _open.items() if needed in allowed)
