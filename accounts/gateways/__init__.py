"""Outside parties: identity providers and the DNS."""
