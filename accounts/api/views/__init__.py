"""API of people and organisations, one module per noun."""
