"""Films and sounds made smaller by workers, one rendition at a time, the smallest first, for the rows of any app.

Nothing runs in a transaction while ffmpeg works: the lease is renewed each second, and each rendition is a row as soon as it
is whole. So a worker killed at any point leaves at most one file that nobody knows of, the next one goes on with what is
missing, and people watch the smallest while the others are still being made.
"""

import tempfile
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from synthai.core import files
from synthai.core.media import ffmpeg, films
from synthai.core.media.films import Frame, Made
from synthai.core.media.states import IN_WORK, LEASE, MOST_ATTEMPTS, MediaState, Trouble

SOUND: Final = "sound"
POSTER: Final = "poster"
_BEAT: Final = 1.0
_POSTER_SIDE: Final = 640


class Lost(Exception):  # noqa: N818 - a fact, not a fault
    """Another worker took over, or the file is gone."""


class _Failed(Exception):  # noqa: N818 - a property of the file
    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble)
        self.trouble = trouble


@dataclass(frozen=True, kw_only=True)
class Shop:
    """The rows of an app that films are made smaller for.

    `rows` is the model of its files: kind ("video" or "audio"), path, content_type, seconds, sha256, width, height, state,
    progress, trouble, attempts, queued_at, lease_until, lease_token, and `abandoned` on its queryset. `renditions` is the model of what is
    made, `owner` its foreign key. `on_measured` is told the seconds of a row outside of a transaction, `on_kept` what was
    stored and `on_end` the trouble (empty for none) in the one that writes it; `notes` are written with the measured length.
    """

    rows: Any
    renditions: Any
    owner: str
    folder: str
    on_end: Callable[[Any, str], None]
    on_measured: Callable[[Any, int], None] = lambda _row, _seconds: None
    on_kept: Callable[[Any, int], None] = lambda _row, _size: None
    notes: Mapping[str, Any] = field(default_factory=dict)


def abandoned(shop: Shop, *, now: datetime) -> list[int]:
    """Keys of the films of the active tenant that no live worker holds; each is told of once in a while, not each time."""
    rows = list(shop.rows.objects.abandoned(now=now).order_by("pk").values_list("pk", flat=True))
    shop.rows.objects.abandoned(now=now).filter(pk__in=rows).update(queued_at=now, lease_until=None)
    return rows


def render(shop: Shop, key: int) -> None:
    """Make everything that is still missing of a film or sound. Does nothing when that is done, or another worker is at it.

    Needs the tenant; not one transaction; may be repeated.
    """
    token = _claimed(shop, key, now=timezone.now())
    if token is None:
        return
    row = shop.rows.objects.order_by("pk").get(pk=key)
    try:
        if row.attempts > MOST_ATTEMPTS:
            raise _Failed(Trouble.GAVE_UP)
        with (
            files.local_copy(row.path) as source,
            tempfile.TemporaryDirectory(prefix="synthai-film-") as folder,
        ):
            _Work(shop, row, token, source, Path(folder)).do()
    except Lost:
        return
    except (_Failed, FileNotFoundError) as found:
        _end(shop, row, token, trouble=found.trouble if isinstance(found, _Failed) else Trouble.UNREADABLE)
    else:
        _end(shop, row, token)


def again(shop: Shop, row: Any, *, now: datetime) -> bool:
    """Let workers have another go at what failed; whether it had. Part of a transaction."""
    wanted = {"state": MediaState.WAITING, "trouble": "", "attempts": 0, "progress": 0, "queued_at": now}
    return bool(shop.rows.objects.filter(pk=row.pk, state=MediaState.FAILED).update(**wanted))


def _claimed(shop: Shop, key: int, *, now: datetime) -> str | None:
    token = uuid.uuid4().hex
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    taken = shop.rows.objects.filter(free, pk=key, state__in=IN_WORK).update(
        state=MediaState.RUNNING, lease_token=token, lease_until=now + LEASE, attempts=F("attempts") + 1
    )
    return token if taken else None


@transaction.atomic
def _end(shop: Shop, row: Any, token: str, *, trouble: str = "") -> None:
    state = MediaState.FAILED if trouble else MediaState.READY
    ended = {"state": state, "trouble": trouble, "progress": 100, "lease_until": None, "lease_token": ""}
    if shop.rows.objects.filter(pk=row.pk, lease_token=token).update(**ended):
        shop.on_end(row, trouble)


