"""Forms of the media library."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from media.models import Asset
from media.services.assets import Description, plain_tags
from media.terms import ALT_LENGTH, NAME_LENGTH, AssetKind

ACCEPTED_BY_KIND: Final = {
    AssetKind.IMAGE.value: "image/png,image/jpeg,image/webp",
    AssetKind.VIDEO.value: "video/mp4,video/quicktime,video/webm",
    AssetKind.AUDIO.value: "audio/mpeg,audio/mp4,audio/ogg",
    AssetKind.FILE.value: ".pdf,.docx,.xlsx,.pptx,.csv,.txt",
}
ACCEPTED: Final = ",".join(ACCEPTED_BY_KIND.values())


class ManyFilesInput(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Each of several files, judged for itself when it is taken; an empty one too, with its own sentence."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Every file that was sent. Raises ValidationError when there is none."""
        sent = [each for each in data if each] if isinstance(data, list) else [data] if data else []
        if not sent:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return sent


class FilesForm(forms.Form):
    """Files to add."""

    file = ManyFilesField(
        label=_("Files"),
        widget=ManyFilesInput(attrs={"accept": ACCEPTED}),
        error_messages={"required": _("Choose a file first.")},
    )


class FileForm(forms.Form):
    """One file, in the place of another."""

    file = forms.FileField(label=_("File"), error_messages={"required": _("Choose a file first.")})


class ListForm(forms.Form):
    """What of the library is shown. What is no choice counts as not chosen."""

    q = forms.CharField(label=_("Find"), required=False, max_length=100)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("Everything")), *AssetKind.choices]
    )
    shelf = forms.ChoiceField(
        label=_("Shelf"),
        required=False,
        choices=[("", _("In the library")), ("undescribed", _("Not described yet")), ("away", _("Put away"))],
    )


class DescribeForm(forms.Form):
    """What a file is and shows. A file that is no picture has no words for who does not see it."""

    name = forms.CharField(
        label=_("Name"),
        max_length=NAME_LENGTH,
        error_messages={"required": _("Give the file a name, so that others find it.")},
    )
    alt = forms.CharField(
        label=_("What the picture shows"),
        required=False,
        max_length=ALT_LENGTH,
        help_text=_(
            "Read aloud to who does not see it: “Thandi weighs flour on a shop scale”, not “photo”. Needed before it is published."
        ),
    )
    is_decorative = forms.BooleanField(
        label=_("It only decorates, and says nothing of its own"), required=False
    )
    credit = forms.CharField(
        label=_("Whose work it is"),
        required=False,
        max_length=NAME_LENGTH,
        help_text=_("Shown beside it, where its maker asks for that."),
    )
    tags = forms.CharField(
        label=_("Tags"), required=False, max_length=400, help_text=_("Words to find it by, with commas.")
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, asset: Asset, **kwargs: Any) -> None:
        kept = {name: getattr(asset, name) for name in ("name", "alt", "is_decorative", "credit")}
        kwargs["initial"] = {**kept, "tags": ", ".join(asset.tags)}
        super().__init__(*args, **kwargs)
        if asset.kind != AssetKind.IMAGE:
            del self.fields["alt"], self.fields["is_decorative"]

    def clean(self) -> dict[str, Any]:
        """A picture either says something or nothing."""
        found = super().clean() or {}
        if found.get("is_decorative") and found.get("alt"):
            self.add_error(
                "alt", _("It says nothing of its own, or it shows this: choose one. Leave the other empty.")
            )
        return found

    def said(self) -> Description:
        """For the service."""
        given = {name: self.cleaned_data[name] for name in self.fields if name != "version"}
        return Description(**{**given, "tags": plain_tags(given["tags"].split(","))})


class CropForm(forms.Form):
    """What of a picture stays in sight: per cent from the left and the top. A click on the picture sends pixels of it instead."""

    x = forms.IntegerField(label=_("From the left"), required=False, min_value=0, max_value=100)
    y = forms.IntegerField(label=_("From the top"), required=False, min_value=0, max_value=100)

    def focus(self, asset: Asset, *, shown_width: int) -> tuple[int, int] | None:
        """In thousandths; None where nothing was said."""
        clicked = self.data.get("spot.x"), self.data.get("spot.y")
        if all(str(each or "").isdigit() for each in clicked) and asset.width and asset.height:
            height = max(1, round(asset.height * shown_width / asset.width))
            return _share(clicked[0], shown_width), _share(clicked[1], height)
        x, y = self.cleaned_data.get("x"), self.cleaned_data.get("y")
        return None if x is None or y is None else (x * 10, y * 10)


def _share(pixel: Any, whole: int) -> int:
    return min(1000, round(1000 * int(pixel) / whole))
