"""Every table is fenced or on the short list; what PostgreSQL's catalogue says is what counts."""

from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from synthai.core.models import AuditAnchor, AuditEntry, OptionalTenantModel, TenantManager, TenantModel
from tests.tenancy import catalogue
from tests.tenancy.global_tables import GLOBAL_INDEXES, GLOBAL_MODELS, UNGUARDED_REFERENCES

pytestmark = pytest.mark.django_db


APPEND_ONLY = {
    AuditAnchor,
    AuditEntry,
    *(
        apps.get_model("billing", name)
        for name in ("TaxDocument", "VatRow", "JournalEntry", "JournalLine", "BookClosing")
    ),
}
# Rows change and are never taken away: what was in use is history.
NEVER_DELETED = {apps.get_model("notifications", "TemplateVersion")}


def concrete_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy]


def is_tenant(model: type[models.Model]) -> bool:
    return issubclass(model, TenantModel | OptionalTenantModel)


def references_to_people(model: type[models.Model]) -> set[tuple[str | None]]:
    person = apps.get_model(settings.AUTH_USER_MODEL)
    return {(field.column,) for field in model._meta.concrete_fields if field.related_model is person}


TENANT_MODELS = sorted(
    (model for model in concrete_models() if is_tenant(model)), key=lambda model: model._meta.label
)
every_tenant_model = pytest.mark.parametrize("model", TENANT_MODELS, ids=lambda model: model._meta.label)


def test_every_model_is_a_tenants_or_on_the_list() -> None:
    outside = {model._meta.label for model in concrete_models() if not is_tenant(model)}
    assert outside - set(GLOBAL_MODELS) == set(), "make these TenantModels, or list them with a reason"


def test_the_list_names_only_models_that_exist() -> None:
    known = {model._meta.label for model in concrete_models() if not is_tenant(model)}
    assert set(GLOBAL_MODELS) - known == set()


def test_every_table_with_an_organisation_is_fenced() -> None:
    tables = {model._meta.db_table for model in TENANT_MODELS}
    listed = {apps.get_model(label)._meta.db_table for label in GLOBAL_MODELS}
    assert catalogue.tables_with_column("organisation_id") - tables - listed == set()


@every_tenant_model
def test_managers_are_fenced(model: Any) -> None:
    managers = [*model._meta.managers, model._base_manager, model._default_manager]
    assert [manager for manager in managers if not isinstance(manager, TenantManager)] == []
    assert model.check() == []


@every_tenant_model
def test_row_level_security_is_enabled_and_forced(model: Any) -> None:
    assert catalogue.is_fenced(model._meta.db_table) == (True, True)


@every_tenant_model
def test_policies_are_the_two(model: Any) -> None:
    found = catalogue.policies(model._meta.db_table)
    assert set(found) == {"tenant", "all_tenants"}
    own, opened = found["tenant"], found["all_tenants"]
    assert own.roles == ("public",)
    assert opened.roles == (settings.DATABASE_ALL_TENANTS_ROLE,)
    assert {own.command, opened.command} == {"ALL"}
    assert "app.organisation" in own.using
    assert own.check == own.using
    assert ("IS NULL" in own.using) == issubclass(model, OptionalTenantModel)
    assert (opened.using, opened.check) == ("true", "true")


@every_tenant_model
def test_indexes_start_with_the_organisation(model: Any) -> None:
    found = catalogue.indexes(model._meta.db_table)
    loose = [
        index.name
        for index in found
        if index.columns[0] != "organisation_id"
        and not index.is_primary
        and index.columns != ("public_id",)
        and index.columns not in references_to_people(model)
        and index.name not in GLOBAL_INDEXES
    ]
    assert loose == [], "start the index with the organisation, or list it with a reason"
    assert any(index.columns[0] == "organisation_id" for index in found), "no index serves the fence"


@every_tenant_model
def test_references_stay_inside_the_tenant(model: Any) -> None:
    guards = catalogue.references(model._meta.db_table)
    for field in model._meta.concrete_fields:
        if not field.is_relation or not is_tenant(field.related_model):
            continue
        name = f"{model._meta.label}.{field.name}"
        if name in UNGUARDED_REFERENCES:
            continue
        expected = (field.related_model._meta.db_table, ("organisation_id", "id"))
        assert guards.get(("organisation_id", field.column)) == expected, f"{name} needs a TenantReference"


def test_exceptions_are_still_needed() -> None:
    names = {
        f"{model._meta.label}.{field.name}"
        for model in TENANT_MODELS
        for field in model._meta.concrete_fields
    }
    present = {index.name for model in TENANT_MODELS for index in catalogue.indexes(model._meta.db_table)}
    assert set(UNGUARDED_REFERENCES) - names == set()
    assert set(GLOBAL_INDEXES) - present == set()


@pytest.mark.parametrize("role", [settings.DATABASE_APP_ROLE, settings.DATABASE_ALL_TENANTS_ROLE])
def test_serving_roles_read_and_write_every_table(role: str) -> None:
    everything = {"SELECT", "INSERT", "UPDATE", "DELETE"}
    for model in concrete_models():
        refused = {"UPDATE", "DELETE"} if model in APPEND_ONLY else set()
        expected = everything - refused - ({"DELETE"} if model in NEVER_DELETED else set())
        assert catalogue.rights(role, model._meta.db_table) == expected, model._meta.label
