"""``torch._vmap_internals``, by which the first programs with `vmap` know it: stricter, in other words."""
import pytest

import pyautograd as torch
from pyautograd._vmap_internals import _vmap, vmap

X = torch.arange(6.0).view(2, 3)


def identity(x):
    return x


def test_results():
    with pytest.warns(FutureWarning) as caught:
        assert torch.equal(vmap(torch.sin)(X), X.sin())
    assert str(caught[0].message) == "Please use `torch.vmap` instead of `torch._vmap_internals.vmap`."
    made = _vmap(lambda x, y: (x * y, x.sum()), in_dims=(1, None), out_dims=(1, 0))(X, torch.ones(2))
    assert torch.equal(made[0], X) and torch.equal(made[1], X.sum(0))
    assert _vmap(lambda x: (x, None), allow_none_pass_through=True)(X)[1] is None


REFUSALS = [
    (lambda: _vmap(lambda x: 1)(X), ValueError, "vmap(<lambda>, ...): `<lambda>` must only return Tensors, got type <class 'int'> as the return."),
    (lambda: _vmap(lambda x: [x])(X), ValueError, "vmap(<lambda>, ...): `<lambda>` must only return Tensors, got type <class 'list'> as the return."),
    (lambda: _vmap(lambda x: (x, 1))(X), ValueError, "vmap(<lambda>, ...): `<lambda>` must only return Tensors, got type <class 'int'> for return 1."),
    (lambda: _vmap(identity, in_dims=-1)(X), ValueError,
     "vmap(identity, in_dims=-1, ...)(<inputs>): Got in_dim=-1 for some input, but that input is a Tensor of dimensionality 2 so expected in_dim to satisfy "
     "0 <= in_dim < 2."),
    (lambda: _vmap(identity, out_dims="a")(X), ValueError,
     "vmap(identity, ..., out_dims=a): `out_dims` must be an int or a tuple of int representing where in the outputs the vmapped dimension should appear."),
    (lambda: _vmap(identity, out_dims=(0, 0))(X), ValueError,
     "vmap(identity, ..., out_dims=(0, 0)): `out_dims` must have one dim per output (got 1 outputs) of identity."),
    (lambda: _vmap(identity)(), ValueError,
     "vmap(identity)(<inputs>): got no inputs. Maybe you forgot to add inputs, or you are trying to vmap over a function with no inputs. The latter is "
     "unsupported."),
    (lambda: _vmap(lambda x, y: x)(X, X[:1]), ValueError,
     "vmap: Expected all tensors to have the same size in the mapped dimension, got sizes [2, 1] for the mapped dimension"),
    (lambda: _vmap(lambda x: torch.randn(3))(X), RuntimeError,
     "vmap: We do not yet support calling random operations inside of vmap. Please perform random operations outside of vmap as a workaround"),
    (lambda: _vmap(lambda x: x.sum().item())(X), RuntimeError, "Batching rule not implemented for aten::item. We could not generate a fallback."),
]  # fmt: skip


@pytest.mark.parametrize("case", REFUSALS, ids=range(len(REFUSALS)))
def test_refusals(case):
    call, kind, text = case
    with pytest.raises(kind) as caught:
        call()
    assert type(caught.value) is kind and str(caught.value) == text
