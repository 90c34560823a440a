"""The words of checks that rows keep. Values are stable; labels are for people."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

WORDS_LENGTH: Final = 200
REASON_LENGTH: Final = 200


class Urgency(models.IntegerChoices):
    """How soon a finding wants to be mended; kept as a number, so that lists are ordered by it."""

    NOW = 1, _("Now")
    SOON = 2, _("Soon")
    LATER = 3, _("Later")


class FindingKind(models.TextChoices):
    """What is wrong."""

    LINK_BROKEN = "link_broken", _("A link leads nowhere")
    LINK_MOVED = "link_moved", _("A link takes a way round")
    LINK_UNSURE = "link_unsure", _("A link could not be checked")
    ALT_MISSING = "alt_missing", _("A picture is not described")
    ALT_IS_NAME = "alt_is_name", _("A description is the name of a file")
    HEADING_SKIPPED = "heading_skipped", _("A heading skips a step")
    LINK_WORDS = "link_words", _("Link words say nothing")
    TABLE_HEAD = "table_head", _("A table has no head")
    CAPTIONS_MISSING = "captions_missing", _("A video has no captions")
    TRANSCRIPT_MISSING = "transcript_missing", _("A sound cannot be read")
    EMBED_TITLE = "embed_title", _("A video elsewhere has no title")
    FILE_GONE = "file_gone", _("A file is not there any more")
    HARD_TO_READ = "hard_to_read", _("Hard to read")
    LONG_SENTENCE = "long_sentence", _("A very long sentence")
    CHECK_DUE = "check_due", _("To be checked again")
    OLD_DATE = "old_date", _("An old year, told as if it were now")
    LAW_CHANGED = "law_changed", _("A figure of the law that changed")
    HEAVY = "heavy", _("Costs readers much data")
    FILE_HEAVY = "file_heavy", _("A heavy file")
    TRANSLATION_STALE = "translation_stale", _("The original was changed since")
    SUMMARY_MISSING = "summary_missing", _("No summary")
    SEO_LONG = "seo_long", _("The description for search engines is cut off")
    TAGS_MISSING = "tags_missing", _("No tag")


class FindingGroup(models.TextChoices):
    """What a list of findings may be narrowed to."""

    LINKS = "links", _("Links")
    ACCESS = "access", _("For every reader")
    READING = "reading", _("Easy to read")
    DATES = "dates", _("Out of date")
    WEIGHT = "weight", _("Data")
    WHOLE = "whole", _("What is missing")


_K = FindingKind
GROUPS: Final[dict[str, tuple[FindingKind, ...]]] = {
    FindingGroup.LINKS: (_K.LINK_BROKEN, _K.LINK_MOVED, _K.LINK_UNSURE),
    FindingGroup.ACCESS: (
        _K.ALT_MISSING,
        _K.ALT_IS_NAME,
        _K.HEADING_SKIPPED,
        _K.LINK_WORDS,
        _K.TABLE_HEAD,
        _K.CAPTIONS_MISSING,
        _K.TRANSCRIPT_MISSING,
        _K.EMBED_TITLE,
    ),
    FindingGroup.READING: (_K.HARD_TO_READ, _K.LONG_SENTENCE),
    FindingGroup.DATES: (_K.CHECK_DUE, _K.OLD_DATE, _K.LAW_CHANGED, _K.TRANSLATION_STALE),
    FindingGroup.WEIGHT: (_K.HEAVY, _K.FILE_HEAVY),
    FindingGroup.WHOLE: (_K.SUMMARY_MISSING, _K.SEO_LONG, _K.TAGS_MISSING, _K.FILE_GONE),
}
URGENCIES: Final[dict[FindingKind, Urgency]] = {
    _K.LINK_BROKEN: Urgency.NOW,
    _K.ALT_MISSING: Urgency.NOW,
    _K.CAPTIONS_MISSING: Urgency.NOW,
    _K.FILE_GONE: Urgency.NOW,
    _K.CHECK_DUE: Urgency.NOW,
    _K.LAW_CHANGED: Urgency.NOW,
    _K.ALT_IS_NAME: Urgency.SOON,
    _K.LINK_WORDS: Urgency.SOON,
    _K.TABLE_HEAD: Urgency.SOON,
    _K.TRANSCRIPT_MISSING: Urgency.SOON,
    _K.EMBED_TITLE: Urgency.SOON,
    _K.OLD_DATE: Urgency.SOON,
    _K.TRANSLATION_STALE: Urgency.SOON,
    _K.HEAVY: Urgency.SOON,
    _K.SUMMARY_MISSING: Urgency.SOON,
    _K.LINK_MOVED: Urgency.LATER,
    _K.LINK_UNSURE: Urgency.LATER,
    _K.HEADING_SKIPPED: Urgency.LATER,
    _K.HARD_TO_READ: Urgency.LATER,
    _K.LONG_SENTENCE: Urgency.LATER,
    _K.FILE_HEAVY: Urgency.LATER,
    _K.SEO_LONG: Urgency.LATER,
    _K.TAGS_MISSING: Urgency.LATER,
}


class LinkState(models.TextChoices):
    """What is known of an address elsewhere."""

    NEW = "new", _("Not asked yet")
    FINE = "fine", _("Answers")
    FAILING = "failing", _("Did not answer lately")
    BROKEN = "broken", _("Leads nowhere")
    UNSURE = "unsure", _("Could not be checked")
