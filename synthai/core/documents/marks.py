"""What is laid over the pages of a PDF before it is sealed."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mark:
    """A small one-page PDF laid over a page of the first file: its lower left corner in points."""

    page: int  # from 0
    x: float
    y: float
    pdf: bytes
