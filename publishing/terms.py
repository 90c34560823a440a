"""The words of pieces that rows keep: kinds, states, audiences. Values are stable; labels are for people."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

TITLE_LENGTH: Final = 120
SUMMARY_LENGTH: Final = 300
SLUG_LENGTH: Final = 100
TEXT_LENGTH: Final = 60_000  # letters of one block
OUR_SLUGS: Final = frozenset({"search"})  # pages of ours stand at these addresses
MOST_BLOCKS: Final = 300
MOST_BYTES: Final = 1_000_000  # of a whole draft
WORDS_LENGTH: Final = 500  # of what is said with a review
NOTE_LENGTH: Final = 2_000
HEADS: Final = {"title": TITLE_LENGTH, "summary": SUMMARY_LENGTH}  # parts of a piece that are no blocks

# Languages a piece may be written in; the first ones have pages of their own language as well.
LANGUAGES: Final = (
    ("en", "English"),
    ("af", "Afrikaans"),
    ("zu", "isiZulu"),
    ("xh", "isiXhosa"),
    ("st", "Sesotho"),
)


class PieceKind(models.TextChoices):
    """What a piece is."""

    ARTICLE = "article", _("Article")
    VIDEO = "video", _("Video")
    RESOURCE = "resource", _("Resource")


class Standing(models.TextChoices):
    """Where the draft of a piece stands. Whether readers see a version of it is told by `live`, not here."""

    WRITING = "writing", _("Being written")
    WAITING = "waiting", _("Waits for review")
    RETURNED = "returned", _("Sent back")
    APPROVED = "approved", _("Approved")


class Verdict(models.TextChoices):
    """What became of a review."""

    WAITING = "", _("Waits")
    APPROVED = "approved", _("Approved")
    RETURNED = "returned", _("Sent back")
    WITHDRAWN = "withdrawn", _("Taken back")


class Audience(models.TextChoices):
    """Who may read a piece. The platform's pieces take the first three, an organisation's own the last three and PUBLIC."""

    PUBLIC = "public", _("Everybody, signed in or not")
    MEMBERS = "members", _("Everybody who is signed in")
    PLAN = "plan", _("Organisations whose plan has it")
    TEAM = "team", _("Everybody in the organisation")
    LEADERS = "leaders", _("Managers and above")


class BlockKind(models.TextChoices):
    """What a piece is made of."""

    TEXT = "text", _("Text")
    IMAGE = "image", _("Picture")
    GALLERY = "gallery", _("Gallery")
    VIDEO = "video", _("Video")
    AUDIO = "audio", _("Sound")
    FILE = "file", _("File to download")
    TABLE = "table", _("Table")
    QUOTE = "quote", _("Quote")
    CALLOUT = "callout", _("Note in a frame")
    EMBED = "embed", _("Video elsewhere")
    RELATED = "related", _("See also")
    ACTION = "action", _("Button")


class RevisionKind(models.TextChoices):
    """Why a revision was kept."""

    SAVED = "saved", _("Saved")
    SUBMITTED = "submitted", _("Handed in for review")
    PLANNED = "planned", _("To go live later")
    PUBLISHED = "published", _("Published")
    RESTORED = "restored", _("Restored")
