"""API addresses of imports, products and sample data, under /api/v1/o/<organisation>/pricing/."""

from django.urls import path

from pricing.api import imports, products

urlpatterns = [
    path("imports/", imports.ImportsView.as_view(), name="pricing-imports"),
    path("imports/<slug:public_id>/", imports.ImportView.as_view(), name="pricing-import"),
    path("imports/<slug:public_id>/start/", imports.ImportStartView.as_view(), name="pricing-import-start"),
    path(
        "imports/<slug:public_id>/problems/",
        imports.ImportProblemsView.as_view(),
        name="pricing-import-problems",
    ),
    path(
        "imports/<slug:public_id>/report/", imports.ImportReportView.as_view(), name="pricing-import-report"
    ),
    path(
        "imports/<slug:public_id>/cancel/", imports.ImportCancelView.as_view(), name="pricing-import-cancel"
    ),
    path("imports/<slug:public_id>/retry/", imports.ImportRetryView.as_view(), name="pricing-import-retry"),
    path("imports/<slug:public_id>/undo/", imports.ImportUndoView.as_view(), name="pricing-import-undo"),
    path("products/", products.ProductsView.as_view(), name="pricing-products"),
    path("products/<slug:public_id>/", products.ProductView.as_view(), name="pricing-product"),
    path("sample/remove/", imports.SampleRemoveView.as_view(), name="pricing-sample-remove"),
]
