"""Rules of selling courses, without the database."""
