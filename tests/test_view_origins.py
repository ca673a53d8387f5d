"""In place on several views at once, on views made under no_grad or in inference mode, and on those of custom Functions.

Held against PyTorch (golden/view_origins.json). ``python tests/test_view_origins.py`` records the golden file again; it needs torch.
"""
import pytest
from recorded import RECORDING, torch
from snippets import Programs
from view_programs import PRELUDE

recorder = Programs("view_origins", torch, PRELUDE)
recorder.programs("""
### several views 1
changed_pieces(lambda y: y.chunk(2), lambda a: a.mul_(2))
### several views 2
changed_pieces(lambda y: y.split(2), lambda a: a.mul_(2))
### several views 3
changed_pieces(lambda y: y.split([1, 3]), lambda a: a.mul_(2))
### several views 4
changed_pieces(lambda y: y.unbind(0), lambda a: a.mul_(2))
### several views 5
changed_pieces(lambda y: torch.unsafe_chunk(y, 2), lambda a: a.mul_(2))
### several views 6
changed_pieces(lambda y: torch.unsafe_split(y, 2), lambda a: a.mul_(2))
### several views 7
changed_pieces(lambda y: torch.unsafe_split_with_sizes(y, [1, 3]), lambda a: a.mul_(2))
### several views 8
changed_pieces(lambda y: y.tensor_split(2), lambda a: a.mul_(2))
### several views 9
changed_pieces(lambda y: y.hsplit(2), lambda a: a.mul_(2))
### several views 10
changed_pieces(lambda y: y.vsplit(2), lambda a: a.mul_(2))
### several views 11
changed_pieces(lambda y: list(y), lambda a: a.mul_(2))
### several views 12
changed_pieces(lambda y: y.chunk(2)[0].view(2, 2).chunk(2), lambda a: a.mul_(2))
### several views 13
x = ramp(4, 2)
y = x * 1
a, b = y.chunk(2)
y.mul_(2)
a.grad_fn
a + 1
names(b)
### several views 14
x = ramp(4, 2)
y = x * 1
with torch.no_grad():
    a, b = y.chunk(2)
a.mul_(2)
a.grad_fn
a.requires_grad
a.is_leaf
### several views 15
x = ramp(4, 2)
y = x * 1
a, b = y.chunk(2)
with torch.no_grad():
    r = attempt(lambda: a.mul_(2))
r
names(a)
gradient(x, y * y)
a._version
### several views 16
x = ramp(4, 2)
a, b = x.chunk(2)
a.add_(1)
a[0].add_(1)
names(a[0])
### several views 17
x = torch.ones(4)
w = ramp(2)
a, b = x.chunk(2)
a.add_(w)
a.add_(1)
x
a._version
b._version
### several views 18
x = torch.ones(4)
a, b = x.split(2)
x.requires_grad_()
a.add_(1)
a.requires_grad
a.is_leaf
### several views 19
x = ramp(4, 2)
y = x * 1
o = torch.unsafe_chunk(y, 2)
[v._is_view() for v in o]
o[0]._version
o[0].zero_()
y
gradient(x, o[0] + o[1] * 2)
### views made in no_grad 1
x = ramp(3)
y = x * 1
with torch.no_grad():
    v = y[:2]
v.add_(1)
v.requires_grad
names(v)
v.is_leaf
### views made in no_grad 2
x = ramp(3)
y = x * 1
with torch.no_grad():
    v = y[:2]
    v.add_(1)
v
y
y._version
names(v)
gradient(x, y * y)
### views made in no_grad 3
x = ramp(3)
y = x * 1
with torch.no_grad():
    v = y[:2]
y.mul_(2)
names(v)
v * 1
v.requires_grad
### views made in no_grad 4
x = ramp(3)
with torch.no_grad():
    v = x[:2]
v.requires_grad
v.is_leaf
v.grad_fn
v.mul_(2)
v.requires_grad_(False)
v.requires_grad_()
v.requires_grad
### views made in no_grad 5
x = torch.ones(3)
with torch.no_grad():
    v = x[:2]
w = ramp(2)
v.mul_(w)
x.mul_(ramp(3))
v.grad_fn
v.requires_grad
### views made in no_grad 6
x = ramp(3)
with torch.no_grad():
    x.add_(1)
    x[0] = 5
    v = x.view(3)
    v.mul_(2)
x
x._version
gradient(x, x * x)
### views made in no_grad 7
x = ramp(3)
y = x * 1
with torch.no_grad():
    with torch.enable_grad():
        v = y[:2]
    v.mul_(3)
names(v)
names(y)
y
gradient(x, y * y)
### inference tensors 2
x = ramp(3)
y = x * 1
with torch.inference_mode():
    v = y[:2]
    w = y.view(3)
    r = (v.is_inference(), v.requires_grad, v._is_view(), v._version, attempt(lambda: v.add_(1)), y._version, attempt(lambda: v.grad_fn))
r
v.add_(1)
v * 2
w.grad_fn
names(y)
### custom functions 1
f = function(lambda c, x: x.view(-1))
x = ramp(2, 2)
y = x * 1
v = f(y)
names(v)
v._is_view()
v._base is y
v.mul_(2)
### custom functions 2
def fw(c, x):
    x.mul_(2)
    c.mark_dirty(x)
    return x
f = function(fw, bwd=lambda g: g * 2)
x = ramp(3)
y = x * 1
v = y[:2]
z = f(v)
z is v
names(v)
names(y)
y
gradient(x, y * y)
### custom functions 3
def fw(c, x):
    x.mul_(2)
    c.mark_dirty(x)
    return x
f = function(fw, bwd=lambda g: g * 2)
x = ramp(3)
f(x)
f(x[:2])
f((x * 1).chunk(2)[0])
x
### custom functions 4
def fw(c, x):
    x.mul_(2)
    c.mark_dirty(x)
    return (x, x.clone())
f = function(fw, bwd=lambda g, h: g * 2 + h * 2)
x = ramp(3)
y = x * 1
a, b = f(y)
a is y
names(a)
names(b)
gradient(x, a * b)
### custom functions 5
def fw(c, x):
    c.mark_dirty(x)
    return x[0:1]
f = function(fw)
x = ramp(3)
f(x * 1)
### custom functions 6
def fw(c, x):
    return (x, x.clone())
f = function(fw, bwd=lambda g, h: g + h)
x = ramp(3)
y = x * 1
a, b = f(y)
a is y
a._is_view()
names(a)
a.mul_(2)
y.mul_(2)
names(a)
### custom functions 7
def fw(c, x):
    return (x[0], x[1])
f = function(fw, bwd=lambda g, h: torch.stack([g, h]))
x = ramp(2, 2)
y = x * 1
a, b = f(y)
a._is_view()
names(a)
a.mul_(2)
gradient(x, a * b)
### custom functions 8
f = function(lambda c, x: x)
x = ramp(3)
y = f(x)
y is x
y._is_view()
y.mul_(2)
names(y)
### custom functions 9
f = function(lambda c, x: x.detach())
x = ramp(3)
y = f(x)
y._is_view()
y.requires_grad
y.mul_(2)
names(y)
### custom functions 10
def fw(c, x, y):
    c.mark_dirty(x)
    x.copy_(y)
    return x
f = function(fw, bwd=lambda g: (None, g))
b = torch.zeros(2, 3)
v = b[0]
x = ramp(3)
z = f(v, x)
z is v
b
b.requires_grad
names(b)
names(v)
gradient(x, b * b)
### custom functions 11
f = function(lambda c, x: x.view(-1))
x = torch.ones(2, 2)
v = f(x)
v._is_view()
v._base is x
v.mul_(ramp(4))
x
### custom functions 12
def fw(c, x):
    c.mark_non_differentiable(x)
    return x
f = function(fw)
x = ramp(3)
f(x)
f(x * 1).requires_grad
### custom functions 13
def fw(c, x):
    y = x * 2
    c.mark_dirty(y)
    return y
f = function(fw)
f(ramp(3))
### custom functions 14
with torch.no_grad():

    def fw(c, x):
        c.mark_dirty(x)
        return x.add_(1)
    x = ramp(3)
    y = function(fw)(x)
y is x
x
x._version
x.is_leaf
""")


@pytest.mark.parametrize("name", sorted(recorder.cases))
def test_as_pytorch(name):
    assert recorder.differences(name) == ""


if RECORDING:
    recorder.record()
