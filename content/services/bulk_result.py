"""The ZIP of a table's documents, for who may read documents."""

from typing import Any

from django.db import transaction

from content import permissions
from content.bulk_refusals import NoResult
from content.models import BulkRun
from synthai.core import files
from synthai.core.access import Actor, require
from synthai.core.audit import audit


def open_zip(run: BulkRun, *, by: Actor) -> Any:
    """The file, to be sent in blocks; who took it is noted. Raises NotAllowed, NoResult."""
    require(by, permissions.DOCUMENT_VIEW)
    if not run.path or run.is_active:
        raise NoResult
    try:
        file = files.open_file(run.path)
    except FileNotFoundError as error:
        raise NoResult from error
    with transaction.atomic():
        audit(run, "content.bulk.downloaded", by=by)
    return file
