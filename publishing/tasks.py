"""Background work of publishing: fetch, one service call."""
