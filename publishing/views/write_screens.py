"""What the writers' pages show: contexts of templates, without rules and without writes."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from media.engine.weight import Weight
from media.selectors import choices, weighing
from publishing import permissions
from publishing.engine import words
from publishing.engine.blocks import ID, KEY, assets_of
from publishing.forms.blocks import BlockForm
from publishing.forms.writing import HeadForm
from publishing.models import Piece
from publishing.selectors import approval, desks, drawn, findings, notes, writing
from publishing.services import hints
from publishing.services.parts import HEADS
from publishing.terms import BlockKind
from publishing.views import help_screens
from synthai.core import comparing
from synthai.core.access import Actor, TenantRequest
from synthai.core.templatetags.synthai import zar

ICONS: Final[dict[str, str]] = {
    BlockKind.TEXT: "journal-text",
    BlockKind.IMAGE: "eye",
    BlockKind.GALLERY: "grid",
    BlockKind.VIDEO: "play-fill",
    BlockKind.AUDIO: "bell",
    BlockKind.FILE: "download",
    BlockKind.TABLE: "table",
    BlockKind.QUOTE: "person",
    BlockKind.CALLOUT: "info-circle",
    BlockKind.EMBED: "link-45deg",
    BlockKind.RELATED: "arrow-up-right",
    BlockKind.ACTION: "arrow-right",
}
KINDS: Final = [
    (kind.value, kind.label, icon) for kind, icon in ((BlockKind(k), i) for k, i in ICONS.items())
]
_SHOWS: Final = {
    BlockKind.IMAGE: "image",
    BlockKind.GALLERY: "image",
    BlockKind.VIDEO: "video",
    BlockKind.AUDIO: "audio",
    BlockKind.FILE: "file",
}


def piece(request: TenantRequest, found: Piece, *, active: str) -> dict[str, Any]:
    """What every page of a piece's writer shows: state, tabs, what may be done."""
    now = timezone.now()
    is_live = found.is_live(now=now)
    live_version = found.live.of_version if found.live else 0
    talks = notes.open_counts(found)
    can_publish = request.actor.can(permissions.PIECE_PUBLISH) and found.removed_at is None
    has_changes = is_live and found.version > live_version
    return {
        "piece": found,
        "now": now,
        "is_live": is_live,
        "has_changes": has_changes,
        "tabs": _tabs(request, found, active, sum(talks.values())),
        "talks_at": talks,
        "can_publish": can_publish,
        "must_be_read": can_publish and (has_changes or not is_live) and approval.is_lacking(found),
    }


def editor(
    request: TenantRequest, found: Piece, *, instead: Mapping[str, Mapping[str, Any]] | None = None
) -> dict[str, Any]:
    """The draft with a form for each part. `instead`: parts that are shown with what was sent, by their names."""
    instead = instead or {}
    offers = offered(found.blocks, by=request.actor, found=found)
    after = request.GET.get("after", "")
    heads = [instead.get(part) or head(found, part) for part in HEADS]
    number = words.count(words.plain(found.blocks))
    context = piece(request, found, active="write")
    parts = [instead.get(block["id"]) or part(found, block, offers) for block in found.blocks]
    return {
        **context,
        "heads": heads,
        "parts": [{**each, "talks": context["talks_at"].get(each["name"], 0)} for each in parts],
        "sitting": desks.sitting(found, by=request.actor, now=context["now"]),
        "topic": hints.topic_for(request.actor),
        "gone": [each for each in instead.values() if each.get("is_gone")],
        "kinds": KINDS,
        "after": after if ID.fullmatch(after) else "",
        "undo": _undo(request, found),
        "words": number,
        "minutes": words.minutes(number),
        "help": help_screens.panel(request, found),
    }


def head(found: Piece, name: str, form: HeadForm | None = None, **more: Any) -> dict[str, Any]:
    """Title or summary with its form."""
    shown = form or HeadForm(part=name, initial={"text": getattr(found, name), "seen": found.version})
    return {"name": name, "form": shown, "version": found.version, **more}


def part(
    found: Piece,
    block: Mapping[str, Any],
    offers: Mapping[str, Any],
    form: BlockForm | None = None,
    **more: Any,
) -> dict[str, Any]:
    """A block with its form, and the file it shows."""
    kind = BlockKind(block["kind"])
    rows: dict[str, Any] = offers["rows"]
    keys = [block["data"].get("asset", ""), *(each["asset"] for each in block["data"].get("assets", []))]
    return {
        "block": block,
        "name": block["id"],
        "label": kind.label,
        "icon": ICONS[kind],
        "form": form or block_form(found, block, offers),
        "version": found.version,
        "files": [drawn.shown_file(rows[key], offers["weights"].get(key)) for key in keys if key in rows],
        "shows": _SHOWS.get(kind, ""),
        "lacks_files": kind in _SHOWS and not offers["files"].get(_SHOWS[kind]),
        **more,
    }


