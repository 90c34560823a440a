"""What a file really is, told from its bytes, and whether an .xlsx is safe to open.

A zip directory says how large the contents will be; reading it costs nothing. A 300 kB workbook can hold
gigabytes, so nothing is unpacked before the directory has been judged (stack.md section 6: measured).
"""

from pathlib import Path
from typing import Final, Literal

from django.utils.translation import gettext_lazy as _

from pricing.tabular.sniff import refuse_other_kinds
from synthai.core import archives
from synthai.core.errors import DomainError

Kind = Literal["csv", "xlsx"]

MAX_UNPACKED: Final = 1_500 * 1024 * 1024
MAX_RATIO: Final = 250
MAX_MEMBERS: Final = 2_000


class FileUnreadable(DomainError):
    """The file is not something this page can read."""

    code = "pricing.import.unreadable"
    status = 422
    message = _("This file could not be read.")
    field = "file"


_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"
_ZIP: Final = b"PK\x03\x04"
_EMPTY_ZIP: Final = b"PK\x05\x06"
_HTML: Final = (b"<!doctype", b"<html", b"<?xml", b"<table")


def kind_of(path: Path) -> Kind:
    """`csv` or `xlsx`, by content and not by name. Raises FileUnreadable with the reason of an Excel file or web page,
    NotATable for pictures, archives and programs.
    """
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith((_ZIP, _EMPTY_ZIP)):
        judge_archive(path)
        return "xlsx"
    if head.startswith(_OLD_EXCEL):
        raise FileUnreadable(
            _(
                "This is an old Excel file (.xls) or a protected one. Open it in Excel and save it as .xlsx or CSV."
            )
        )
    refuse_other_kinds(head)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_HTML):
        raise FileUnreadable(_("This is a web page and not a table. Export as CSV or .xlsx."))
    return "csv"


def judge_archive(path: Path) -> None:
    """Refuse a workbook whose contents would not fit, by its directory alone. Raises FileUnreadable."""
    try:
        members = archives.directory(path)
    except archives.Damaged as error:
        raise FileUnreadable(
            _("The Excel file is damaged. Open it in Excel, save it again, and upload that.")
        ) from error
    if "xl/workbook.xml" not in {member.filename for member in members}:
        raise FileUnreadable(
            _("This is a zip archive and not an Excel workbook. Unpack it and upload the file inside.")
        )
    swollen = archives.is_swollen(
        members, max_bytes=MAX_UNPACKED, max_members=MAX_MEMBERS, max_ratio=MAX_RATIO
    )
    if swollen or archives.is_protected(members):
        raise FileUnreadable(
            _(
                "This Excel file was refused because it unpacks to far more than it should, or is protected by a "
                "password. Save the sheet with your sales as CSV and upload that."
            )
        )
