"""The API of articles, videos and resources."""
