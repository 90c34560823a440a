"""Two revisions of a piece, or a revision and the draft, part by part and word by word."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from publishing.engine.told import told
from publishing.models import Piece, Revision
from publishing.terms import BlockKind
from synthai.core.comparing import Change, Part, compare

Row = Piece | Revision


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What is other in `new`, and how many words came and went."""

    old: Row
    new: Row
    changes: tuple[Change, ...]

    @property
    def changed(self) -> list[Change]:
        """The parts that are not the same."""
        return [change for change in self.changes if change.state != "same"]

    @property
    def added(self) -> int:
        """Words that came."""
        return sum(change.added for change in self.changes)

    @property
    def removed(self) -> int:
        """Words that went."""
        return sum(change.removed for change in self.changes)


def between(old: Row, new: Row) -> Comparison:
    """Both in parts with keys that stay from revision to revision."""
    return Comparison(old=old, new=new, changes=tuple(compare(list(_parts(old)), list(_parts(new)))))


def _parts(row: Row) -> Iterator[Part]:
    yield Part("title", _("Title"), row.title)
    yield Part("summary", _("Summary"), row.summary)
    for block in row.blocks:
        yield Part(block["id"], str(BlockKind(block["kind"]).label), told(block))
