"""Reads of articles, videos and resources."""
