"""The published test set of the guard: texts of our own, right and with one wrong thing planted in them."""
