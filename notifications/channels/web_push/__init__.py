"""Push to browsers: RFC 8030, 8188, 8291 and 8292."""
