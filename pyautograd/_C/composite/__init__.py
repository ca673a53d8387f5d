"""Compiled from ../../_py/composite, file by file."""
