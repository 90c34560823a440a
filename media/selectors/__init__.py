"""Reads of the media library."""
