"""Pages under /o/<organisation>/pricing/."""

from django.urls import path, re_path

from pricing.views import imports, products, recommendations, runs

app_name = "pricing"
urlpatterns = [
    path("", recommendations.recommendation_list, name="recommendation-list"),
    path("accept/", recommendations.accept_many, name="accept-many"),
    path("undo/", recommendations.undo_many, name="undo-many"),
    path("recommendations/<slug:public_id>/accept/", recommendations.accept, name="accept"),
    path("recommendations/<slug:public_id>/reject/", recommendations.reject, name="reject"),
    path("recommendations/<slug:public_id>/undo/", recommendations.undo, name="undo"),
    path("products/", products.product_list, name="product-list"),
    path("products/<slug:public_id>/", recommendations.product_detail, name="product-detail"),
    path("products/<slug:public_id>/edit/", products.product_edit, name="product-edit"),
    path("imports/", imports.import_list, name="import-list"),
    path("imports/new/", imports.import_create, name="import-create"),
    path("imports/<slug:public_id>/", imports.import_detail, name="import-detail"),
    path("imports/<slug:public_id>/mapping/", imports.import_map, name="import-map"),
    path("imports/<slug:public_id>/cancel/", imports.import_cancel, name="import-cancel"),
    path("imports/<slug:public_id>/retry/", imports.import_retry, name="import-retry"),
    path("imports/<slug:public_id>/remap/", imports.import_remap, name="import-remap"),
    path("imports/<slug:public_id>/undo/", imports.import_undo, name="import-undo"),
    path("imports/<slug:public_id>/report/", imports.import_report, name="import-report"),
    path("sample/remove/", imports.sample_remove, name="sample-remove"),
    path("runs/", runs.run_list, name="run-list"),
    path("runs/start/", runs.run_start, name="run-start"),
    path("runs/<slug:public_id>/", runs.run_detail, name="run-detail"),
    path("runs/<slug:public_id>/banner/", runs.run_banner, name="run-banner"),
    path("runs/<slug:public_id>/cancel/", runs.run_cancel, name="run-cancel"),
    path("price-list/", runs.price_list_page, name="price-list"),
    re_path(
        r"^price-list/price-list\.(?P<file_format>csv|xlsx)$", runs.price_list_file, name="price-list-file"
    ),
    path("guard-rails/", runs.settings, name="settings"),
]
