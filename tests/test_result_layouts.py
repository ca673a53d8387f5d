"""How results and gradients lie in memory, for arguments of several layouts.

Held against PyTorch (golden/result_layouts.json). ``python tests/test_result_layouts.py`` records the golden file again; it needs torch.
"""
import pytest
from recorded import RECORDING, Recorder, outcome, torch

F = torch.nn.functional
recorder = Recorder("result_layouts")


def ramp(*shape):
    count = 1
    for n in shape:
        count *= n
    return (torch.arange(count) % 7 + 1.0).reshape(shape)


# Each gives a tensor of the shape of its argument in another layout.
LAYOUTS = {
    "row-major": lambda x: x,
    "transposed": lambda x: x.transpose(-1, -2).contiguous().transpose(-1, -2),
    "reversed": lambda x: x.permute(*range(x.dim())[::-1]).contiguous().permute(*range(x.dim())[::-1]),
    "channels last": lambda x: x.contiguous(memory_format=torch.channels_last if x.dim() == 4 else torch.channels_last_3d),
    "every second": lambda x: torch.stack([x, x], -1).flatten(-2)[..., ::2],
    "expanded": lambda x: x[:1].expand(x.shape),
}
IMAGES = {
    "conv2d": lambda x: F.conv2d(x, ramp(4, 3, 2, 2)),
    "conv_transpose2d": lambda x: F.conv_transpose2d(x, ramp(3, 4, 2, 2), stride=2),
    "max_pool2d": lambda x: F.max_pool2d(x, 2, return_indices=True),
    "avg_pool2d": lambda x: F.avg_pool2d(x, 2),
    "adaptive_avg_pool2d": lambda x: F.adaptive_avg_pool2d(x, (2, 3)),
    "adaptive_max_pool2d": lambda x: F.adaptive_max_pool2d(x, 2),
    "nearest": lambda x: F.interpolate(x, scale_factor=2),
    "bilinear": lambda x: F.interpolate(x, scale_factor=2, mode="bilinear"),
    "batch_norm": lambda x: F.batch_norm(x, None, None, training=True),
    "pads": lambda x: [F.pad(x, (1, 1, 1, 1), mode) for mode in ("constant", "reflect", "replicate", "circular")],
    "shuffles": lambda x: [F.pixel_shuffle(x[:, :1].repeat(1, 4, 1, 1), 2), F.pixel_unshuffle(x, 2), F.channel_shuffle(x, 3)],
    "cat and stack": lambda x: [torch.cat([x, x], 1), torch.stack([x, x])],
    "like": lambda x: [torch.zeros_like(x), x.clone(), x.double(), torch.rand_like(x), x * 2, x.flip(1), torch.rot90(x), x.roll(1, 0), x.exp2(), x + x[:1]],
    "scatters": lambda x: [x.select_scatter(x[0], 0, 1), x.slice_scatter(x, 0), x.index_fill(0, torch.tensor([0]), 1.0), x.masked_fill(x > 3, 0.0)],
    "orders": lambda x: [*x.sort(1), x.argsort(0), *x.topk(1), x.nonzero(), *x.nonzero(as_tuple=True)],
    "reductions": lambda x: [x.sum(1), *torch.std_mean(x, 1), *torch.aminmax(x, dim=0), x.nansum((1, 2)), *x.mode(1, True), x.amax((0, 2), True)],
    "views": lambda x: [x[:, 1], x.expand(2, *x.shape), x.unsqueeze(1), x.transpose(0, 1), x.movedim(0, -1), x.unfold(-1, 2, 1), x[..., ::2]],
}
VOLUMES = {
    "conv3d": lambda x: F.conv3d(x, ramp(4, 3, 2, 2, 2)),
    "max_pool3d": lambda x: F.max_pool3d(x, 2),
    "avg_pool3d": lambda x: F.avg_pool3d(x, 2),
    "adaptive_avg_pool3d": lambda x: F.adaptive_avg_pool3d(x, 2),
    "trilinear": lambda x: F.interpolate(x, scale_factor=2, mode="trilinear"),
    "replicate": lambda x: F.pad(x, (1, 1, 1, 1, 1, 1), "replicate"),
}
INDICES = torch.tensor([[0, 1], [1, 0], [0, 0]])
ROWS = {
    "indexed": lambda x: [
        x[INDICES], x[:, INDICES[0]], x[..., INDICES], x[INDICES[0], :, INDICES[1]], x[INDICES.t()], x[:, INDICES[0], INDICES[1]], x[x[:, 0, 0] > 0], x[x > 2],
        x[[1, 0]], x[INDICES[0], None], x[:, INDICES[0, :0]],
    ],
    "gated and turned": lambda x: [F.glu(x[..., :2], -1), F.glu(x, 0), torch.rot90(x, 0), torch.rot90(x, 2), x.angle(), torch.complex(x, x).angle()],
    "normalised": lambda x: [F.rms_norm(x, x.shape[1:]), F.rms_norm(x, x.shape[-1:], torch.ones(x.shape[-1])), F.layer_norm(x, x.shape[1:])],
    "losses by position": lambda x: F.nll_loss(x, x[:, 0].long() % 3, reduction="none"),
    "vectors solved": lambda x: torch.linalg.solve(x[:, :1, :1].expand(-1, 3, 3) + 9 * torch.eye(3), x[:, 0, :3].clone()),
    "conv1d": lambda x: F.conv1d(x, ramp(4, 3, 2)),
    "pools": lambda x: [F.max_pool1d(x, 2), F.avg_pool1d(x, 2), F.adaptive_avg_pool1d(x, 2)],
    "with numbers": lambda x: [torch.hypot(x, torch.tensor(1.0)), torch.complex(x, torch.tensor(1.0)), torch.special.zeta(x + 1, torch.tensor(2.0)), x.polygamma(1)],
    "with rows": lambda x: [x * ramp(4, 1), x + ramp(4, 4), torch.where(x > 2, x, ramp(4)), torch.maximum(x, ramp(4, 1)), torch.lerp(x, ramp(4), 0.5)],
    "rearranged": lambda x: [torch.kron(x[0], x[1]), x.one_hot() if hasattr(x, "one_hot") else F.one_hot(x.long()), x[0].put(torch.tensor([0]), torch.ones(1)), x.unique(dim=2)],
    "matrices": lambda x: [
        torch.linalg.inv(x[0, :3, :3] + 9 * torch.eye(3)), torch.linalg.solve(x[0, :3, :3] + 9 * torch.eye(3), x[0, :3, :1]), *torch.linalg.qr(x),
        torch.linalg.solve_triangular(x[0, :3, :3] + 9 * torch.eye(3), x[0, :3, :1], upper=True), *torch.geqrf(x),
        torch.linalg.householder_product(x.mT, torch.ones(2, 3)), torch.linalg.lstsq(x.mT, x.mT)[0], *torch.linalg.lu(x),
    ],
}  # fmt: skip


