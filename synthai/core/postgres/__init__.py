"""Django's PostgreSQL backend, with the active tenant carried into every transaction."""
