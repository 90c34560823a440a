"""What courses reckon with: values in, values out. No database, no clock, no request."""
