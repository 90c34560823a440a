"""The arithmetic of billing: periods, amounts, proration, quotes. No Django, no database, no clock: values in, values out."""
