"""The ground of the API: description, help pages, and the answer to every unknown address under /api/."""

from django.urls import path

from synthai.core.api import pages

app_name = "api-ground"
urlpatterns = [
    path("api/schema/", pages.schema, name="schema"),
    path("api/schema/<str:area>/", pages.schema, name="schema-area"),
    path("api/docs/", pages.docs, name="docs"),
    path("api/docs/<str:area>/", pages.docs_area, name="docs-area"),
    path("api/problems/", pages.problem_list, name="problem-list"),
    path("api/problems/<str:code>/", pages.problem_detail, name="problem-detail"),
    path("api/", pages.unknown_route, name="root"),
    path("api/<path:rest>", pages.unknown_route, name="unknown"),
]
