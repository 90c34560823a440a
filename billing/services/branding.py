"""How an entity looks on paper: its colour and, when it has one, its logo."""

import io
from typing import IO

from django.db import transaction

from accounts.services import logos
from billing import locks, permissions
from billing.models import BillingEntity
from billing.services import entities
from synthai.core import files
from synthai.core.access import Actor, require
from synthai.core.after_commit import after_commit
from synthai.core.audit import audit
from synthai.core.documents import Brand, Logo


def brand_of(entity: BillingEntity) -> Brand:
    """For the document engine. A logo whose file is gone is left out: the name stands there in letters."""
    return Brand(colour=entity.accent, logo=_logo(entity))


def put_logo(entity: BillingEntity, picture: IO[bytes] | None, *, by: Actor) -> BillingEntity:
    """Print this logo on documents from now on, or none. What was issued keeps what it shows. Not in a transaction.

    A stranger's file is decoded in a limited child process and drawn anew. Raises NotAllowed, and what is wrong with the picture.
    """
    require(by, permissions.ENTITY_CHANGE)
    path = ""
    if picture is not None:
        drawn = io.BytesIO(logos.for_documents(picture))
        path = files.save_stream(drawn, folder="entities", name="logo.png").path
    with transaction.atomic():
        row = locks.lock_entity(entity.pk)
        before, row.logo_path = row.logo_path, path
        row.version += 1
        row.save(update_fields=["logo_path", "version"])
        audit(row, "billing.entity.changed", by=by, changes={"logo": [bool(before), bool(path)]})
        if before:
            after_commit(files.delete, before)
        after_commit(entities.forget)
    return row


def _logo(entity: BillingEntity) -> Logo | None:
    if not entity.logo_path:
        return None
    try:
        with files.open_file(entity.logo_path) as stored:
            return Logo(content=stored.read(), alt=str(entity))
    except FileNotFoundError:
        return None
