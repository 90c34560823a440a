"""Columns of types that Django does not know."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    _Field = models.Field[Any, Any]
else:
    _Field = models.Field


class HalfVectorField(_Field):
    """A vector of half-precision numbers (pgvector's `halfvec`), of any length: whose it is, the row's model says."""

    def db_type(self, connection: Any) -> str:
        """PostgreSQL's name of the type."""
        del connection
        return "halfvec"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Numbers as pgvector's text."""
        del connection, prepared
        return value if value is None or isinstance(value, str) else vector_text(value)


class BitField(_Field):
    """So many bits (PostgreSQL's `bit`), as text of noughts and ones."""

    def __init__(self, *args: Any, bits: int, **options: Any) -> None:
        self.bits = bits
        super().__init__(*args, **options)

    def deconstruct(self) -> Any:
        """As migrations write it."""
        name, path, args, options = super().deconstruct()
        return name, path, args, {**options, "bits": self.bits}

    def db_type(self, connection: Any) -> str:
        """PostgreSQL's name of the type."""
        del connection
        return f"bit({self.bits})"


def vector_text(numbers: Iterable[float]) -> str:
    """Numbers as pgvector reads them. Five digits are more than half precision keeps."""
    return "[" + ",".join(f"{float(number):.5g}" for number in numbers) + "]"
