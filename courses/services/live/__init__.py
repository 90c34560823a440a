"""Live classes: planned, answered, told of, attended; and the calendars that follow them."""
