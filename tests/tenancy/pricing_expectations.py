"""What each route of pricing asks."""

from tests.tenancy.lines import Expectation, Guarded, form, posts, reads

PRICING: dict[str, Expectation] = {
    "pricing:recommendation-list": reads("pricing.product.view"),
    "pricing:accept-many": posts("pricing.recommendation.accept"),
    "pricing:undo-many": posts("pricing.recommendation.accept"),
    "pricing:accept": posts("pricing.recommendation.accept", public_id="recommendation"),
    "pricing:reject": posts("pricing.recommendation.accept", public_id="recommendation"),
    "pricing:undo": posts("pricing.recommendation.accept", public_id="recommendation"),
    "pricing:product-detail": reads("pricing.product.view", public_id="product"),
    "pricing:product-list": reads("pricing.product.view"),
    "pricing:product-edit": form("pricing.product.change", public_id="product"),
    "pricing:import-list": reads("pricing.product.view"),
    "pricing:import-create": form("pricing.import.create"),
    "pricing:import-detail": reads("pricing.product.view", public_id="import"),
    "pricing:import-map": posts("pricing.import.create", public_id="import"),
    "pricing:import-cancel": posts("pricing.import.create", public_id="import"),
    "pricing:import-retry": posts("pricing.import.create", public_id="import"),
    "pricing:import-remap": posts("pricing.import.create", public_id="import"),
    "pricing:import-undo": posts("pricing.import.undo", public_id="import"),
    "pricing:import-report": reads("pricing.product.view", public_id="import"),
    "pricing:sample-remove": form("pricing.import.undo"),
    "pricing:run-list": reads("pricing.product.view"),
    "pricing:run-start": posts("pricing.run.create"),
    "pricing:run-detail": reads("pricing.product.view", public_id="run"),
    "pricing:run-banner": reads("pricing.product.view", public_id="run"),
    "pricing:run-cancel": posts("pricing.run.cancel", public_id="run"),
    "pricing:price-list": reads("pricing.pricelist.export"),
    "pricing:price-list-file": reads("pricing.pricelist.export", file_format="file_format"),
    "pricing:settings": Guarded({"GET": "pricing.product.view", "POST": "pricing.settings.change"}),
}

PRICING_API: dict[str, Expectation] = {
    "api:pricing-imports": Guarded({"GET": "pricing.product.view", "POST": "pricing.import.create"}),
    "api:pricing-import": Guarded(
        {"GET": "pricing.product.view", "PATCH": "pricing.import.create"},
        {"public_id": "import"},
        {"mapping": {}},
    ),
    "api:pricing-import-start": posts("pricing.import.create", public_id="import"),
    "api:pricing-import-problems": reads("pricing.product.view", public_id="import"),
    "api:pricing-import-report": reads("pricing.product.view", public_id="import"),
    "api:pricing-import-cancel": posts("pricing.import.create", public_id="import"),
    "api:pricing-import-retry": posts("pricing.import.create", public_id="import"),
    "api:pricing-import-undo": posts("pricing.import.undo", public_id="import"),
    "api:pricing-products": reads("pricing.product.view"),
    "api:pricing-product": Guarded(
        {"GET": "pricing.product.view", "PATCH": "pricing.product.change"}, {"public_id": "product"}
    ),
    "api:pricing-sample-remove": posts("pricing.import.undo"),
    "api:pricing-runs": Guarded({"GET": "pricing.product.view", "POST": "pricing.run.create"}),
    "api:pricing-run": reads("pricing.product.view", public_id="run"),
    "api:pricing-run-cancel": posts("pricing.run.cancel", public_id="run"),
    "api:pricing-recommendations": reads("pricing.product.view"),
    "api:pricing-accept-many": posts("pricing.recommendation.accept"),
    "api:pricing-recommendation": reads("pricing.product.view", public_id="recommendation"),
    "api:pricing-accept": posts("pricing.recommendation.accept", public_id="recommendation"),
    "api:pricing-reject": posts("pricing.recommendation.accept", public_id="recommendation"),
    "api:pricing-undo": posts("pricing.recommendation.accept", public_id="recommendation"),
    "api:pricing-price-list": reads("pricing.pricelist.export"),
    "api:pricing-guard-rails": Guarded({"GET": "pricing.product.view", "PATCH": "pricing.settings.change"}),
}
