"""The standard streams of a command, gathered so that tests and pipes see the same thing."""

import sys
from dataclasses import dataclass
from typing import BinaryIO, TextIO


@dataclass(frozen=True, slots=True)
class Streams:
    """Bytes in, bytes out (always UTF-8, whatever the terminal's encoding), words to people."""

    source: BinaryIO
    target: BinaryIO
    words: TextIO

    @classmethod
    def standard(cls) -> "Streams":
        """Those of this process."""
        return cls(sys.stdin.buffer, sys.stdout.buffer, sys.stderr)

    def say(self, line: str) -> None:
        """One line to the person at the terminal."""
        self.words.write(f"{line}\n")
        self.words.flush()
