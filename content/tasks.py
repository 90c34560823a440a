"""Background work of content: fetch, one service call."""

from content import sending_tasks  # noqa: F401 - registers them
