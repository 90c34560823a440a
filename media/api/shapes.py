"""Shapes of the API of the media library."""

from typing import Any

from rest_framework import serializers

from media.services.assets import MOST_TAGS
from media.terms import ALT_LENGTH, NAME_LENGTH, AssetKind


class WeightOut(serializers.Serializer[Any]):
    """What a phone loads of a file, and what that costs."""

    bytes = serializers.IntegerField(source="size")
    rand = serializers.DecimalField(max_digits=12, decimal_places=2, help_text="At DATA_CENTS_PER_MB.")
    budget = serializers.IntegerField(help_text="Bytes it is held against.")
    is_heavy = serializers.BooleanField()


class SourceOut(serializers.Serializer[Any]):
    """What a `<source>` holds."""

    type = serializers.CharField()
    srcset = serializers.CharField()


class CropOut(serializers.Serializer[Any]):
    """A picture cut to a shape."""

    url = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    sources = SourceOut(many=True)


class VariantOut(serializers.Serializer[Any]):
    """One size of a film or sound."""

    label = serializers.CharField()  # type: ignore[assignment]  # a field of that name
    type = serializers.CharField()
    url = serializers.CharField()
    bytes = serializers.IntegerField(source="size")
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    is_sound = serializers.BooleanField()


class TrackOut(serializers.Serializer[Any]):
    """Captions in one language."""

    language = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of that name
    url = serializers.CharField()
    lines = serializers.SerializerMethodField()

    def get_lines(self, track: Any) -> list[dict[str, Any]]:
        """The transcript."""
        return [{"second": each.second, "words": each.words} for each in track.lines]


class AssetOut(serializers.Serializer[Any]):
    """A file of the library. Addresses are links that carry their own permission, good for 12 to 24 hours."""

    id = serializers.CharField(source="public_id")
    kind = serializers.ChoiceField(choices=AssetKind.choices)
    name = serializers.CharField()
    alt = serializers.CharField()
    credit = serializers.CharField()
    content_type = serializers.CharField()
    url = serializers.CharField()
    bytes = serializers.IntegerField(source="size")
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    seconds = serializers.IntegerField()
    weight = WeightOut()
    is_described = serializers.BooleanField(help_text="A picture may be published only then.")
    is_put_away = serializers.BooleanField()
    is_in_work = serializers.BooleanField(help_text="Smaller sizes are still being made.")
    sources = SourceOut(many=True)
    crops = serializers.DictField(child=CropOut())
    share = serializers.CharField()
    variants = VariantOut(many=True)
    poster = serializers.CharField()
    tracks = TrackOut(many=True)


class DescribeIn(serializers.Serializer[Any]):
    """Only what is sent is changed."""

    name = serializers.CharField(max_length=NAME_LENGTH, required=False)
    alt = serializers.CharField(max_length=ALT_LENGTH, required=False, allow_blank=True)
    is_decorative = serializers.BooleanField(required=False)
    credit = serializers.CharField(max_length=NAME_LENGTH, required=False, allow_blank=True)
    tags = serializers.ListField(
        child=serializers.CharField(max_length=40), max_length=MOST_TAGS, required=False
    )


class FocusIn(serializers.Serializer[Any]):
    """What stays in sight, in thousandths."""

    x = serializers.IntegerField(min_value=0, max_value=1000, help_text="From the left.")
    y = serializers.IntegerField(min_value=0, max_value=1000, help_text="From the top.")


class UseOut(serializers.Serializer[Any]):
    """A place that shows the file."""

    kind = serializers.CharField()
    title = serializers.CharField()
    url = serializers.CharField()
    is_live = serializers.BooleanField(help_text="Readers see it there now.")


class RoomOut(serializers.Serializer[Any]):
    """Megabytes."""

    used = serializers.IntegerField()
    most = serializers.IntegerField(allow_null=True, help_text="null: without limit.")


class UploadIn(serializers.Serializer[Any]):
    """A file that is to be sent."""

    name = serializers.CharField(max_length=NAME_LENGTH)
    bytes = serializers.IntegerField(min_value=1, source="size")


class PieceOut(serializers.Serializer[Any]):
    """A piece to send next: PUT its bytes there, with the header Upload-Offset where the address is a path of ours."""

    url = serializers.CharField()
    start = serializers.IntegerField()
    end = serializers.IntegerField()


class UploadOut(serializers.Serializer[Any]):
    """How far an upload is."""

    id = serializers.CharField()
    received = serializers.IntegerField()
    bytes = serializers.IntegerField()
    pieces = PieceOut(many=True)
