"""Background work of media: fetch, one service call."""
