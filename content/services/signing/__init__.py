"""Signatures on a sent document: asked for, given, sealed."""
