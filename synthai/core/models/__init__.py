"""Lock order across tables, wherever two rows must be locked: organisation, then the rows of an app from parent
to child, then audit and outbox (which are only ever inserted). The chains of the audit trail are locked last of all, at
commit, by a trigger, in the order of their organisations."""

from synthai.core.models.fence import OptionalTenantQuerySet, TenantManager, TenantQuerySet
from synthai.core.models.idempotency import IdempotencyRecord
from synthai.core.models.outbox import FailedTask, OutboxEvent
from synthai.core.models.public_id import PublicIdField, new_public_id
from synthai.core.models.reference import TenantForeignKey
from synthai.core.models.search import (
    SearchAudience,
    SearchChange,
    SearchChunk,
    SearchCommon,
    SearchEntry,
    SearchMiss,
    SearchRead,
    SearchTerm,
)
from synthai.core.models.search_use import SearchDay, SearchHit
from synthai.core.models.tenant import OptionalTenantModel, TenantModel
from synthai.core.models.trail import AuditEntry
from synthai.core.models.trail_checks import AuditAnchor, AuditCheck
from synthai.core.models.uploads import Upload, UploadQuerySet

__all__ = [
    "AuditAnchor",
    "AuditCheck",
    "AuditEntry",
    "FailedTask",
    "IdempotencyRecord",
    "OptionalTenantModel",
    "OptionalTenantQuerySet",
    "OutboxEvent",
    "PublicIdField",
    "SearchAudience",
    "SearchChange",
    "SearchChunk",
    "SearchDay",
    "SearchCommon",
    "SearchEntry",
    "SearchHit",
    "SearchMiss",
    "SearchRead",
    "SearchTerm",
    "TenantForeignKey",
    "TenantManager",
    "TenantModel",
    "TenantQuerySet",
    "Upload",
    "UploadQuerySet",
    "new_public_id",
]
