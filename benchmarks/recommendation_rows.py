"""Rows for the list benchmark: one organisation through the models, the others copied inside PostgreSQL."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection, models, transaction

from pricing.models import Product, Recommendation, Run
from pricing.services import totals
from pricing.tests.advice import DEFAULTS, make_run
from synthai.core.tenancy import all_tenants, tenant
from synthai.core.testing.cast import build_cast

BATCH = 2_000


@dataclass(frozen=True)
class Filled:
    """Whom to ask as, and about what."""

    thandi: Any
    umoja: Any
    run: Run


def fill_first(products: int) -> Filled:
    """Umoja Foods with so many products, each with advice of a finished run."""
    cast = build_cast()
    run = make_run(cast.umoja)
    with tenant(cast.umoja), transaction.atomic():
        made = Product.objects.bulk_create(
            [
                Product(sku=f"SKU-{number:05d}", name=f"Product {number:05d}", current_price=Decimal("24.99"))
                for number in range(products)
            ],
            batch_size=BATCH,
        )
        advice = [
            Recommendation(
                run=run,
                product=product,
                sku=product.sku,
                name=product.name,
                category=f"Category {index % 12}",
                **{**DEFAULTS, "profit_gain": Decimal(index) / 100},
            )
            for index, product in enumerate(made)
        ]
        Recommendation.objects.bulk_create(advice, batch_size=BATCH)
        run.totals = totals.of_run(run)
        run.save(update_fields=["totals"])
    _analyse()
    return Filled(cast.thandi, cast.umoja, run)


def fill_others(first: Filled, organisations: int) -> None:
    """So many further organisations with copies of the first one's rows."""
    model = type(first.umoja)
    for number in range(organisations):
        other = model.objects.create(slug=f"other-{number}", name=f"Other {number}")
        run = make_run(other)
        with all_tenants(reason="benchmark"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_nestloop = off")  # statistics do not know the fresh rows yet
            cursor.execute(_copy_products(), [other.pk, first.umoja.pk])
            cursor.execute(_copy_advice(), [other.pk, run.pk, other.pk, first.umoja.pk, first.run.pk])
    _analyse()


def _copy_products() -> str:
    kept = _columns(Product, without={"id", "public_id", "organisation_id"})
    return (
        f"INSERT INTO pricing_product (organisation_id, public_id, {kept}) "
        f"SELECT %s, left(md5(random()::text || id), 16), {kept} FROM pricing_product WHERE organisation_id = %s"
    )


def _copy_advice() -> str:
    kept = _columns(Recommendation, without={"id", "public_id", "organisation_id", "run_id", "product_id"})
    theirs = ", ".join(f"r.{name}" for name in kept.split(", "))
    return (
        f"INSERT INTO pricing_recommendation (organisation_id, run_id, public_id, product_id, {kept}) "
        f"SELECT %s, %s, left(md5(random()::text || r.id), 16), p.id, {theirs} "
        "FROM pricing_recommendation r JOIN pricing_product p ON p.organisation_id = %s AND p.sku = r.sku "
        "WHERE r.organisation_id = %s AND r.run_id = %s"  # the index begins with the organisation
    )


def _columns(model: type[models.Model], *, without: set[str]) -> str:
    names = [field.column for field in model._meta.concrete_fields if field.column]
    return ", ".join(name for name in names if name not in without)


def _analyse() -> None:
    """Fresh statistics for the planner, as autovacuum would give within minutes; the owner's right."""
    owner = {key: str(value) for key, value in settings.DATABASE_OWNER.items()}
    with psycopg.connect(
        host=owner["HOST"],
        port=owner["PORT"],
        user=owner["USER"],
        password=owner["PASSWORD"],
        dbname=connection.settings_dict["NAME"],
        autocommit=True,
    ) as server:
        server.execute("VACUUM ANALYZE")
