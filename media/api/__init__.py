"""The API of the media library."""
