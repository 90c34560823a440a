"""Pages of articles, videos and resources."""
