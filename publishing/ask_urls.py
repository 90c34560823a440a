"""Asking the library, under /o/<organisation>/ask/. Ids have sixteen characters, so none reads like a page's word."""

from django.urls import path

from publishing.views import ask

app_name = "ask"

urlpatterns = [
    path("", ask.front, name="front"),
    path("download/", ask.export, name="export"),
    path("<slug:key>/", ask.question, name="question"),
    path("<slug:key>/stop/", ask.cancel, name="cancel"),
    path("<slug:key>/helpful/", ask.rate, name="rate"),
    path("<slug:key>/remove/", ask.remove, name="remove"),
    path("<slug:key>/bring-back/", ask.bring_back, name="bring-back"),
]
