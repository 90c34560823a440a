"""Benchmarks that print what docs/benchmarks.md claims: `python -m benchmarks`, or `make bench`.

A bench is a module here with a `NAME` and `run(options: Options) -> list[Table]`; it is found by itself.
"""
