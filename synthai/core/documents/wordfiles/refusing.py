"""Why a Word file is refused: codes for the child process, sentences for people."""

from typing import Final

from django.utils.translation import gettext_lazy as _

SENTENCES: Final = {
    "too_large": _("The file is larger than 10 MB. Make its pictures smaller and upload it again."),
    "not_word": _("This is no Word file. Open it in Word, save it as “Word document (.docx)” and upload that."),
    "old_or_locked": _("This file is protected by a password, or of an old kind of Word (.doc). Save it without a password as .docx and upload that."),
    "damaged": _("This Word file is damaged. Open it in Word, save it again and upload that."),
    "swollen": _("This file unpacks to far more than a letter needs. Make its pictures smaller and upload it again."),
    "too_much": _("Reading this file takes too much work. Remove what is not needed from it, and upload it again."),
    "macros": _("This file holds macros or other programs. Save it as “Word document (.docx)”, which holds none, and upload that."),
    "objects": _("This file holds an embedded object (“%(name)s”). Put a picture of it in its place and upload it again."),
    "outside": _("This file fetches something from elsewhere (“%(name)s”). Put it into the document itself, and upload it again."),
    "link": _("A link in this file leads to “%(name)s”. Links may begin with http, https, mailto and tel."),
    "field": _("This file holds a field that fetches from elsewhere (%(name)s). Remove it in Word, and upload the file again."),
    "xml": _("A part of this file (“%(name)s”) holds definitions that Word never writes. Save it again in Word, and upload that."),
    "template": _("“%(name)s” cannot be used: %(what)s"),
    "open": _("Near “%(name)s” a place is opened and not closed, or closed and not opened. It is written {{ customer.name }}."),
    "key": _("“%(name)s” is no name of a place. Names are small letters, digits and _, parted by dots: {{ customer.name }}."),
    "none": _("There is no place in this file yet. Write {{ customer.name }} where the name goes, save it and upload it again."),
}  # fmt: skip


class Refused(Exception):
    """Inside the child: a code of `SENTENCES`, and what goes into its sentence."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code, self.values = code, values

    @property
    def told(self) -> dict[str, object]:
        """For the parent process."""
        return {"refused": self.code, "with": {name: value[:120] for name, value in self.values.items()}}
