"""Pages under /o/<organisation>/courses/."""

from courses import quiz_urls

app_name = "courses"
urlpatterns = [*quiz_urls.urlpatterns]
