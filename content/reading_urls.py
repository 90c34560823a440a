"""Addresses of documents that are read in."""

from django.urls import path

from content.views import reads

urlpatterns = [
    path("read/", reads.read_list, name="read-list"),
    path("read/new/", reads.read_create, name="read-create"),
    path("read/<slug:public_id>/", reads.read_detail, name="read"),
    path("read/<slug:public_id>/text/", reads.read_text, name="read-text"),
    path("read/<slug:public_id>/file/", reads.read_file, name="read-file"),
    path("read/<slug:public_id>/facts/", reads.read_facts, name="read-facts"),
    path("read/<slug:public_id>/use/", reads.read_use, name="read-use"),
    path("read/<slug:public_id>/invoice/", reads.read_invoice, name="read-invoice"),
    path("read/<slug:public_id>/summary/", reads.read_summary, name="read-summary"),
    path("read/<slug:public_id>/retry/", reads.read_retry, name="read-retry"),
    path("read/<slug:public_id>/file/delete/", reads.read_file_delete, name="read-file-delete"),
    path("read/<slug:public_id>/remove/", reads.read_remove, name="read-remove"),
    path("read/<slug:public_id>/put-back/", reads.read_put_back, name="read-put-back"),
]