class _Work:
    """One film under one lease."""

    def __init__(self, shop: Shop, row: Any, token: str, source: Path, folder: Path) -> None:
        self.shop, self.row, self.token, self.source, self.folder = shop, row, token, source, folder
        made = shop.renditions.objects.filter(**{shop.owner: row})
        self.done = set(made.values_list("label", flat=True))
        self.seconds, self.share, self.step, self.last = 0.0, 0.0, 1.0, 0.0

    def do(self) -> None:
        """Everything that is missing."""
        self.measure()
        if self.row.kind == "audio":
            if not self.make_sound(share=1.0):
                raise _Failed(Trouble.NO_SOUND)
            return
        seen = self.look()
        rungs = films.rungs_for(seen)
        if SOUND not in self.done:
            self.make_sound(share=0.1)
        for place, rung in enumerate(rungs):
            if rung.label in self.done:
                continue
            self.begin(0.1 + 0.9 * place / len(rungs), 0.9 / len(rungs))
            out = self.folder / "film.mp4"
            self.tried(lambda: self._film(out, rung, seen), label=rung.label, out=out)  # noqa: B023 - called at once

    def measure(self) -> None:
        """How long it is, and its sum: known before anything is made of it."""
        try:
            self.seconds = films.measure(self.source, self.row.content_type)
        except films.TooLong as error:
            raise _Failed(Trouble.TOO_LONG) from error
        except ffmpeg.TooMuchWork as error:
            raise _Failed(Trouble.TOO_MUCH) from error
        except ffmpeg.Unreadable as error:
            raise _Failed(Trouble.UNREADABLE) from error
        whole = max(1, round(self.seconds))
        self.hold(seconds=whole, **self.shop.notes)
        self.shop.on_measured(self.row, whole)
        if not self.row.sha256:
            self.hold(sha256=files.sha256_of(self.source))

    def look(self) -> Frame:
        """The size of its picture; and a still of it, kept once."""
        still = self.folder / "still.png"
        try:
            seen = films.frame(self.source, self.row.content_type, still, at=min(3.0, self.seconds / 10))
        except films.NothingToSee as error:
            raise _Failed(Trouble.NO_PICTURE) from error
        except films.TooWide as error:
            raise _Failed(Trouble.TOO_WIDE) from error
        except ffmpeg.TooMuchWork as error:
            raise _Failed(Trouble.TOO_MUCH) from error
        self.hold(width=seen.width, height=seen.height)
        if POSTER not in self.done:
            width, height = films.still(still, self.folder / "still.webp", side=_POSTER_SIDE)
            made = Made(seconds=0, width=width, height=height)
            self.keep(POSTER, "image/webp", self.folder / "still.webp", made)
        return seen

    def make_sound(self, *, share: float) -> bool:
        """Its sound alone; whether it has any."""
        if SOUND in self.done:
            return True
        self.begin(0.0, share)
        out = self.folder / "sound.m4a"
        made = self._guarded(lambda: films.sound(self.source, self.row.content_type, out, tick=self.tick))
        if made is not None:
            self.keep(SOUND, "audio/mp4", out, made)
        return made is not None

    def tried(self, make: Callable[[], Made], *, label: str, out: Path) -> None:
        """One size of film."""
        made = self._guarded(make)
        if made is not None:
            self.keep(label, "video/mp4", out, made)

    def _film(self, out: Path, rung: films.Rung, seen: Frame) -> Made:
        return films.film(self.source, self.row.content_type, out, rung=rung, seen=seen, tick=self.tick)

    def _guarded(self, make: Callable[[], Made | None]) -> Made | None:
        try:
            return make()
        except ffmpeg.TooMuchWork as error:
            raise _Failed(Trouble.TOO_MUCH) from error
        except ffmpeg.Unreadable as error:
            raise _Failed(Trouble.UNREADABLE) from error

    def begin(self, share: float, step: float) -> None:
        """What follows takes the bar from `share` by `step`."""
        self.share, self.step = share, step

    def tick(self, done: float) -> None:
        """Some times a second while ffmpeg works."""
        if time.monotonic() - self.last >= _BEAT:
            self.last = time.monotonic()
            part = min(1.0, done / self.seconds) if self.seconds else 0.0
            self.hold(progress=int(100 * (self.share + self.step * part)))

    def hold(self, **values: object) -> None:
        """Renew the lease and write something down. Raises Lost."""
        held = self.shop.rows.objects.filter(pk=self.row.pk, lease_token=self.token)
        if not held.update(lease_until=timezone.now() + LEASE, **values):
            raise Lost

    def keep(self, label: str, content_type: str, out: Path, made: Made) -> None:
        """Store what was made, then its row, while the lease is ours."""
        with out.open("rb") as content:
            stored = files.save_stream(
                content, folder=f"{self.shop.folder}/{self.row.organisation_id}", name=out.name
            )
        try:
            with transaction.atomic():
                self.hold()
                self.shop.renditions.objects.create(
                    organisation_id=self.row.organisation_id,
                    **{self.shop.owner: self.row},
                    label=label,
                    content_type=content_type,
                    path=stored.path,
                    size=stored.size,
                    width=made.width,
                    height=made.height,
                )
                self.shop.on_kept(self.row, stored.size)
        except BaseException:
            files.delete(stored.path)
            raise
        self.done.add(label)
