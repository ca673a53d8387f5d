"""Tangents where a function is not differentiable are those of PyTorch 2.13, which are not always the transposes of its gradients."""
import pytest

import pyautograd as torch

F = torch.nn.functional
NAN, INF = float("nan"), float("inf")
ONES = (1.0, 2.0, 3.0)


def tangent(function, *pairs):
    primals, tangents = zip(*[(torch.tensor(p, dtype=torch.float64), torch.tensor(t, dtype=torch.float64)) for p, t in pairs])
    return torch.func.jvp(function, primals, tangents)[1].tolist()


def alike(made, wanted):
    return made == pytest.approx(wanted, nan_ok=True)


CASES = [
    (F.prelu, [((0.0, -1.0, 1.0), ONES), ([0.25], [1.0])], [1.0, -0.5, 3.0]),
    (torch.maximum, [((0.0, NAN, 1.0), ONES), ((0.0, 1.0, NAN), (3.0, 4.0, 5.0))], [2.0, 4.0, 5.0]),
    (torch.minimum, [((0.0, NAN, 1.0), ONES), ((0.0, 1.0, NAN), (3.0, 4.0, 5.0))], [2.0, 4.0, 5.0]),
    (torch.fmax, [((0.0, NAN, 1.0), ONES), ((0.0, 1.0, NAN), (3.0, 4.0, 5.0))], [1.0, 4.0, 3.0]),
    (torch.atan2, [((0.0, 0.0, 1.0), ONES), ((0.0, 1.0, 0.0), ONES)], [NAN, 2.0, -3.0]),
    (torch.clamp, [((0.0, 5.0, 1.0), ONES), ((0.0, 0.0, NAN), (3.0, 4.0, 5.0)), ((2.0, 1.0, 1.0), (6.0, 7.0, 8.0))], [1.0, 7.0, 3.0]),
    (lambda x: x.std(), [((2.0, 2.0, 2.0), ONES)], 0.0),
    (lambda x: x.std(0), [((2.0, 2.0, 2.0), ONES)], 0.0),
    (lambda x: x.norm(3), [((0.0, 0.0, 0.0), ONES)], 0.0),
    (lambda x: x.norm(0.5), [((0.0, 0.0, 0.0), ONES)], 0.0),
    (lambda x: x.max(), [((2.0, 2.0, 1.0), ONES)], 1.5),
    (lambda x: x.max(), [((2.0, NAN, 1.0), ONES)], NAN),
    (lambda x: x.median(), [((2.0, NAN, 1.0), ONES)], NAN),
    (lambda x: x.amax(), [((2.0, 2.0, 1.0), ONES)], 1.5),
    (lambda x: x.nansum(), [((2.0, NAN, 1.0), ONES)], 4.0),
    (lambda x: x.abs(), [((0.0, -1.0, 1.0), ONES)], [0.0, -2.0, 3.0]),
    (lambda x: x.pow(0.0), [((0.0, 1.0, 2.0), ONES)], [0.0, 0.0, 0.0]),
    (lambda x: torch.complex(x, x).angle(), [((0.0, 0.0, 0.0), ONES)], [0.0, 0.0, 0.0]),
    (lambda x: torch.complex(x, x).sgn().real, [((0.0, 0.0, 0.0), ONES)], [0.0, 0.0, 0.0]),
]


@pytest.mark.parametrize("case", CASES, ids=range(len(CASES)))
def test_tangents(case):
    function, pairs, wanted = case
    assert alike(tangent(function, *pairs), wanted)


def test_second_tangents():
    """The rules are made of operators, so that they have tangents as well."""

    def slope(function):
        return lambda x: torch.func.jvp(function, (x,), (torch.ones_like(x),))[1]

    assert tangent(slope(lambda x: torch.complex(x, x).abs()), ((0.0, 1.0), (1.0, 1.0)))[0] == 0.0
    assert tangent(slope(lambda x: x.std()), ((2.0, 2.0), (1.0, 2.0))) == 0.0
    assert alike(tangent(slope(lambda x: torch.atan2(x, torch.ones_like(x))), ([0.5], [1.0])), [-2 * 0.5 / 1.25**2])


def test_empty_systems():
    none = torch.zeros(0, 0, dtype=torch.float64)
    b = torch.zeros(0, 4, dtype=torch.float64)
    assert torch.linalg.lu_solve(none, torch.zeros(0, dtype=torch.int32), b).shape == (0, 4)
    x = torch.zeros(0, 2, requires_grad=True)
    made, pushed = torch.func.jvp(lambda x: F.group_norm(x, 1, torch.ones(2), torch.ones(2)), (x,), (x.detach(),))
    assert made.shape == pushed.shape == (0, 2)


def test_incomplete_gamma_outside_its_domain():
    """Quickly: the loops of the series do not wait for NaN to settle."""
    a, x = torch.tensor([-1.0, 2.0, NAN, INF, 2.0]), torch.tensor([1.0, -1.0, 1.0, 1.0, INF])
    assert alike(torch.igamma(a, x).tolist(), [NAN, NAN, NAN, 0.0, 1.0])
    assert alike(torch.igammac(a, x).tolist(), [NAN, NAN, NAN, 1.0, 0.0])


def test_differences_of_order_zero_ignore_what_is_added():
    x = torch.arange(3.0)
    assert torch.diff(x, n=0, prepend=torch.zeros(1)).tolist() == [0.0, 1.0, 2.0]
