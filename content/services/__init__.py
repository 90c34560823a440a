"""Every write of documents."""
