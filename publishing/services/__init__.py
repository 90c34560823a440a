"""Every write of articles, videos and resources."""
