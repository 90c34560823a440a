"""Input of comments: types and formats only; rules are the services'."""

from django import forms
from django.utils.translation import gettext_lazy as _

from publishing.comment_terms import COMMENT_LENGTH, REASON_LENGTH


class CommentForm(forms.Form):
    """What somebody says under a piece."""

    text = forms.CharField(
        label=_("Your comment"),
        max_length=COMMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Plain text. Web addresses become links."),
    )
    signs = forms.BooleanField(
        label=_("Show my first name and my organisation"),
        required=False,
        help_text=_(
            "Without the tick you are “A reader”. Readers of other organisations see what you write. A moderator reads first comments, and those with web addresses, before they do."
        ),
    )
    reply_to = forms.SlugField(required=False, max_length=16, widget=forms.HiddenInput)


class MendForm(forms.Form):
    """The same words, changed."""

    text = forms.CharField(
        label=_("Your comment"), max_length=COMMENT_LENGTH, widget=forms.Textarea(attrs={"rows": 5})
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False)


class ReportForm(forms.Form):
    """Why a comment should not stand."""

    reason = forms.CharField(
        label=_("What is wrong with it?"),
        max_length=REASON_LENGTH,
        help_text=_("A moderator reads this. Your name is not shown."),
    )


class HideForm(forms.Form):
    """Why a moderator hides a comment."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=REASON_LENGTH,
        help_text=_("Who wrote the comment reads it."),
    )
