"""Background work of content: fetch, one service call."""
