"""Every write of billing, and what it works out. Public: other apps call these and nothing deeper."""
