"""Background work of content: fetch, one service call."""

from content import document_tasks, sending_tasks, template_tasks  # noqa: F401 - registers them
