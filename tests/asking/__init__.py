"""Tests of asking the library, with played language models."""
