"""Addresses of marketing texts."""

from django.urls import path

from content.views import copies

urlpatterns = [
    path("marketing/", copies.copy_list, name="copy-list"),
    path("marketing/new/", copies.copy_create, name="copy-create"),
    path("marketing/own/", copies.copy_own, name="copy-own"),
    path("marketing/words/", copies.copy_words, name="copy-words"),
    path("marketing/words/add/", copies.copy_words_add, name="copy-words-add"),
    path("marketing/words/<slug:word>/allow/", copies.copy_word_allow, name="copy-word-allow"),
    path("marketing/variants/<slug:variant>/", copies.variant_edit, name="variant-edit"),
    path("marketing/variants/<slug:variant>/keep/", copies.variant_keep, name="variant-keep"),
    path("marketing/variants/<slug:variant>/use/", copies.variant_use, name="variant-use"),
    path("marketing/<slug:public_id>/", copies.copy_detail, name="copy"),
    path("marketing/<slug:public_id>/remove/", copies.copy_remove, name="copy-remove"),
    path("marketing/<slug:public_id>/put-back/", copies.copy_put_back, name="copy-put-back"),
]
