"""API addresses of tables that become documents."""

from django.urls import path

from content.api import bulk, returns

_RUN = "bulk/<slug:bulk_run>"

urlpatterns = [
    path("bulk/", bulk.BulkRunsView.as_view(), name="documents-bulk-runs"),
    path(f"{_RUN}/", bulk.BulkRunView.as_view(), name="documents-bulk"),
    path(f"{_RUN}/table/", bulk.BulkTableView.as_view(), name="documents-bulk-table"),
    path(f"{_RUN}/columns/", bulk.BulkColumnsView.as_view(), name="documents-bulk-columns"),
    path(f"{_RUN}/start/", bulk.BulkStartView.as_view(), name="documents-bulk-start"),
    path(f"{_RUN}/cancel/", bulk.BulkCancelView.as_view(), name="documents-bulk-cancel"),
    path(f"{_RUN}/return/", returns.BulkReturnView.as_view(), name="documents-bulk-return"),
    path(f"{_RUN}/rows/", bulk.BulkRowsView.as_view(), name="documents-bulk-rows"),
    path(f"{_RUN}/example.csv", bulk.BulkExampleView.as_view(), name="documents-bulk-example"),
    path(f"{_RUN}/documents.zip", bulk.BulkResultView.as_view(), name="documents-bulk-result"),
]
