"""How tests of the staff administration go about it: somebody hired, pages opened, forms pressed."""

from decimal import Decimal
from typing import Any

from django.test import Client
from django.urls import reverse

from billing.services import credit
from billing.tests.factories import Shop
from synthai.core.models import AuditEntry
from synthai.core.tenancy import all_tenants, tenant


def hired(shop: Shop, *, is_superuser: bool = False) -> Client:
    person = shop.cast.hire("viewer", name=f"Support {is_superuser}", organisation=shop.cast.karoo).user
    person.is_staff, person.is_superuser = True, is_superuser
    person.save()
    client = Client()
    client.force_login(person)
    return client


def page(model: Any, name: str, *args: Any) -> str:
    return reverse(f"admin:billing_{model._meta.model_name}_{name}", args=args)


def press(client: Client, url: str, **typed: Any) -> str:
    """Open the form, send it with what it holds already and what was typed; the page that follows."""
    opened = client.get(url)
    assert opened.status_code == 200, url
    form = opened.context["form"]
    held = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    sent = {name: value for name, value in held.items() if value is not None and value is not False} | typed
    return client.post(url, sent, follow=True).content.decode()


def entries(code: str) -> list[AuditEntry]:
    with all_tenants(reason="test"):
        return list(AuditEntry.objects.filter(code=code).order_by("pk"))


def get(model: Any, **where: Any) -> Any:
    with all_tenants(reason="test"):
        return model.objects.get(**where)


def balance(shop: Shop) -> Decimal:
    with tenant(shop.organisation_id):
        return credit.balance()


def all_rows(model: Any) -> list[Any]:
    with all_tenants(reason="test"):
        return list(model.objects.all())
