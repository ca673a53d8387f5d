"""Tensors on the device meta, and devices as contexts (golden/meta.json).

``python tests/test_meta.py`` records the golden file again; it needs torch.
"""
import copy
import io
import pickle

import pytest
from recorded import RECORDING, Recorder, outcome, torch

recorder = Recorder("meta")
case = recorder.case
nn = torch.nn


def blank(*shape, **options):
    return torch.empty(*shape, device="meta", **options)


@case("what it shows")
def _():
    m, p = blank(2, 3), nn.Linear(3, 2, device="meta").weight
    return m, p, m.device, m.is_meta, m.is_cpu, m.get_device(), m.stride(), m.data_ptr(), m.nbytes, m.t().stride(), isinstance(p, nn.Parameter), p.data


@case("elements are refused")
def _():
    m = blank(2, 3)
    asked = (
        blank(1).item, lambda: bool(blank(1)), m.numpy, m.tolist, m.cpu, lambda: m.to("cpu"), lambda: torch.ones(2, 3).copy_(m),
        lambda: torch.allclose(m, m), lambda: nn.Linear(3, 2, device="meta").to("cpu"), lambda: m + torch.ones(2, 3),
    )  # fmt: skip
    return [outcome(f) for f in asked]


@case("dropout that is recorded")
def _():
    m = blank(2, 3, 4, requires_grad=True)
    return nn.functional.dropout(m, 0.5), nn.functional.dropout2d(m, 0.5), nn.functional.alpha_dropout(m, 0.5)


@case("makers")
def _():
    m = blank(2, 3)
    return [
        torch.zeros_like(m), torch.zeros_like(m, device="cpu"), torch.empty_like(torch.ones(2), device="meta"), m.new_zeros(4), m.new_tensor([1.0]),
        torch.tensor([1, 2], device="meta"), torch.arange(4, device="meta"), torch.rand(2, device="meta"), torch.eye(2, device="meta"),
        torch.ones(2).to("meta"), torch.ones(2).to(m), blank(2, requires_grad=True), torch.randn_like(m), torch.asarray([1.0], device="meta"),
        torch.as_tensor([True], device="meta"), torch.full((2,), 3, device="meta"), torch.empty_strided((2, 3), (1, 2), device="meta").stride(),
    ]  # fmt: skip


@case("operators")
def _():
    m = blank(2, 3)
    return [
        m + 1, m + m.t().t(), m + torch.tensor(2.0), m @ blank(3, 4), torch.cat([m, m]), m.view(3, 2), outcome(m.view, 4), m[0], m[:, 1:], m.sum(),
        m == m, m.to(torch.float64), m.half(), m.max(1), torch.softmax(m, -1), m.clone(), m.detach(), m.permute(1, 0), m[:1].expand(4, 3),
        m.t().contiguous().stride(), m.unsqueeze(0).shape, torch.where(m > 0, m, 0.0), m.double().mean(), m.long(), m.split(1, dim=1)[1].shape,
    ]  # fmt: skip


@case("in place")
def _():
    m = blank(2, 3)
    return m.normal_(), m.fill_(2), m.zero_(), m.add_(1), m.copy_(torch.ones(2, 3)), m.t_().shape, nn.init.kaiming_uniform_(m).shape


@case("modules")
def _():
    linear, seen = nn.Linear(3, 2, device="meta"), []
    seen.append(linear(blank(5, 3)))
    seen.append(nn.Conv2d(1, 2, 3, device="meta")(blank(1, 1, 8, 8)).shape)
    seen.append(nn.LayerNorm(3, device="meta")(blank(2, 3)).shape)
    seen.append(nn.Embedding(5, 3, device="meta")(torch.zeros(2, dtype=torch.long, device="meta")))
    seen.append(nn.MultiheadAttention(4, 2, device="meta")(*[blank(3, 1, 4)] * 3)[0].shape)
    seen.append(nn.LSTM(3, 4, device="meta")(blank(2, 1, 3))[0].shape)
    seen += [[p.device for p in copy.deepcopy(linear).to_empty(device="cpu").parameters()], nn.Linear(2, 2).to("meta").weight, copy.deepcopy(linear.weight)]
    return seen


