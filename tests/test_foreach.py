"""Operators over lists of tensors (``torch._foreach_*``): values, results of in-place forms, refusals (golden/foreach.json).

``python tests/test_foreach.py`` records the golden file again; it needs torch.
"""
import pytest
from recorded import RECORDING, Recorder, torch

recorder = Recorder("foreach")
UNARY = (
    "abs acos asin atan ceil cos cosh erf erfc exp expm1 floor frac lgamma log log10 log1p log2 neg reciprocal round rsqrt sigmoid sign sin sinh sqrt tan "
    "tanh trunc"
).split()
BINARY = "add sub mul div clamp_max clamp_min maximum minimum pow".split()


def tensors(dtype=torch.float32):
    return [torch.tensor([0.5, 0.25, 0.75]).to(dtype), torch.tensor([[1.0, 0.0]]).to(dtype), torch.tensor(0.125).to(dtype)]


def others():
    return [torch.tensor([2.0, 4.0, 0.5]), torch.tensor([[3.0, 1.0]]), torch.tensor(-2.0)]


def rounded(result):
    return [torch.round(x * 4096) / 4096 if x.is_floating_point() else x for x in result]


def called(name, *args, **kwargs):
    """What a function gives; for one in place also whether it is its list of tensors, changed."""
    result = getattr(torch, "_foreach_" + name)(*args, **kwargs)
    if not name.endswith("_"):
        return type(result).__name__, rounded(result)
    return result is None or [a is b for a, b in zip(result, args[0])], rounded(args[0]), [x._version for x in args[0]]


def case(title, *args, **kwargs):
    """A case for the call named by the first word of `title`; arguments that are functions are called for each run."""
    recorder.case(title)(lambda: called(title.split()[0], *[a() if callable(a) else a for a in args], **kwargs))


for _name in UNARY:
    for _form in (_name, _name + "_"):
        case(_form, tensors)
        case(f"{_form} of integers", lambda: tensors(torch.int64))
for _name in BINARY:
    for _form in (_name, _name + "_"):
        case(f"{_form} a number", tensors, 2)
        case(f"{_form} numbers", tensors, [1.5, 2, 3])
        case(f"{_form} tensors", tensors, others)
        case(f"{_form} integers and a number", lambda: tensors(torch.int64), 1.5 if _form in ("add_", "sub_", "mul_", "div_", "pow_") or _form == _name else 1)
        case(f"{_form} too few numbers", tensors, [1.0])
        case(f"{_form} too few tensors", tensors, lambda: others()[:2])
        case(f"{_form} nothing", list, 2)
        case(f"{_form} a string", tensors, "a")
        case(f"{_form} shapes that do not fit", lambda: [torch.ones(2)], lambda: [torch.ones(3)])
for _name in ("add", "mul", "div"):
    case(f"{_name} one tensor", tensors, lambda: torch.tensor(2.0))
    case(f"{_name} one tensor of several elements", tensors, lambda: torch.ones(3))
case("add with alpha", tensors, others, alpha=2)
case("sub with alpha", tensors, others, alpha=0.5)
case("pow of a number", 2.0, tensors)
for _name in ("addcdiv", "addcmul", "addcdiv_", "addcmul_"):
    case(f"{_name} by default", tensors, others, others)
    case(f"{_name} with a number", tensors, others, others, value=2)
    case(f"{_name} with numbers", tensors, others, others, [1.0, 2.0, 3.0])
    case(f"{_name} with a tensor", tensors, others, others, lambda: torch.tensor([1.0, 2.0, 3.0]))
    case(f"{_name} with too few numbers", tensors, others, others, [1.0])
    case(f"{_name} with a tensor of two dimensions", tensors, others, others, lambda: torch.ones(1, 3))
for _name in ("lerp", "lerp_"):
    case(f"{_name} with a number", tensors, others, 0.25)
    case(f"{_name} with numbers", tensors, others, [0.0, 0.5, 1.0])
    case(f"{_name} with tensors", tensors, others, others)
case("norm", tensors)
case("norm of order one", tensors, 1)
case("norm of order infinity", tensors, float("inf"))
case("norm of nothing", list)
case("max", tensors)
case("max of nothing", lambda: [torch.ones(0)])
case("clone", tensors)
case("copy_", tensors, others)
case("copy_ of too few", tensors, lambda: others()[:1])
case("zero_", tensors)
case("mm", lambda: [torch.ones(2, 3), torch.ones(1, 2)], lambda: [torch.ones(3, 2), torch.ones(2, 4)])
case("mm of too few", lambda: [torch.ones(2, 3), torch.ones(1, 2)], lambda: [torch.ones(3, 2)])
case("mm of nothing", list, list)
case("mm of vectors", lambda: [torch.ones(2)], lambda: [torch.ones(2)])
case("mm with a number", lambda: [torch.ones(2, 2)], 3)


@recorder.case("gradients")
def _():
    leaves = [x.requires_grad_() for x in tensors()[:2]]
    results = torch._foreach_mul(torch._foreach_exp(leaves), others()[:2])
    sum(r.sum() for r in results).backward()
    return rounded([x.grad for x in leaves])


@recorder.case("in place on leaves")
def _():
    return torch._foreach_add_([torch.ones(2, requires_grad=True)], 1)


@pytest.mark.parametrize("name", recorder.cases)
def test_as_pytorch(name):
    assert recorder.outcome(name) == recorder.golden()[name]


if RECORDING:
    recorder.record()
