"""Pages of tables that become documents, under /o/<organisation>/documents/."""

from django.urls import path

from content.views import bulk

_RUN = "bulk/<slug:bulk_run>"

urlpatterns = [
    path("bulk/", bulk.bulk_list, name="bulk-list"),
    path("bulk/new/", bulk.bulk_new, name="bulk-new"),
    path(f"{_RUN}/", bulk.bulk_run, name="bulk"),
    path(f"{_RUN}/upload/", bulk.bulk_upload, name="bulk-upload"),
    path(f"{_RUN}/columns/", bulk.bulk_columns, name="bulk-columns"),
    path(f"{_RUN}/start/", bulk.bulk_start, name="bulk-start"),
    path(f"{_RUN}/cancel/", bulk.bulk_cancel, name="bulk-cancel"),
    path(f"{_RUN}/put-away/", bulk.bulk_put_away, name="bulk-put-away"),
    path(f"{_RUN}/bring-back/", bulk.bulk_bring_back, name="bulk-bring-back"),
    path(f"{_RUN}/rows/<int:line>/", bulk.bulk_preview, name="bulk-preview"),
    path(f"{_RUN}/example.csv", bulk.bulk_example_csv, name="bulk-example-csv"),
    path(f"{_RUN}/example.xlsx", bulk.bulk_example_xlsx, name="bulk-example-xlsx"),
    path(f"{_RUN}/to-mend.csv", bulk.bulk_errors, name="bulk-errors"),
    path(f"{_RUN}/documents.zip", bulk.bulk_result_zip, name="bulk-result"),
]
