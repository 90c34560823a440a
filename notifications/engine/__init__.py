"""When and how a person is reached: arithmetic that knows no database, no framework and no clock."""
