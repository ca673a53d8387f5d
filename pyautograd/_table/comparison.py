"""Comparisons of whole tensors, which give a Python bool."""
from .row import op

op("allclose(Tensor self, Tensor other, float rtol=1e-05, float atol=1e-08, bool equal_nan=False) -> object", composite="comparison.allclose")
op("equal(Tensor self, Tensor other) -> object", composite="comparison.equal")
