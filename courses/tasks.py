"""Background work of courses: fetch, one service call."""
