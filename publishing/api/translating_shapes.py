"""Shapes of the API of translations."""

from typing import Any

from rest_framework import serializers

from publishing.models import TranslationRun
from publishing.selectors.beside import Row
from publishing.terms import LANGUAGES
from publishing.translation_terms import DraftingState, PartState, TranslationState


class InLanguageOut(serializers.Serializer[Any]):
    """A piece in one language. `id` is empty where it is missing, or not for the caller to open."""

    language = serializers.ChoiceField(choices=LANGUAGES)
    state = serializers.ChoiceField(choices=TranslationState.choices)
    id = serializers.SerializerMethodField()
    is_original = serializers.BooleanField()
    is_behind = serializers.BooleanField()
    is_wider = serializers.BooleanField()
    is_machine_draft = serializers.BooleanField()

    def get_id(self, each: Any) -> str | None:
        """Of the draft."""
        return each.piece.public_id if each.piece is not None and each.may_open else None


class FamilyOut(serializers.Serializer[Any]):
    """An original and its languages."""

    id = serializers.CharField(source="piece.public_id")
    title = serializers.CharField(source="piece.title")
    language = serializers.ChoiceField(choices=LANGUAGES, source="piece.language")
    translations = InLanguageOut(many=True, source="languages")


class LanguageIn(serializers.Serializer[Any]):
    """The language of a new translation."""

    language = serializers.ChoiceField(choices=LANGUAGES)


class UnlikeOut(serializers.Serializer[Any]):
    """What differs that should not: figures as they are written, links, Markdown marks."""

    lost = serializers.ListField(child=serializers.CharField())
    strange = serializers.ListField(child=serializers.CharField())
    links = serializers.ListField(child=serializers.CharField())
    marks = serializers.ListField(child=serializers.CharField())


class PartOut(serializers.Serializer[Row]):
    """A part of both. `status`: same, changed, added or removed in the original since, or the translation's own."""

    key = serializers.CharField()
    status = serializers.ChoiceField(choices=["same", "changed", "added", "removed", "own"])
    original = serializers.DictField(allow_null=True)
    translation = serializers.DictField(source="mine", allow_null=True)
    is_untranslated = serializers.BooleanField(source="is_copied")
    needs_words = serializers.BooleanField()
    is_unread = serializers.BooleanField()
    unlike = UnlikeOut()


class BesideOut(serializers.Serializer[Any]):
    """A translation and what it is made of. `follows`: the revision of the original it was made of; `current`: what that says now."""

    version = serializers.IntegerField()
    original = serializers.CharField()
    follows = serializers.IntegerField()
    current = serializers.IntegerField()
    is_framed = serializers.BooleanField()
    parts = PartOut(many=True)


class FollowsIn(serializers.Serializer[Any]):
    """The number of the revision it was brought up to."""

    follows = serializers.IntegerField(min_value=1)


class FollowIn(serializers.Serializer[Any]):
    """Ids of blocks; none: all, in the order of the original. A block that changed after `seen` stays."""

    keys = serializers.ListField(child=serializers.CharField(max_length=16), required=False, default=list)
    seen = serializers.IntegerField(min_value=0, required=False, allow_null=True, default=None)


class ReadIn(serializers.Serializer[Any]):
    """Parts ("title", "summary", "block:<id>"); none: all. A part that changed after `seen` stays unread."""

    parts = serializers.ListField(child=serializers.CharField(max_length=40), required=False, default=list)
    seen = serializers.IntegerField(min_value=0, required=False, allow_null=True, default=None)


class LeftOut(serializers.Serializer[Any]):
    """What is left to read."""

    left = serializers.ListField(child=serializers.CharField())


class PartsIn(serializers.Serializer[Any]):
    """Parts to translate: "title", "summary", ids of blocks; none: what nobody translated."""

    parts = serializers.ListField(child=serializers.CharField(max_length=16), required=False, default=list)


class RunPartOut(serializers.Serializer[Any]):
    """What became of a part."""

    key = serializers.CharField()
    state = serializers.ChoiceField(choices=PartState.choices)
    why = serializers.CharField()


class RunOut(serializers.Serializer[TranslationRun]):
    """A machine's draft. `before` is the revision that holds the draft as it stood."""

    id = serializers.CharField(source="public_id")
    state = serializers.ChoiceField(choices=DraftingState.choices)
    parts = RunPartOut(many=True)
    done = serializers.IntegerField()
    before = serializers.IntegerField()
    error = serializers.CharField()
    requested_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
