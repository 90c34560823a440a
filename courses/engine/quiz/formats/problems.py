"""What is wrong with a written question, where, and how to mend it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


class QuestionUnclear(ValueError):
    """A question that cannot be used as it is written. `field` is text, answers or points; `line` counts within the answers."""

    def __init__(self, why: "_StrOrPromise", *, field: str = "answers", line: int | None = None) -> None:
        super().__init__(why)
        self.why, self.field, self.line = why, field, line
