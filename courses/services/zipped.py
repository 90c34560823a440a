"""Zip archives and Office files of strangers, judged by their directory before anything of them is read."""

import zipfile
from typing import IO

from django.utils.translation import gettext_lazy as _

from synthai.core import archives
from synthai.core.errors import DomainError


def members_of(
    file: IO[bytes], *, max_bytes: int, max_members: int, refused: type[DomainError]
) -> list[zipfile.ZipInfo]:
    """What it says it holds; nothing is unpacked. Raises `refused` with a sentence."""
    try:
        members = archives.directory(file)
    except archives.Damaged as error:
        raise refused(_("This file is damaged. Make it again and upload that.")) from error
    if archives.is_protected(members):
        raise refused(_("This file is protected by a password. Save it without one and upload that."))
    if archives.is_swollen(members, max_bytes=max_bytes, max_members=max_members):
        raise refused(
            _(
                "This file holds more than %(mb)s MB or %(count)s files, or unpacks to far more than it should."
            ),
            mb=max_bytes >> 20,
            count=max_members,
        )
    return members
