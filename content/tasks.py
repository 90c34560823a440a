"""Background work of content: fetch, one service call."""

from content import (  # noqa: F401 - registers them
    bulk_tasks,
    document_tasks,
    reading_tasks,
    sending_tasks,
    template_tasks,
    writing_tasks,
)
