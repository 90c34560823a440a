"""Shapes of the API of drafts."""

from typing import Any

from rest_framework import serializers

from publishing.api.translating_shapes import InLanguageOut
from publishing.models import Piece, Revision
from publishing.services.settings import SEO
from publishing.terms import (
    LANGUAGES,
    SLUG_LENGTH,
    SUMMARY_LENGTH,
    TEXT_LENGTH,
    TITLE_LENGTH,
    Audience,
    BlockKind,
    PieceKind,
    RevisionKind,
    Standing,
)


class DraftOut(serializers.Serializer[Piece]):
    """A piece in a list. `version` counts the changes of its draft; `live_at` is empty while readers do not see it; `is_machine_draft`: a
    machine translated parts that nobody has read, so it cannot be published."""

    id = serializers.CharField(source="public_id")
    kind = serializers.ChoiceField(choices=PieceKind.choices)
    language = serializers.ChoiceField(choices=LANGUAGES)
    slug = serializers.CharField()
    title = serializers.CharField()
    summary = serializers.CharField()
    audience = serializers.ChoiceField(choices=Audience.choices)
    standing = serializers.ChoiceField(choices=Standing.choices)
    is_machine_draft = serializers.BooleanField()
    version = serializers.IntegerField()
    live_at = serializers.DateTimeField(allow_null=True)
    goes_live_at = serializers.DateTimeField(allow_null=True)
    ends_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    changed_at = serializers.DateTimeField()
    put_away_at = serializers.DateTimeField(source="removed_at", allow_null=True)


class BlockOut(serializers.Serializer[Any]):
    """A block: Markdown in `text`, what its kind keeps in `data`."""

    id = serializers.CharField()
    kind = serializers.ChoiceField(choices=BlockKind.choices)
    text = serializers.CharField()
    data = serializers.DictField()  # type: ignore[assignment]  # a field, not the serializer's data


class DraftDetailOut(serializers.Serializer[Any]):
    """A draft with everything that stands in it. `seen` of a change names its `version`."""

    draft = DraftOut()
    blocks = BlockOut(many=True)
    cover = serializers.CharField()
    seo = serializers.DictField()
    series = serializers.CharField()
    tags = serializers.ListField(child=serializers.CharField())
    authors = serializers.ListField(child=serializers.CharField())
    words = serializers.IntegerField()
    minutes = serializers.IntegerField()
    translations = InLanguageOut(many=True)


class DraftIn(serializers.Serializer[Any]):
    """A new piece. Without an audience: the usual one of the organisation."""

    title = serializers.CharField(max_length=TITLE_LENGTH)
    kind = serializers.ChoiceField(choices=PieceKind.choices, default=PieceKind.ARTICLE)
    language = serializers.ChoiceField(choices=LANGUAGES, default="en")
    audience = serializers.ChoiceField(choices=Audience.choices, required=False)


class HeadIn(serializers.Serializer[Any]):
    """Title and summary; what is left out stays. `seen`: the version that was read; left out, the last one wins."""

    title = serializers.CharField(max_length=TITLE_LENGTH, required=False, allow_blank=True)
    summary = serializers.CharField(max_length=SUMMARY_LENGTH, required=False, allow_blank=True)
    seen = serializers.IntegerField(min_value=0, required=False, allow_null=True, default=None)


class BlockIn(serializers.Serializer[Any]):
    """What a block holds. HTML in `text` becomes Markdown. `seen`: the version that was read."""

    text = serializers.CharField(
        max_length=TEXT_LENGTH, required=False, default="", allow_blank=True, trim_whitespace=False
    )
    data = serializers.DictField(required=False, default=dict)  # type: ignore[assignment]  # a field
    seen = serializers.IntegerField(min_value=0, required=False, allow_null=True, default=None)


class NewBlockIn(BlockIn):
    """A new block, at the end or after another one."""

    kind = serializers.ChoiceField(choices=BlockKind.choices)
    after = serializers.CharField(max_length=16, required=False, default="", allow_blank=True)


class PlaceIn(serializers.Serializer[Any]):
    """The block or piece to stand before; empty: the end."""

    before = serializers.CharField(max_length=16, allow_blank=True)


