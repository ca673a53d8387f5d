"""Parameter and Buffer, held against PyTorch (golden/parameter.json).

``python tests/test_parameter.py`` records the golden file again; it needs torch.
"""
import copy
import pickle

import pytest
from recorded import Recorder

RECORDING = __name__ == "__main__"
if RECORDING:
    import torch
    from torch.nn import parameter as module
else:
    import pyautograd as torch
    from pyautograd.nn import parameter as module

Parameter, Buffer = module.Parameter, module.Buffer
recorder = Recorder("parameter")
case = recorder.case


class Mine(Parameter):
    pass


for _name, _function in {
    "Parameter()": lambda: Parameter(),
    "Parameter(3)": lambda: Parameter(3),
    "Parameter([1.])": lambda: Parameter([1.0]),
    "integers": lambda: Parameter(torch.arange(2)),
    "integers without gradients": lambda: Parameter(torch.arange(2), requires_grad=False),
    "without gradients": lambda: Parameter(torch.ones(2), False),
    "as text": lambda: (str(Parameter(torch.ones(2))), f"{Parameter(torch.ones(2))}"),
    "of a parameter": lambda: Parameter(Parameter(torch.ones(1))),
    "a subclass": lambda: Mine(torch.ones(1)),
    "of a subclass": lambda: Parameter(Mine(torch.ones(1))),
    "kinds": lambda: [isinstance(Parameter(torch.ones(2)), k) for k in (torch.Tensor, Parameter, Buffer)] + [isinstance(torch.ones(2), Parameter)],
    "module": lambda: (Parameter.__module__, Parameter.__name__),
    "Buffer": lambda: (Buffer(torch.ones(2)), Buffer(), type(Buffer()).__name__),
    "Buffer kinds": lambda: [isinstance(Buffer(torch.ones(2)), k) for k in (torch.Tensor, Parameter, Buffer)] + [isinstance(torch.ones(2), Buffer)],
    "Buffer attributes": lambda: (Buffer(torch.ones(2)).persistent, Buffer(torch.ones(2), persistent=False).persistent),
    "uninitialized": lambda: (module.UninitializedParameter(), module.UninitializedBuffer(), module.is_lazy(module.UninitializedParameter())),
    "shape of an uninitialized one": lambda: module.UninitializedParameter().shape,
}.items():
    case(_name)(_function)


@case("of a non-leaf")
def _():
    p = Parameter(torch.ones(2, requires_grad=True) * 2)
    return p.is_leaf, p.grad_fn, p.requires_grad


@case("deepcopy")
def _():
    p = Parameter(torch.ones(2))
    (p * 2).sum().backward()
    q = copy.deepcopy(p)
    return q, q.grad, type(q).__name__, type(copy.deepcopy(Mine(torch.ones(1)))).__name__


@case("pickle")
def _():
    p = Parameter(torch.ones(2))
    p.label = "a"
    q = pickle.loads(pickle.dumps(p))
    return q, type(q).__name__, q.label, q.grad


@case("types of results")
def _():
    p = Parameter(torch.ones(2))
    return [type(t).__name__ for t in (p.data, p.detach(), p * 2, p.clone(), p[0], p.view(2), p.requires_grad_())]


@case("shares memory and version")
def _():
    t = torch.ones(2)
    p = Parameter(t)
    p.data.add_(1)
    before = t._version, p._version
    t.add_(1)
    return t, before, t._version, p._version


@case("materialize")
def _():
    p, b = module.UninitializedParameter(), module.UninitializedBuffer()
    p.materialize((2, 3))
    b.materialize((2,))
    return type(p).__name__, p.shape, p.requires_grad, module.is_lazy(p), type(b).__name__, b.shape


if not RECORDING:
    GOLDEN = recorder.golden()

    @pytest.mark.parametrize("name", list(recorder.cases))
    def test_as_pytorch(name):
        assert recorder.outcome(name) == GOLDEN[name]


if RECORDING:
    recorder.record()
