"""The form of a question."""

from django import forms
from django.utils.translation import gettext_lazy as _

from publishing.models.questions import QUESTION_LENGTH
from synthai.core.errors import DomainError


class QuestionForm(forms.Form):
    """What is asked, of everything or of one piece. `asked` is drawn anew for each page, so that a form sent twice is one question."""

    question = forms.CharField(
        label=_("Your question"),
        max_length=QUESTION_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "class": "ask-text", "autocomplete": "off", "data-ask": ""}),
        error_messages={
            "required": _("Write your question in a sentence, as you would ask somebody who knows."),
            "max_length": _("A question has up to 300 letters. Ask one thing at a time."),
        },
    )
    within = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    asked = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def refuse(self, error: DomainError) -> None:
        """Say why the service refused it, beside the question."""
        self.add_error("question", str(error))
