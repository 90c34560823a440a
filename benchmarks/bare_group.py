"""The group that the bare sockets join."""

GROUP = "bare"
