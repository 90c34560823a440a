"""Addresses of the admin, and what staff left in the trail."""

from typing import Any

from django.urls import reverse

from synthai.core.models import AuditEntry
from synthai.core.tenancy import all_tenants


def address(model: Any, page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def entries(code: str) -> list[AuditEntry]:
    with all_tenants(reason="test"):
        return list(AuditEntry.objects.filter(code=code))
