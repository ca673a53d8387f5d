"""Compiled from ../../_py/formulas, file by file."""
