"""Input of the editor of blocks: types and formats only; rules are the services'."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from publishing.engine import told
from publishing.terms import TEXT_LENGTH, BlockKind

_TONES = [
    ("info", _("Good to know")),
    ("success", _("Tip")),
    ("warning", _("Take care")),
    ("danger", _("Danger")),
]


class BlockForm(forms.Form):
    """What a block holds; which fields there are depends on its kind."""

    tone = forms.ChoiceField(label=_("Kind of note"), choices=_TONES, required=False)
    asset = forms.ChoiceField(label=_("File of the media library"), required=False)
    assets = forms.MultipleChoiceField(
        label=_("Pictures of the media library"), required=False, widget=forms.CheckboxSelectMultiple
    )
    alt = forms.CharField(
        label=_("What it shows"),
        max_length=300,
        required=False,
        help_text=_("For who cannot see it. Left empty: what the media library says of it."),
    )
    url = forms.CharField(label=_("Address"), max_length=500, required=False)
    label = forms.CharField(label=_("Words on the button"), max_length=60, required=False)
    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    rows = forms.CharField(
        label=_("Table"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=_(
            "A row on each line, | between cells. Cells copied from a spreadsheet can be pasted as they are."
        ),
    )
    head = forms.BooleanField(label=_("The first row is the head"), required=False)
    pieces = forms.MultipleChoiceField(
        label=_("Pieces to point at"), required=False, widget=forms.CheckboxSelectMultiple
    )
    text = forms.CharField(
        required=False, strip=False, widget=forms.Textarea(attrs={"rows": 3, "data-paste": ""})
    )
    who = forms.CharField(label=_("Who said it"), max_length=120, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    _KEPT: Mapping[str, tuple[str, ...]] = {
        BlockKind.TEXT: ("text",),
        BlockKind.IMAGE: ("asset", "alt", "text"),
        BlockKind.GALLERY: ("assets", "text"),
        BlockKind.VIDEO: ("asset", "title", "text"),
        BlockKind.AUDIO: ("asset", "title", "text"),
        BlockKind.FILE: ("asset", "title", "text"),
        BlockKind.TABLE: ("rows", "head", "text"),
        BlockKind.QUOTE: ("text", "who"),
        BlockKind.CALLOUT: ("tone", "title", "text"),
        BlockKind.EMBED: ("url", "title", "text"),
        BlockKind.RELATED: ("pieces", "text"),
        BlockKind.ACTION: ("label", "url", "text"),
    }
    _LABELS: Mapping[str, Any] = {
        BlockKind.TEXT: _("Text"),
        BlockKind.QUOTE: _("What was said"),
        BlockKind.CALLOUT: _("Note"),
        BlockKind.TABLE: _("Words below the table"),
        BlockKind.RELATED: _("Words above it"),
        BlockKind.ACTION: _("Words above it"),
    }

    def __init__(
        self,
        data: Any = None,
        *,
        block: Mapping[str, Any],
        seen: int,
        files: Sequence[tuple[str, str]] = (),
        pieces: Sequence[tuple[str, str]] = (),
    ) -> None:
        self.block = block
        super().__init__(data, initial=_initial(block, seen), auto_id=f"of-{block['id']}-%s")
        kind = BlockKind(block["kind"])
        for name in set(self.fields) - {*self._KEPT[kind], "seen"}:
            del self.fields[name]
        if "asset" in self.fields:
            self.fields["asset"].choices = [("", _("Choose a file")), *files]  # type: ignore[attr-defined]
        if "assets" in self.fields:
            self.fields["assets"].choices = list(files)  # type: ignore[attr-defined]
        if "pieces" in self.fields:
            self.fields["pieces"].choices = list(pieces)  # type: ignore[attr-defined]
        if kind == BlockKind.EMBED:
            self.fields["url"].label = _("Address of the video at YouTube or Vimeo")
        self.fields["text"].widget.attrs |= {
            "data-most": TEXT_LENGTH,
            "data-long": _(
                "Not pasted: a block holds up to 60 000 letters. Paste it in parts, a block for each."
            ),
        }
        self.fields["text"].label = self._LABELS.get(kind, _("Words below it"))
        if kind == BlockKind.TEXT:
            self.fields["text"].widget.attrs["rows"] = 8

    def data_of_kind(self) -> dict[str, Any]:
        """What the block keeps beside its text."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in {"text", "seen"}}
        if "rows" in given:
            given["rows"] = told.rows_of(given["rows"])
        if "assets" in given:
            given["assets"] = self._in_order(given["assets"])
        return given

    def _in_order(self, chosen: Sequence[str]) -> list[dict[str, str]]:
        """Pictures that were there stay where they were, with what was said of them; new ones follow."""
        before = [item for item in self.block["data"].get("assets", []) if item["asset"] in chosen]
        there = {item["asset"] for item in before}
        return [*before, *({"asset": key, "alt": ""} for key in chosen if key not in there)]


def _initial(block: Mapping[str, Any], seen: int) -> dict[str, Any]:
    data = block["data"]
    return {
        **data,
        "text": block["text"],
        "seen": seen,
        "rows": told.typed_rows(data.get("rows", [])),
        "assets": [item["asset"] for item in data.get("assets", [])],
    }
