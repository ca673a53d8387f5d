"""Interceptors of operator calls: what they see, what is recorded, and that nothing escapes them."""
import pytest

import pyautograd as torch
from pyautograd._core import core


class Stacked(torch.Tensor):
    """Several tensors of one shape that operators are applied to one by one."""

    __torch_function__ = torch._C._disabled_torch_function_impl

    @staticmethod
    def of(whole):
        made = core.alias_as(Stacked, core.wrap(core.array(whole)[0], whole.dtype), False)
        made.whole = whole
        return made

    def detach(self):
        return Stacked.of(self.whole.detach())

    def as_strided(self, size, stride, storage_offset=None):
        return Stacked.of(self.whole.as_strided((len(self.whole), *size), (self.whole.stride(0), *stride), storage_offset or 0))


def one_by_one(spec, values, inplace):
    if spec.implementation == "composite":
        return NotImplemented

    if spec.name in ("select", "slice"):
        x, dim, *rest = values
        return Stacked.of(core.call(spec, [x.whole, dim + 1 if dim >= 0 else dim, *rest]))

    def part(v, i):
        if isinstance(v, Stacked):
            return v.whole[i]
        return type(v)([part(x, i) for x in v]) if type(v) in (list, tuple) else v

    flat = [w for v in values for w in (v if isinstance(v, (list, tuple)) else [v])]
    count = next(len(v.whole) for v in flat if isinstance(v, Stacked))
    results = [core.call(spec, [part(v, i) for v in values], inplace) for i in range(count)]
    if inplace:
        return values[0]
    if isinstance(results[0], (tuple, list)):
        return [Stacked.of(torch.stack(list(r))) for r in zip(*results)]
    return Stacked.of(torch.stack(results))


core.intercept(Stacked, one_by_one)

W = torch.arange(25.0, dtype=torch.float64).reshape(5, 5).sin()
FUNCTIONS = {
    "arithmetic": lambda t: 1 - (2 / (t + 3)) * t**2,
    "comparison": lambda t: torch.where(t > 0, t, -t),
    "matmul": lambda t: (t @ W).relu().sum(0),
    "einsum": lambda t: torch.einsum("ij,jk->ik", t, W),
    "index": lambda t: t[0],
    "slices": lambda t: t[1:3, ::2],
    "advanced": lambda t: t[torch.tensor([0, 2])],
    "layer_norm": lambda t: torch.nn.functional.layer_norm(t, (5,)),
    "cross_entropy": lambda t: torch.nn.functional.cross_entropy(t, torch.tensor([0, 1, 2, 3])),
    "max": lambda t: t.max(1)[0],
    "stack": lambda t: torch.stack([t, t]).sum(),
    "softmax": lambda t: t.softmax(-1),
    "std": lambda t: t.std(),
    "det": lambda t: torch.linalg.det(t[:, :4]),
    "unbind": lambda t: t.unbind(0)[1],
    "split": lambda t: t.split(2)[1],
    "sort": lambda t: t.reshape(-1).sort()[0],
    "in place": lambda t: t.clone().add_(1.0).mul_(t),
    "view written": lambda t: _written(t.clone()),
    "transposes": lambda t: t.T.contiguous() + t.mT,
    "cat": lambda t: torch.cat([t, W]),
    "convolution": lambda t: torch.nn.functional.conv1d(t[None], W[:4, :4, None]),
    "pool": lambda t: torch.nn.functional.max_pool1d(t, 2),
    "dtype": lambda t: t.to(torch.float32).double(),
}


def _written(t):
    t[0] = 2.0
    return t