class SettingsIn(serializers.Serializer[Any]):
    """Every setting of a piece."""

    kind = serializers.ChoiceField(choices=PieceKind.choices)
    language = serializers.ChoiceField(choices=LANGUAGES)
    slug = serializers.CharField(max_length=SLUG_LENGTH)
    audience = serializers.ChoiceField(choices=Audience.choices)
    cover = serializers.CharField(max_length=16, required=False, default="", allow_blank=True)
    seo_title = serializers.CharField(max_length=SEO["title"], required=False, default="", allow_blank=True)
    seo_description = serializers.CharField(
        max_length=SEO["description"], required=False, default="", allow_blank=True
    )
    is_hidden = serializers.BooleanField(required=False, default=False)
    allows_comments = serializers.BooleanField(required=False, default=False)
    is_featured = serializers.BooleanField(required=False, default=False)
    check_on = serializers.DateField(required=False, default=None, allow_null=True)
    series = serializers.CharField(max_length=16, required=False, default="", allow_blank=True)
    tags = serializers.ListField(child=serializers.CharField(max_length=60), required=False, default=list)
    authors = serializers.ListField(
        child=serializers.CharField(max_length=TITLE_LENGTH), required=False, default=list
    )
    seen = serializers.IntegerField(min_value=0, required=False, allow_null=True, default=None)


class NoteIn(serializers.Serializer[Any]):
    """What a revision is kept for."""

    note = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)


class RevisionOut(serializers.Serializer[Revision]):
    """A revision in a list."""

    number = serializers.IntegerField()
    of_version = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=RevisionKind.choices)
    title = serializers.CharField()
    note = serializers.CharField()
    made_at = serializers.DateTimeField()


class StretchOut(serializers.Serializer[Any]):
    """A stretch of text and what became of it."""

    kind = serializers.ChoiceField(choices=["same", "added", "removed"])
    text = serializers.CharField()


class PartChangeOut(serializers.Serializer[Any]):
    """A part that is not the same."""

    key = serializers.CharField()
    title = serializers.CharField()
    state = serializers.ChoiceField(choices=["changed", "added", "removed"])
    pieces = StretchOut(many=True)


class DraftComparisonOut(serializers.Serializer[Any]):
    """What changed, word by word."""

    added = serializers.IntegerField()
    removed = serializers.IntegerField()
    changed = PartChangeOut(many=True)


class PreviewOut(serializers.Serializer[Any]):
    """A link to a draft, and when it ends."""

    url = serializers.CharField()
    ends_at = serializers.DateTimeField()


class SeriesOut(serializers.Serializer[Any]):
    """A series."""

    id = serializers.CharField(source="public_id")
    language = serializers.CharField()
    slug = serializers.CharField()
    title = serializers.CharField()
    summary = serializers.CharField()
    version = serializers.IntegerField()


class SeriesDetailOut(serializers.Serializer[Any]):
    """A series with its pieces in their order."""

    series = SeriesOut()
    pieces = DraftOut(many=True)


class SeriesNameIn(serializers.Serializer[Any]):
    """How a series is called, and the order of its pieces by their ids; left out, the order stays."""

    title = serializers.CharField(max_length=TITLE_LENGTH)
    summary = serializers.CharField(max_length=SUMMARY_LENGTH, required=False, default="", allow_blank=True)
    order = serializers.ListField(child=serializers.CharField(max_length=16), required=False, default=list)
    seen = serializers.IntegerField(min_value=0, required=False, allow_null=True, default=None)


class SeriesIn(serializers.Serializer[Any]):
    """A new series."""

    title = serializers.CharField(max_length=TITLE_LENGTH)
    summary = serializers.CharField(max_length=SUMMARY_LENGTH, required=False, default="", allow_blank=True)
    language = serializers.ChoiceField(choices=LANGUAGES, default="en")


class TagOut(serializers.Serializer[Any]):
    """A tag and how many pieces carry it."""

    slug = serializers.CharField()
    name = serializers.CharField()
    pieces = serializers.IntegerField()
