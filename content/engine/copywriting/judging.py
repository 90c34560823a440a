"""Whether a text may go where it is to go: length, hashtags, words that are never used, who sends it and how to stop."""

from collections.abc import Iterable
from dataclasses import dataclass

from content.engine.copywriting import banned
from content.engine.copywriting.channels import Channel, letters_of, tags_of


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What is wrong with a text; all empty: nothing. `over` are letters beyond the limit."""

    letters: int
    over: int
    tags_over: int
    banned: tuple[str, ...]
    lacks_stop: bool

    @property
    def is_fit(self) -> bool:
        """Whether it may be used as it is."""
        return not (self.over or self.tags_over or self.banned or self.lacks_stop)


def judge(text: str, channel: Channel, words: Iterable[str]) -> Verdict:
    """Held against the channel's limits and the words that are never used."""
    letters = letters_of(channel, text)
    return Verdict(
        letters=letters,
        over=max(0, letters - channel.most),
        tags_over=max(0, len(tags_of(text)) - channel.most_tags),
        banned=tuple(dict.fromkeys(hit.text for hit in banned.find(text, words))),
        lacks_stop=channel.is_direct and not says_stop(text),
    )


def says_stop(text: str) -> bool:
    """Whether it tells how to stop: the word STOP is what every channel of ours understands."""
    return "STOP" in text
