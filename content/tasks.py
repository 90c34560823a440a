"""Background work of content: fetch, one service call."""

from content import document_tasks, template_tasks, writing_tasks  # noqa: F401 - registers them
