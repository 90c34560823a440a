"""Facts that every app provides."""