@case("derivatives and steps")
def _():
    linear = nn.Linear(3, 2, device="meta")
    loss = linear(blank(4, 3)).tanh().pow(2).mean()
    loss.backward()
    optimizer = torch.optim.Adam(linear.parameters())
    optimizer.step()
    return loss, linear.weight.grad, optimizer.state[linear.weight]["exp_avg"]


@case("states")
def _():
    linear = nn.Linear(3, 2, device="meta")
    given = {"weight": torch.ones(2, 3), "bias": torch.zeros(2)}
    seen = [linear.load_state_dict(given), linear.weight, linear.load_state_dict(given, assign=True), linear(torch.ones(1, 3)), linear.weight]
    return [*seen, type(linear.weight).__name__, linear.weight is given["weight"]]


@case("files")
def _():
    file = io.BytesIO()
    torch.save(nn.Linear(3, 2, device="meta").state_dict(), file)
    file.seek(0)
    seen = [torch.load(file), pickle.loads(pickle.dumps(blank(2, 3))), copy.deepcopy(blank(2, requires_grad=True))]
    file = io.BytesIO()
    torch.save({"a": torch.ones(2, 3).t()}, file)
    file.seek(0)
    loaded = torch.load(file, map_location="meta")["a"]
    return [*seen, loaded, loaded.stride()]


@case("a device as context")
def _():
    with torch.device("meta") as device:
        inside = [
            torch.ones(2), torch.tensor(1.0), torch.randn(2, device="cpu"), torch.arange(3), nn.Parameter(torch.Tensor(2, 2)), torch.as_tensor([1.0]),
            torch.zeros_like(torch.ones(1, device="cpu")), nn.init.kaiming_uniform_(torch.empty(2, 2)),
        ]  # fmt: skip
        net = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3), nn.LSTM(3, 2))
        default = torch.get_default_device()
        with torch.device("cpu"):
            inside.append(torch.ones(1))
    return device, default, [t.device.type for t in inside], {p.device.type for p in net.state_dict().values()}, torch.ones(1), torch.get_default_device()


@case("a default device")
def _():
    torch.set_default_device("meta")
    try:
        return torch.ones(2), torch.get_default_device()
    finally:
        torch.set_default_device(None)


@case("functional calls of a module on meta")
def _():
    from importlib import import_module

    func = import_module(torch.nn.__name__.replace(".nn", ".func"))
    models = [nn.Linear(3, 2) for _ in range(3)]
    base = copy.deepcopy(models[0]).to("meta")
    parameters, buffers = func.stack_module_state(models)
    called = func.vmap(lambda p, b, x: func.functional_call(base, (p, b), (x,)), (0, 0, None))(parameters, buffers, torch.ones(4, 3))
    return called.shape, torch.allclose(called[1], models[1](torch.ones(4, 3)))


@case("conversions that change nothing")
def _():
    found = []
    for recording in (True, False):
        with torch.set_grad_enabled(recording):
            p = nn.Parameter(torch.ones(2).to("meta"))
            same = (p.to("meta"), p.to(torch.device("meta"), non_blocking=True), p.to(torch.float32), p.to(p), p.float(), p.contiguous(), p.type_as(p))
            found.append([x is p for x in same] + [p.to("meta", copy=True) is p, p.to("meta", torch.float64).dtype, p.double().device])
    return found


@case("what would not have elements of zero")
def _():
    whole, m = torch.empty(2, 3, dtype=torch.int64, device="meta"), blank(2, 4, 4)
    shapes = [whole // whole, whole % 2, whole.remainder(whole), torch.fmod(whole, whole), torch.div(whole, whole[:1], rounding_mode="trunc")]
    inverses = [torch.linalg.inv(m), m.inverse(), torch.linalg.solve(m, m[..., 0]), torch.linalg.cholesky(m), torch.linalg.matrix_power(m, -2)]
    return [(t.shape, t.dtype, t.device) for t in shapes + inverses], torch.multinomial(m[0], 2).shape


@pytest.mark.parametrize("name", recorder.cases)
def test_as_recorded(name):
    assert recorder.outcome(name) == recorder.golden()[name]


def test_a_large_module_takes_no_memory():
    with torch.device("meta"):
        net = nn.Sequential(nn.Linear(200_000, 200_000), nn.ReLU())
    assert net[0].weight.nbytes == 160_000_000_000 and net[0].weight.shape == (200_000, 200_000)


if RECORDING:
    recorder.record()
