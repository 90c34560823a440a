"""Articles, videos and resources: written, reviewed, published, read, translated."""
