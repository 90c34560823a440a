"""Addresses of what people looked for in vain. Words are told in the body: an address is kept in histories."""

from django.urls import path

from publishing.views import wanted

urlpatterns = [
    path("wanted/", wanted.wanted_list, name="wanted-list"),
    path("wanted/write/", wanted.write_about, name="wanted-write"),
    path("wanted/settle/", wanted.settle, name="wanted-settle"),
    path("wanted/back/", wanted.put_back, name="wanted-back"),
]
