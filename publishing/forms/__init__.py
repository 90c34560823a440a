"""Forms of articles, videos and resources."""
