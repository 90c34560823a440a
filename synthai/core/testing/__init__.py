"""The test ground: the database, the cast, query counting, parallel transactions."""