def _examples():
    return torch.arange(60.0, dtype=torch.float64).mul(7).sin().reshape(3, 4, 5)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_values(name):
    f, x = FUNCTIONS[name], _examples()
    made = f(Stacked.of(x))
    assert type(made) is Stacked
    expected = torch.stack([f(part) for part in x])
    assert made.shape == expected.shape[1:]
    assert torch.equal(made.whole, expected)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_gradients_are_recorded_on_the_level_of_the_intercepted_tensors(name):
    f, x = FUNCTIONS[name], _examples()
    inner = Stacked.of(x).requires_grad_()
    made = f(inner)
    assert made.requires_grad and not made.whole.requires_grad
    (made * made).sum().backward()
    reference = x.clone().requires_grad_()
    expected = torch.stack([f(part) for part in reference])
    (expected * expected).sum().backward()
    assert type(inner.grad) is Stacked
    assert torch.allclose(inner.grad.whole, reference.grad)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_gradients_of_what_the_interceptor_computes(name):
    f, x = FUNCTIONS[name], _examples()
    outer, reference = x.clone().requires_grad_(), x.clone().requires_grad_()
    made = f(Stacked.of(outer))
    made.whole.sum().backward()
    torch.stack([f(part) for part in reference]).sum().backward()
    assert torch.allclose(outer.grad, reference.grad)


def test_saved_tensor_changed_in_place():
    x = Stacked.of(_examples()).requires_grad_()
    y = x.exp()
    y.add_(1)
    with pytest.raises(RuntimeError, match="has been modified by an inplace operation"):
        y.sum().backward()


def test_views_share_a_version_counter():
    x = Stacked.of(_examples())
    view = x[0]
    assert view._base is x and view._is_view()
    view.zero_()
    assert x._version == view._version == 1
    assert not x.whole[:, 0].any()


def test_elements_are_not_handed_out():
    x = Stacked.of(_examples())
    with pytest.raises(RuntimeError, match="the elements of a Stacked cannot be looked at inside an operator"):
        core.array(x)
    assert core.exemplar(x).shape == (4, 5) and not core.readable(x) and core.readable(W)


def test_no_rule():
    class Dumb(torch.Tensor):
        __torch_function__ = torch._C._disabled_torch_function_impl

    core.intercept(Dumb, lambda spec, values, inplace: NotImplemented)
    x = core.alias_as(Dumb, torch.ones(2), False)
    for call in (lambda: x + 1, lambda: x.mul_(2)):
        with pytest.raises(NotImplementedError, match="no rule for this operator"):
            call()


def test_out_is_written_by_copy():
    x, out = Stacked.of(_examples()), Stacked.of(torch.zeros(3, 4, 5, dtype=torch.float64))
    assert torch.add(x, 1, out=out) is out
    assert torch.equal(out.whole, x.whole + 1)


def test_an_interceptor_of_the_thread_sees_everything_once():
    seen = []

    def watcher(spec, values, inplace):
        seen.append(spec.key + ("_" if inplace else ""))
        return NotImplemented if spec.implementation == "composite" else core.call(spec, values, inplace)

    x = torch.ones(2, 2, requires_grad=True)
    core.push_interceptor(watcher)
    try:
        y = torch.nn.functional.linear(x, x, x[0]).add_(1)
        z = torch.zeros(2)
        y.sum().backward()
    finally:
        assert core.pop_interceptor() is watcher
    assert "addmm" in seen and "mm" in seen
    assert {"add_", "zeros", "sum"} <= set(seen)
    assert x.grad is not None and not z.any()
    before = len(seen)
    x + 1
    assert len(seen) == before


def test_an_interceptor_of_the_thread_may_pass_calls_on():
    core.push_interceptor(lambda spec, values, inplace: NotImplemented)
    try:
        assert (torch.ones(2) + 1).tolist() == [2, 2]
        assert torch.nn.functional.linear(torch.ones(2, 2), torch.ones(2, 2)).tolist() == [[2, 2], [2, 2]]
    finally:
        core.pop_interceptor()


def test_specs_say_what_they_are():
    spec = core.spec_named("mul")
    assert (spec.name, spec.key, spec.implementation, spec.parameters[0], spec.types[0], spec.result) == ("mul", "mul", "ufunc", "self", "Tensor", "Tensor")
    sort = core.spec_of_key("sort")
    assert tuple(sort.result) == ("values", "indices") and sort.implementation == "kernel" and not sort.multi_view
    with pytest.raises(KeyError):
        core.spec_of_key("nothing")