def label_of(block: Mapping[str, Any] | None) -> str:
    """What a block is called."""
    return str(BlockKind(block["kind"]).label) if block is not None else ""


def block_form(
    found: Piece,
    block: Mapping[str, Any],
    offers: Mapping[str, Any],
    data: Any = None,
    *,
    seen: int | None = None,
) -> BlockForm:
    """The form of a block, with what was sent."""
    files = offers["files"].get(_SHOWS.get(BlockKind(block["kind"])), [])
    version = found.version if seen is None else seen
    return BlockForm(data, block=block, seen=version, files=files, pieces=offers["pieces"])


def offered(
    blocks: Sequence[Mapping[str, Any]], *, by: Actor, found: Piece, sent: Sequence[str] = ()
) -> dict[str, Any]:
    """What the blocks' forms let choose: files by kind, pieces. Twice as many queries as there are kinds of files in it at most, and one.
    `sent`: ids of files that were chosen just now, however old."""
    kinds = {_SHOWS[kind] for kind in (BlockKind(block["kind"]) for block in blocks) if kind in _SHOWS}
    keys = [*assets_of(blocks), *(key for key in sent if KEY.fullmatch(key))]
    rows: dict[str, Any] = {}
    files: dict[str, list[tuple[str, str]]] = {}
    for kind in sorted(kinds):
        newest = choices.newest([kind], chosen=keys)
        rows |= {row.public_id: row for row in newest}
        files[kind] = [(row.public_id, row.name) for row in newest]
    weights = weighing.weights(rows.values())
    files = {
        kind: [(key, f"{name} ({cost_words(weights[key])})") for key, name in listed]
        for kind, listed in files.items()
    }
    chosen = [key for block in blocks for key in block["data"].get("pieces", [])]
    asks = any(block["kind"] == BlockKind.RELATED for block in blocks)
    pieces = writing.to_relate(by, now=timezone.now(), but=found) if asks else []
    known = {key for key, _title in pieces}
    known |= writing.hidden_keys(chosen, by=by, now=timezone.now())
    lost = [(key, _("A piece that is not there any more")) for key in chosen if key not in known]
    return {"rows": rows, "files": files, "weights": weights, "pieces": [*pieces, *dict(lost).items()]}


def cost_words(weight: Weight) -> str:
    """What a file costs a reader, in words: 120 kB, R 0.02."""
    size = filesizeformat(weight.size)
    return size if weight.is_tiny else f"{size}, {zar(weight.rand)}"


def clash(mine: str, theirs: str) -> dict[str, Any]:
    """Both texts, and what differs word by word."""
    return {"mine": mine, "theirs": theirs, "pieces": comparing.words(theirs, mine)}


def _undo(request: TenantRequest, found: Piece) -> str:
    """Where the way back of a removal posts to; empty without one."""
    key = request.GET.get("undo", "")
    if not ID.fullmatch(key) or any(block["id"] == key for block in found.blocks):
        return ""
    return reverse("publishing:write-block-restore", args=[request.organisation.slug, found.public_id, key])


def _tabs(request: TenantRequest, found: Piece, active: str, talks: int) -> list[dict[str, Any]]:
    pages = [
        ("write", "publishing:write-piece", _("Write")),
        ("settings", "publishing:write-settings", _("Settings")),
        ("review", "publishing:write-review", _("Publish")),
        ("notes", "publishing:write-notes", _("Notes")),
        ("revisions", "publishing:write-revisions", _("Revisions")),
        ("checks", "publishing:write-piece-checks", _("Checks")),
        ("preview", "publishing:write-preview", _("Preview")),
    ]
    beside = ("languages", "publishing:write-translate", _("Beside the original"))
    alone = ("languages", "publishing:write-languages", _("Languages"))
    pages.insert(1, beside if found.original_id else alone)
    slug, counts = request.organisation.slug, {"checks": findings.count_of(found), "notes": talks or None}
    return [
        {
            "label": label,
            "url": reverse(view, args=[slug, found.public_id]),
            "active": name == active,
            "count": counts.get(name),
        }
        for name, view, label in pages
    ]
