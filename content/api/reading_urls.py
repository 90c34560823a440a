"""API addresses of documents that are read in, and of marketing texts."""

from django.urls import path

from content.api import copies, reads, returns

urlpatterns = [
    path("read/", reads.ReadsView.as_view(), name="content-reads"),
    path("read/<slug:public_id>/", reads.ReadView.as_view(), name="content-read"),
    path("read/<slug:public_id>/text/", reads.ReadTextView.as_view(), name="content-read-text"),
    path("read/<slug:public_id>/search/", reads.ReadSearchView.as_view(), name="content-read-search"),
    path("read/<slug:public_id>/facts/", reads.ReadFactsView.as_view(), name="content-read-facts"),
    path("read/<slug:public_id>/use/", reads.ReadUseView.as_view(), name="content-read-use"),
    path("read/<slug:public_id>/file/", reads.ReadFileView.as_view(), name="content-read-file"),
    path("read/<slug:public_id>/return/", returns.ReadReturnView.as_view(), name="content-read-return"),
    path("marketing/", copies.CopiesView.as_view(), name="content-copies"),
    path("marketing/check/", copies.JudgeView.as_view(), name="content-copy-check"),
    path("marketing/variants/<slug:variant>/", copies.VariantView.as_view(), name="content-variant"),
    path("marketing/<slug:public_id>/return/", returns.CopyReturnView.as_view(), name="content-copy-return"),
    path("marketing/<slug:public_id>/", copies.CopyView.as_view(), name="content-copy"),
]