def described(made):
    if isinstance(made, (tuple, list)):
        return [described(x) for x in made]
    formats = [made.is_contiguous(memory_format=f) for f in (torch.channels_last, torch.channels_last_3d)]
    return list(made.shape), list(made.stride()), made.is_contiguous(), formats, made._is_view()


def of_layouts(call, shape):
    def run():
        found = {}
        for name, laid in LAYOUTS.items():
            if name == "channels last" and len(shape) < 4:
                continue
            found[name] = outcome(lambda laid=laid: described(call(laid(ramp(*shape)))))
        return found

    return run


for group, shape in ((IMAGES, (2, 3, 4, 4)), (VOLUMES, (2, 3, 4, 4, 4)), (ROWS, (2, 3, 4))):
    for name, call in group.items():
        recorder.case(name)(of_layouts(call, shape))


@recorder.case("gradients")
def _():
    found = []
    for name, laid in LAYOUTS.items():
        for call in (IMAGES["conv2d"], IMAGES["nearest"], lambda x: x.t_() if x.dim() < 3 else x * 2, lambda x: x.sum(1)):
            leaf = laid(ramp(2, 3, 4, 4)).detach().requires_grad_()
            call(leaf).sum().backward()
            found.append((name, list(leaf.grad.stride())))
    return found


@recorder.case("no elements, and sizes of one")
def _():
    return [
        torch.zeros(0, 8, 5, 7).is_contiguous(memory_format=torch.channels_last), torch.zeros(1, 0, 5, 1).is_contiguous(memory_format=torch.channels_last),
        described(torch.ones(()).expand(1, 1)), described(torch.ones(1, 5).broadcast_to(1, 1, 5)), described(torch.ones(3).expand(1, 3)),
        described(torch.empty_permuted((1, 2, 5, 1), (2, 0, 1, 3))), described(torch.linalg.inv(torch.zeros(0, 5, 5))),
    ]  # fmt: skip


@recorder.case("pieces without histories as views share memory")
def _():
    x = torch.arange(12.0).reshape(4, 3).t()
    pieces = [*x.unsafe_split(2), *torch.unsafe_split_with_sizes(x, (1, 3), 1), *x.unsafe_chunk(2, 1)]
    pieces[1].fill_(9)
    return [(p.stride(), p.storage_offset(), p._is_view(), p._version, p.data_ptr() - x.data_ptr()) for p in pieces], x[2, 0]


@pytest.mark.parametrize("name", recorder.cases)
def test_as_pytorch(name):
    assert recorder.outcome(name) == recorder.golden()[name]


if RECORDING:
    recorder.record()
