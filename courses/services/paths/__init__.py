"""Learning paths: put together, given to people, followed."""
