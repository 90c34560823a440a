"""Certificates: given, renewed and taken back; their keys, credentials and paper."""
