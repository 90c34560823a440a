"""Every row lock of pricing. Order: imports of an organisation, import, product, recommendation by key, run, settings."""

from datetime import datetime

from django.db import connection

from pricing.models import Import, PricingSettings, Product, Recommendation, Run
from synthai.core.errors import NotFound

_SALES_LOCK = 0x5A1E
_UPLOAD_LOCK = 0x10AD


def lock_run(run_id: int) -> Run:
    """The run, locked until the transaction ends. Raises NotFound."""
    found = Run.objects.select_for_update(of=("self",), no_key=True).filter(pk=run_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_recommendation(recommendation_id: int) -> Recommendation:
    """One recommendation with its product and run. Raises NotFound."""
    found = lock_recommendations([recommendation_id])
    if not found:
        raise NotFound
    return found[0]


def lock_recommendations(recommendation_ids: list[int]) -> list[Recommendation]:
    """Recommendations in key order, curves left out; ids that do not exist are left out."""
    rows = Recommendation.objects.select_for_update(of=("self",), no_key=True).select_related(
        "product", "run"
    )
    return list(rows.defer("curve").filter(pk__in=recommendation_ids).order_by("pk"))


def lock_settings(organisation_id: int | None, *, now: datetime) -> PricingSettings:
    """The organisation's guard rails, made with the defaults when it has none yet."""
    PricingSettings.objects.bulk_create(
        [PricingSettings(organisation_id=organisation_id, updated_at=now)], ignore_conflicts=True
    )
    rows = PricingSettings.objects.select_for_update(of=("self",), no_key=True)
    found: PricingSettings = rows.order_by("pk").get()
    return found


def lock_import(import_id: int) -> Import:
    """The import, locked until the transaction ends. Raises NotFound."""
    found = (
        Import.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk=import_id)
        .order_by("pk")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def lock_product(product_id: int) -> Product:
    """The product, locked until the transaction ends. Raises NotFound."""
    rows = Product.objects.select_for_update(of=("self",), no_key=True)
    found = rows.filter(pk=product_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_uploads_of_organisation(organisation_id: int | None) -> None:
    """One upload at a time is registered, so that the same file or key cannot be registered twice."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, %s)", [_UPLOAD_LOCK, (organisation_id or 0) % (1 << 31)]
        )


def lock_sales_of_organisation(organisation_id: int) -> None:
    """One import at a time writes an organisation's products and sales; held until the transaction ends.

    An advisory lock, since there may be no row yet. It is waited for as long as an import may take to load.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '120s'")
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_SALES_LOCK, organisation_id % (1 << 31)])
        cursor.execute("SET LOCAL lock_timeout = '3s'")
