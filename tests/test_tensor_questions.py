"""Flags, gradients and questions about tensors, and what they refuse.

Held against PyTorch (golden/tensor_questions.json). ``python tests/test_tensor_questions.py`` records the golden file again; it needs torch.
"""
import pytest
from recorded import RECORDING, torch
from snippets import Programs
from view_programs import PRELUDE

recorder = Programs("tensor_questions", torch, PRELUDE)
recorder.programs("""
### gradients and flags 1
x = ramp(3)
[attempt(lambda: setattr(x, 'grad', v)) for v in [3, torch.ones(2), torch.ones(3, dtype=torch.float64),
    torch.ones(3, dtype=torch.long), x, None, 'a', torch.ones(3, requires_grad=True), torch.ones(1, 3),
    torch.ones(3, dtype=torch.complex64), x.detach(), [1, 2, 3], torch.ones(3).expand(3)]]
x.grad
### gradients and flags 2
y = ramp(3) * 1
z = torch.ones(3, dtype=torch.long)
setattr(y, 'grad', torch.ones(3))
y.grad
setattr(z, 'grad', torch.ones(3, dtype=torch.long))
z.grad
delattr(y, 'grad')
delattr(z, 'grad')
z.grad
setattr(z, 'grad', torch.ones(3))
### gradients and flags 3
y = ramp(3) * 1
z = torch.ones(3, dtype=torch.long)
x = ramp(3)
[attempt(f) for f in [lambda: y.requires_grad_(False), lambda: y.requires_grad_(True), lambda: setattr(y,
    'requires_grad', False), lambda: setattr(y, 'requires_grad', True), lambda: z.requires_grad_(), lambda: z.requires_grad_(False),
    lambda: setattr(z, 'requires_grad', True), lambda: setattr(x, 'requires_grad', 1), lambda: x.requires_grad_(1),
    lambda: x.requires_grad_('a'), lambda: x.requires_grad_(None), lambda: x.requires_grad_(True, True),
    lambda: x.requires_grad_(requires_grad=False), lambda: x.requires_grad_(a=1), lambda: delattr(x, 'requires_grad'),
    lambda: torch.ones(2, dtype=torch.complex64).requires_grad_().requires_grad, lambda: torch.ones(2,
    dtype=torch.bool).requires_grad_(), lambda: torch.tensor([1], requires_grad=True), lambda: setattr(x,
    'is_leaf', True), lambda: setattr(x, 'grad_fn', None), lambda: setattr(x, '_base', None), lambda: setattr(x,
    '_version', 1), lambda: setattr(x, 'shape', (1,)), lambda: setattr(x, 'dtype', torch.float64)]]
### gradients and flags 4
x = ramp(3)
y = x * 1
y.retain_grad()
y.mul_(2)
z = y * y
z.sum().backward()
y.grad
x.grad
y.retains_grad
### gradients and flags 5
x = ramp(3)
y = x * 1
v = y[:2]
v.retain_grad()
v.mul_(3)
(y * y).sum().backward()
v.grad
y.grad
v.retains_grad
y.retains_grad
### gradients and flags 6
x = ramp(3)
y = x * 1
y.retain_grad()
v = y[:2]
v.mul_(3)
(y * y).sum().backward()
y.grad
y.retains_grad
### gradients and flags 7
x = ramp(3)
y = x * 1
v = y[:2]
v.retain_grad()
y.mul_(2)
v.grad_fn
(v * v).sum().backward()
v.grad
x.grad
### gradients and flags 8
x = torch.ones(3)
x.retain_grad()
ramp(3).retain_grad()
ramp(3).retains_grad
setattr(x, 'retains_grad', True)
x.register_hook(lambda g: g)
ramp(3).register_hook(3)
### gradients and flags 9
l = []
x = ramp(3)
y = x * 1
y.register_hook(lambda g: l.append(('a', g)))
y.mul_(2)
y.register_hook(lambda g: l.append(('b', g)))
v = y[:1]
v.register_hook(lambda g: l.append(('v', g)))
v.mul_(2)
(y * y).sum().backward()
l
### questions and refusals 1
x = torch.arange(6.0)
v = x.view(2, 3)
[attempt(f) for f in [lambda: x.is_set_to(x), lambda: x.is_set_to(v), lambda: x.is_set_to(x[:]), lambda: x.is_set_to(x.detach()),
    lambda: x.is_set_to(x.clone()), lambda: x.is_set_to(x[1:]), lambda: x.is_set_to(3), lambda: x.is_set_to(),
    lambda: torch.empty(0).is_set_to(torch.empty(0)), lambda: x.is_set_to(x.view(torch.int32)), lambda: x.is_set_to(tensor=x)]]
### questions and refusals 2
x = torch.arange(6.0)
[attempt(f) for f in [lambda: x.is_same_size(x), lambda: x.is_same_size(x.view(2, 3)), lambda: x.is_same_size(torch.ones(6,
    dtype=torch.long)), lambda: x.is_same_size(3), lambda: torch.is_same_size(x, x), lambda: x.is_same_size(),
    lambda: x.is_same_size(other=x)]]
### questions and refusals 3
x = ramp(2, 3)
y = x * 1
[(v._is_view(), v._base is y, v._base is None) for v in (y, y[0], y.view(6), y.detach(), y.data, y.clone(),
    y.t(), y.expand(2, 2, 3), y.real, y.reshape(6), y.t().reshape(6), y.contiguous(), y.T.contiguous(),
    y.chunk(2)[0], torch.unsafe_chunk(y, 2)[0], y.view(torch.int32), y[None], y[[0]], y.flatten(), y.squeeze(),
    y.to(torch.float32), y.narrow(0, 0, 1), y.view_as(y), y.unbind()[0], y.diagonal(), y.as_strided((2,
   ), (1,)), y.unfold(0, 1, 1), y.numpy(force=True) is None and y or y[0][0])]
### questions and refusals 4
c = torch.ones(2, 3, dtype=torch.complex64)
[(v._is_view(), v._base is c) for v in (c.real, c.imag, torch.view_as_real(c), c.conj(), c.mH, c.resolve_conj(), c.view(torch.float32))]
torch.view_as_complex(torch.ones(3))
torch.view_as_complex(torch.ones(2, 2, dtype=torch.long))
torch.view_as_complex(torch.tensor(1.0))
torch.view_as_real(torch.ones(2))
torch.view_as_complex(torch.ones(2, 4)[:, ::2])
torch.view_as_complex(torch.ones(3, 3)[:, :2])
torch.view_as_complex(torch.ones(5)[1:3])
### questions and refusals 5
x = torch.arange(24.0).view(2, 3, 4)
L = [lambda: x.unfold(0, 1, 1), lambda: x.unfold(3, 1, 1), lambda: x.unfold(2, 5, 1), lambda: x.unfold(2,
    2, 0), lambda: x.unfold(2, -1, 1), lambda: x.unfold(2, 0, 1), lambda: x.unfold('a', 1, 1), lambda: x.unfold(2,
    2), lambda: x.diagonal(0, 0, 0), lambda: x.diagonal(5), lambda: x.diagonal(-2, 1, 2), lambda: x.diagonal(0,
    3, 1), lambda: torch.ones(2).diagonal(), lambda: x.narrow(0, 0, 3), lambda: x.narrow(0, -1, 1), lambda: x.narrow(0,
    2, 0), lambda: x.narrow(0, 3, 0), lambda: x.narrow(3, 0, 1), lambda: x.narrow(0, 0, -1), lambda: x.narrow(0,
    torch.tensor(1), 1), lambda: torch.tensor(1.0).narrow(0, 0, 1), lambda: x.select(0, 2), lambda: x.select(0,
    -3), lambda: x.select(3, 0), lambda: torch.tensor(1.0).select(0, 0), lambda: x.select(0, torch.tensor(1)),
    lambda: x.select('a', 0), lambda: x.squeeze_().shape, lambda: x.clone().squeeze_(3), lambda: x.clone().squeeze_((0,
    1)).shape, lambda: x.clone().swapaxes_(0, 2).shape, lambda: x.clone().swapaxes_(0, 3), lambda: x.clone().t_(),
    lambda: x.t(), lambda: x.clone().transpose_(0), lambda: x.clone().unsqueeze_(4), lambda: x.clone().unsqueeze_(-5),
    lambda: x.clone().unsqueeze_(-4).shape, lambda: x.split(0), lambda: x.split(-1), lambda: x.split([1,
    2]), lambda: x.chunk(0), lambda: x.chunk(-1), lambda: x.chunk(5, 0), lambda: x.unbind(3), lambda: torch.tensor(1.0).unbind(),
    lambda: x.split([1, 1], 3), lambda: x.tensor_split(0), lambda: x.tensor_split([1], 2)[1].shape, lambda: x.hsplit(2),
    lambda: x.permute(0, 1), lambda: x.permute(0, 0, 1), lambda: x.expand(2, 3), lambda: x.expand(-1,
    3, 4).shape, lambda: x.expand(3, 3, 4), lambda: x.expand(-1, 2, 3, 4), lambda: x.view(7), lambda: x.view(0,
    -1), lambda: x.movedim(0, 3), lambda: x.movedim((0, 1), (1,)), lambda: x.unflatten(0, (2, 2)), lambda: x.flatten(2,
    1), lambda: x.view_as(3), lambda: x.reshape(-1, -1), lambda: x.swapdims_(0, 1).shape]
[attempt(lambda: (lambda v: v if not isinstance(v, torch.Tensor) or v.numel() < 9 else (v.shape, v.stride(),
    v.storage_offset()))(f())) for f in L]
""")


@pytest.mark.parametrize("name", sorted(recorder.cases))
def test_as_pytorch(name):
    assert recorder.differences(name) == ""


if RECORDING:
    recorder.record()
