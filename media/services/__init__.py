"""Every write of the media library."""
