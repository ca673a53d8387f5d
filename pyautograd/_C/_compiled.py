"""Which files of the plain core are compiled for the compiled core, by their package below ``_py``. It runs the others from their source.

What a call of few elements runs often is compiled. The rest spends its time inside NumPy or LAPACK: compiled, it takes as long, and several times the
room (docs/development.md has the figures). ``setup.py`` reads this file.
"""
COMPILED = {
    "": ("binder", "util"),
    "composite": (
        "convolution", "dropout", "einsum", "elementwise", "indexing", "joins", "normalise", "padding", "products", "reductions", "shapes",
    ),
    "formulas": (),
    "kernels": ("convolution", "elementwise_checks", "introsort", "joins", "layouts", "promotion", "shapes", "views"),
}  # fmt: skip
# Shared, too, and not compiled; no other file directly below ``_py`` is the compiled core's.
INTERPRETED = ("anomaly", "forward", "forward_rules", "lazy")
