"""Forms of tables that become documents: the templates, the file, what each column holds, what to make."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from content.engine.bulk_columns import Column
from content.models import BulkRun
from content.terms import MOST_BULK_DOCUMENTS

LEFT_OUT: Final = "-"


class TemplatesForm(forms.Form):
    """What every row gets."""

    templates = forms.MultipleChoiceField(
        label=_("Templates"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose one, or up to five that every row gets."),
        error_messages={"required": _("Choose at least one template.")},
    )

    def __init__(self, data: Any = None, *, choices: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["templates"].choices = choices  # type: ignore[attr-defined]  # the stubs know Field only


class TableForm(forms.Form):
    """The table."""

    file = forms.FileField(
        label=_("Your table"), error_messages={"required": _("Choose a CSV file or a workbook first.")}
    )


class ColumnsForm(forms.Form):
    """What each column holds."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, run: BulkRun, columns: Sequence[Column], **more: Any) -> None:
        super().__init__(data, **more)
        self.run = run
        known = {column.key for column in columns}
        offered = [
            (column.key, f"{column.label} *" if column.is_required else column.label) for column in columns
        ]
        for place, (heading, key) in enumerate(zip(run.columns, run.mapping, strict=True)):
            further = [(key, key)] if key and key not in known else []
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=heading or gettext("Column %(number)s") % {"number": place + 1},
                choices=[(LEFT_OUT, gettext("Leave it out")), *offered, *further],
                initial=key or LEFT_OUT,
            )

    def mapping(self) -> list[str]:
        """A key for each column."""
        chosen = [self.cleaned_data[f"column-{place}"] for place in range(len(self.run.columns))]
        return ["" if key == LEFT_OUT else key for key in chosen]


class StartForm(forms.Form):
    """What to make of the good rows."""

    formats = forms.MultipleChoiceField(
        label=_("Make of each row"),
        choices=[("pdf", _("PDF")), ("docx", _("Word"))],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose PDF, Word, or both.")},
    )
    makes_documents = forms.BooleanField(
        label=_("Put them into the list of documents, too"),
        required=False,
        help_text=_("As drafts, to be changed, sent and signed one by one. To %(most)s documents at a time.")
        % {"most": MOST_BULK_DOCUMENTS},
    )
