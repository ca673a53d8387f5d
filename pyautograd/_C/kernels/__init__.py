"""Compiled from ../../_py/kernels, file by file."""
