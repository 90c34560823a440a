"""Forms of the media library."""
