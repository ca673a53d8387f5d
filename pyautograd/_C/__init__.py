"""The compiled core's modules: ``core`` and what it is made of. Built from ``csrc`` and from the shared files of ``_py``."""
