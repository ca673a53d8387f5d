"""Operators on small contiguous tensors, which the compiled core computes by loops of its own, give what they give where elements lie apart: values,
indices, gradients, errors. Random fills give what they give with a generator of one's own."""
import math

import pytest

import pyautograd as torch

F = torch.nn.functional


def apart(x):
    """A tensor of the same values whose elements have gaps between them."""
    if not x.dim():
        return x
    wide = torch.zeros(*x.shape[:-1], 2 * x.shape[-1], dtype=x.dtype)
    wide[..., ::2] = x
    return wide[..., ::2]


def outcome(call, tensors, needs):
    """Results and gradients as lists, or the error."""
    leaves = [t.requires_grad_(needs and t.dtype.is_floating_point) for t in tensors]
    try:
        made = call(*leaves)
        made = list(made) if isinstance(made, (tuple, list)) else [made]
        if needs:
            sum([(m * m * 0.7).sum() for m in made if m.requires_grad]).backward()
    except Exception as error:
        return type(error), str(error)
    return [m.detach() for m in made] + [t.grad for t in leaves if t.grad is not None]


def compare(call, tensors, needs):
    dense = outcome(call, [t.clone() for t in tensors], needs)
    gaps = outcome(call, [apart(t) for t in tensors], needs)
    if isinstance(dense, tuple) or isinstance(gaps, tuple):
        assert dense == gaps
        return
    assert len(dense) == len(gaps)
    for a, b in zip(dense, gaps):
        assert a.shape == b.shape and a.dtype is b.dtype
        if a.dtype.is_floating_point:
            few = 1e-5 if a.dtype is torch.float32 else 1e-12
            largest = float(a.nan_to_num().abs().max()) if a.numel() else 0.0
            assert torch.allclose(a, b, rtol=few, atol=few * max(largest, 1.0), equal_nan=True)
        else:
            assert torch.equal(a, b)


def numbers(*shape, dtype=torch.float32, whole=False):
    torch.manual_seed(len(shape) + sum(shape))
    made = torch.randn(shape, dtype=torch.float64) * 2
    return (made.round() if whole else made).to(dtype)


both_types = pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=str)
recorded = pytest.mark.parametrize("needs", [False, True], ids=["plain", "recorded"])

IMAGES = {
    "avg": lambda x: F.avg_pool2d(x, 2),
    "avg padded": lambda x: F.avg_pool2d(x, (3, 2), (2, 1), 1, True, False),
    "avg counting": lambda x: F.avg_pool2d(x, 3, 2, 1, True, True),
    "avg divided": lambda x: F.avg_pool2d(x, [2], divisor_override=3),
    "avg 1d": lambda x: F.avg_pool1d(x[0], 3, 2, 1),
    "avg 1d ceil": lambda x: F.avg_pool1d(x[0], 2, [], [1], True, False),
    "avg 1d refused": lambda x: F.avg_pool1d(x[0], 2, padding=2),
    "avg 1d too large": lambda x: F.avg_pool1d(x[0], 99),
    "avg refused": lambda x: F.avg_pool2d(x, 2, padding=2),
    "avg too large": lambda x: F.avg_pool2d(x, 9),
    "max": lambda x: F.max_pool2d(x, 2),
    "max indices": lambda x: F.max_pool2d(x, 3, (2, 1), 1, return_indices=True),
    "max dilated": lambda x: F.max_pool2d(x, 2, 1, 0, 2, True),
    "max 1d": lambda x: F.max_pool1d(x[0], 2),
    "max 1d indices": lambda x: F.max_pool1d(x[0], 3, 2, 1, return_indices=True),
    "max 1d dilated": lambda x: F.max_pool1d(x[0, 0], [2], [1], 0, 2, True),
    "max 1d refused": lambda x: F.max_pool1d(x[0], 2, padding=2),
    "max refused": lambda x: F.max_pool2d(x, 0),
    "even means": lambda x: F.adaptive_avg_pool2d(x, (2, 3)),
    "even maxima": lambda x: F.adaptive_max_pool2d(x, 2, return_indices=True),
    "plane means": lambda x: F.adaptive_avg_pool2d(x, 1),
    "plane means, unbatched": lambda x: F.adaptive_avg_pool2d(x[0], (1, 1)),
    "even means refused": lambda x: F.adaptive_avg_pool2d(x, -1),
    "upwards": lambda x: F.adaptive_avg_pool2d(x, 9),
    "moved": lambda x: x.flip((0, -1)),
    "one": lambda x: F.adaptive_max_pool2d(x, 1),
    "reflected": lambda x: F.pad(x, (1, 2, 3, 0), "reflect"),
    "edges": lambda x: F.pad(x, (1, 2, 3, 0), "replicate"),
    "around": lambda x: F.pad(x, (1, 2, 3, 0), "circular"),
    "constant": lambda x: F.pad(x, (1, 2, 3, 0, 0, 1), value=2.5),
    "zeros": lambda x: F.pad(x[0, 0], [1, 0]),
    "odd": lambda x: F.pad(x, (1, 2, 3)),
    "unknown": lambda x: F.pad(x, (1, 2), "mirror"),
    "edges of one dimension": lambda x: F.pad(x[0], (1, 2), "replicate"),
    "edges with a value": lambda x: F.pad(x, (1, 2, 0, 0), "replicate", 1.0),
    "edges far": lambda x: F.pad(x, (9, 0), "replicate"),
    "cut": lambda x: F.pad(x, (-1, 2, 1, 0), "replicate"),
    "reflected too far": lambda x: F.pad(x, (9, 0, 0, 0), "reflect"),
    "batch norm": lambda x: F.batch_norm(x, None, None, training=True),
    "instance norm": lambda x: F.instance_norm(x),
}


@both_types
@recorded
@pytest.mark.parametrize("name", IMAGES)
@pytest.mark.parametrize("shape", [(2, 3, 6, 5), (1, 1, 4, 7)], ids=str)
def test_images(name, shape, dtype, needs):
    compare(IMAGES[name], [numbers(*shape, dtype=dtype)], needs)


@both_types
@recorded
@pytest.mark.parametrize("steps", [(1, 0, 1, 1), (2, 1, 1, 1), ((2, 1), (0, 1), 2, 1), (1, 1, 1, 2), (1, "same", 1, 1), (1, -1, 1, 1), (0, 0, 1, 1), (1, 0, 9, 1)], ids=str)
@pytest.mark.parametrize("bias", [False, True])
def test_convolutions(steps, bias, dtype, needs):
    groups = steps[3]
    tensors = [numbers(2, 4, 5, 6, dtype=dtype), numbers(6, 4 // groups, 3, 2, dtype=dtype)] + ([numbers(6, dtype=dtype)] if bias else [])
    compare(lambda x, w, b=None: F.conv2d(x, w, b, *steps), tensors, needs)
    if not any([isinstance(s, tuple) for s in steps]):
        compare(lambda x, w, b=None: F.conv1d(x[0], w[..., 0].contiguous(), b, *steps), tensors, needs)


def test_convolution_refuses_what_does_not_fit():
    with pytest.raises(RuntimeError, match="Given groups=1, weight of size"):
        F.conv2d(torch.ones(1, 2, 3, 3), torch.ones(1, 3, 1, 1))
    with pytest.raises(RuntimeError, match="expected bias to be 1-dimensional with 4 elements"):
        F.conv2d(torch.ones(1, 2, 3, 3), torch.ones(4, 2, 1, 1), torch.ones(3))


def names_of_nodes(made):
    node, names = made.grad_fn, []
    while node is not None and node.next_functions:
        names.append(node.name())
        node = node.next_functions[0][0]
    return names


def test_nodes_of_pooling_and_padding():
    x = numbers(2, 3, 4, 5).requires_grad_()
    assert names_of_nodes(F.avg_pool1d(x[0], 2))[:3] == ["SqueezeBackward1", "AvgPool2DBackward0", "UnsqueezeBackward0"]
    assert names_of_nodes(F.max_pool1d(x[0], 2))[:3] == ["SqueezeBackward1", "MaxPool2DWithIndicesBackward0", "UnsqueezeBackward0"]
    assert names_of_nodes(F.adaptive_avg_pool2d(x, 1)) == ["MeanBackward1"]
    assert names_of_nodes(F.adaptive_avg_pool2d(x, 2)) == ["AdaptiveAvgPool2DBackward0"]
    assert names_of_nodes(F.pad(x, (1, 1), "constant")) == ["ConstantPadNdBackward0"]
    assert names_of_nodes(F.pad(x, (1, 1, 1, 1), "reflect")) == ["ReflectionPad2DBackward0"]
    assert names_of_nodes(F.pad(x[0], (1, 1), "replicate"))[0] == "ReplicationPad1DBackward0"
    plain = x.detach()[0]
    assert F.avg_pool1d(plain, 2)._is_view() and not F.max_pool1d(plain, 2)._is_view()
    assert F.max_pool1d(plain, 2).stride() == (8, 2, 1)


@both_types
@recorded
@pytest.mark.parametrize("shape", [(2, 3, 6, 5), (1, 4, 1, 1), (3, 2, 3, 40)], ids=str)
@pytest.mark.parametrize("dim", [(2, 3), (-1, -2), [0, 1], (1, 2), (0, 2), (0, 1, 2, 3), (1, 1), (4,), (2,), 3], ids=str)
def test_sums_over_several_dimensions(shape, dim, dtype, needs):
    for call in (torch.sum, torch.mean, torch.logsumexp):
        for keepdim in (False, True):
            compare(lambda x, call=call, keepdim=keepdim: call(x, dim, keepdim), [numbers(*shape, dtype=dtype)], needs)


@both_types
@pytest.mark.parametrize("length", [1, 5, 16, 33, 100, 1500])
def test_exponentials_of_rows(length, dtype):
    x = numbers(40, length, dtype=dtype)
    x[1], x[2, -1], x[3, 0], x[4], x[5] = -math.inf, math.inf, math.nan, 0.0, 1000.0
    exact = x.double()
    top = exact.amax(1, keepdim=True)
    top = torch.where(top.isinf(), torch.zeros(()).double(), top)
    total = (exact - top).exp().sum(1, keepdim=True).log()
    few = 1e-5 if dtype is torch.float32 else 1e-12
    assert torch.allclose(x.logsumexp(1).double(), (total + top)[:, 0], few, few, equal_nan=True)
    rest = torch.cat([x[:1], x[4:]])
    expected = torch.cat([(exact - top - total)[:1], (exact - top - total)[4:]])
    assert torch.allclose(F.log_softmax(rest, 1).double(), expected, few, few) and torch.allclose(F.softmax(rest, 1).double(), expected.exp(), few, few)
    assert bool(F.log_softmax(x[1:4], 1).isnan().all()) and bool(F.softmax(x[1:4], 1).isnan().all())


STATISTICS = {
    "var_mean": lambda x: torch.var_mean(x),
    "std_mean": lambda x: torch.std_mean(x, 0, keepdim=True),
    "var_mean corrected": lambda x: torch.var_mean(x, dim=-1, correction=0),
    "std_mean biased": lambda x: torch.std_mean(x, -1, False),
    "aminmax": lambda x: torch.aminmax(x),
    "nansum": lambda x: x.nansum(-1),
    "nansum of all": lambda x: x.nansum(),
    "trace": lambda x: x.reshape(x.shape[0], -1).trace(),
    "median": lambda x: x.median(),
    "nanmedian": lambda x: x.nanmedian(),
    "median along": lambda x: x.median(0),
    "nanmedian along": lambda x: x.nanmedian(-1, True),
    "kthvalue": lambda x: x.kthvalue(2, -1),
    "kthvalue refused": lambda x: x.kthvalue(99, -1),
    "mode": lambda x: x.mode(-1),
    "mode in front": lambda x: x.mode(0, True),
    "cummax": lambda x: x.cummax(0),
    "cummin": lambda x: x.cummin(-1),
    "cumprod": lambda x: x.cumprod(-1),
    "flip": lambda x: x.flip((0, 1)),
    "flip twice": lambda x: x.flip((0, 0)),
    "no such dimension": lambda x: x.cummax(7),
}


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.int64], ids=str)
@recorded
@pytest.mark.filterwarnings("ignore:.*degrees of freedom:UserWarning")
@pytest.mark.parametrize("name", STATISTICS)
@pytest.mark.parametrize("shape", [(4, 5), (1, 3), (2, 3, 4), (40, 3)], ids=str)
def test_statistics(name, shape, dtype, needs):
    for whole in (False, True):
        compare(STATISTICS[name], [numbers(*shape, dtype=dtype, whole=whole)], needs and dtype is not torch.int64)


@pytest.mark.parametrize("name", [n for n in STATISTICS if n not in ("mode", "mode in front")])
def test_statistics_of_missing_numbers(name):
    x = numbers(4, 5)
    x[1, 2] = x[3, 0] = torch.nan
    compare(STATISTICS[name], [x], False)


@both_types
@recorded
@pytest.mark.parametrize("sizes", [(2, 3, 4, 5), (1, 1, 1, 1), (3, 20, 30, 10), (2, 3, 0, 2)], ids=str)
def test_products(sizes, dtype, needs):
    b, m, k, n = sizes
    batches = [numbers(b, m, k, dtype=dtype), numbers(b, k, n, dtype=dtype)]
    compare(torch.bmm, batches, needs)
    compare(torch.baddbmm, [numbers(b, m, n, dtype=dtype), *batches], needs)
    compare(lambda a, x, y: torch.baddbmm(a, x, y, beta=2, alpha=0.5), [numbers(n, dtype=dtype), *batches], needs)
    matrix, vector = numbers(m, k, dtype=dtype), numbers(k, dtype=dtype)
    compare(torch.matmul, [matrix, vector], needs)
    compare(torch.addmv, [numbers(m, dtype=dtype), matrix, vector], needs)
    compare(torch.addr, [numbers(m, n, dtype=dtype), numbers(m, dtype=dtype), numbers(n, dtype=dtype)], needs)
    compare(torch.mv, [matrix, numbers(k + 1, dtype=dtype)], needs)
    compare(torch.bmm, [batches[0], numbers(b, k + 1, n, dtype=dtype)], needs)


@both_types
@recorded
@pytest.mark.parametrize("index", [[0, 2], [1, 1, 0], [5], [-1]], ids=str)
@pytest.mark.parametrize("dim", [0, 1])
def test_slices_at_indices(index, dim, dtype, needs):
    at = torch.tensor(index)
    x, source = numbers(3, 4, dtype=dtype), numbers(*((len(index), 4) if dim == 0 else (3, len(index))), dtype=dtype)
    compare(lambda a, b: a.index_add(dim, at, b), [x, source], needs)
    compare(lambda a, b: a.index_add(dim, at, b, alpha=2), [x, source], needs)
    if len(set(index)) == len(index):
        compare(lambda a, b: a.index_copy(dim, at, b), [x, source], needs)


@both_types
def test_extremes_of_any_length(dtype):
    for n in (1, 2, 15, 16, 17, 33, 100):
        for whole in (False, True):
            x = numbers(n, dtype=dtype, whole=whole)
            values = x.tolist()
            assert x.max().item() == max(values) and x.min().item() == min(values)
            assert x.argmax().item() == values.index(max(values)) and x.argmin().item() == values.index(min(values))
            for place in {0, n // 2, n - 1}:
                y = x.clone()
                y[place] = torch.nan
                assert y.argmax() == y.argmin() == place and y.max().isnan() and y.min().isnan()


@both_types
def test_sums_of_vectors_with_gaps(dtype):
    for n in (1, 3, 4, 7, 40, 403, 4000, 40000):
        x = numbers(n, dtype=dtype) + 2
        exact = math.fsum(x.tolist())
        few = 2e-7 if dtype is torch.float32 else 2e-16
        assert abs(apart(x).sum().item() - exact) <= 4 * few * exact and abs(apart(x).mean().item() - exact / n) <= 4 * few * exact / n
        assert abs(x.flip(0).expand(2, n).t()[:, 0].sum().item() - exact) <= 4 * few * exact
    assert torch.ones(1, dtype=dtype).expand(10).sum().item() == 10
    assert apart(torch.full((10**6,), 0.1)).sum().item() == pytest.approx(1e5, rel=1e-6)  # added one by one they give 100958


def test_evenly_spaced_numbers():
    for start, end, steps in ((0, 1, 11), (-3.5, 7, 2), (5, -5, 100), (0.1, 0.1, 3)):
        quick, given = torch.linspace(start, end, steps), torch.linspace(start, end, steps, dtype=torch.float32)
        assert quick.dtype is torch.float32 and torch.equal(quick, given)
    assert torch.equal(F.one_hot(torch.tensor([[0, 2], [1, 1]]), 3), F.one_hot(torch.tensor([[0, 2], [1, 1]])))
    classes = torch.tensor([[5, 0, 3], [1, 1, 4]])
    assert torch.equal(F.one_hot(classes), (classes[..., None] == torch.arange(6)).long())
    with pytest.raises(RuntimeError, match="Class values must be non-negative"):
        F.one_hot(torch.tensor([0, -1]))
    with pytest.raises(RuntimeError, match="Class values must be smaller than num_classes"):
        F.one_hot(torch.tensor([0, 2]), 2)
    with pytest.raises(RuntimeError, match="Class values must be non-negative"):
        F.one_hot(torch.tensor([0, -2]), 2)


def test_remainders_of_float64():
    """A remainder is exact: what is left of whole numbers is that of Python's integers, also where the quotient is rounded up to the next one."""
    for by in (3, -3, 7, 10, 1 << 20, -((1 << 30) + 1)):
        whole = [n * by + r for n in (0, 1, -1, 5, 1 << 21, -(1 << 22)) for r in (0, 1, -1, 2)] * 20
        assert (torch.tensor(whole, dtype=torch.float64) % by).tolist() == [float(n % by) for n in whole]
        rows = torch.tensor(whole, dtype=torch.float64) % torch.full((len(whole),), by, dtype=torch.float64)
        assert rows.tolist() == [float(n % by) for n in whole]
    for by in (0.1, 0.3, -0.7):
        near = [n * by for n in range(-40, 40)]
        found = (torch.tensor(near, dtype=torch.float64) % by).tolist()
        assert found == [n % by for n in near]


LOSSES = {
    "smooth_l1": lambda x, y, how: F.smooth_l1_loss(x, y, reduction=how, beta=0.7),
    "huber": lambda x, y, how: F.huber_loss(x, y, reduction=how, delta=1.5),
    "binary": lambda x, y, how: F.binary_cross_entropy(x.sigmoid(), y.sigmoid(), reduction=how),
    "certain": lambda x, y, how: F.binary_cross_entropy(x.clamp(0, 1), y.clamp(0, 1), reduction=how),
    "no probabilities": lambda x, y, how: F.binary_cross_entropy(x, y, reduction=how),
    "logits": lambda x, y, how: F.binary_cross_entropy_with_logits(20 * x, y.sigmoid(), reduction=how),
}


@both_types
@recorded
@pytest.mark.parametrize("how", ["mean", "sum", "none"])
@pytest.mark.parametrize("name", LOSSES)
def test_losses(name, how, dtype, needs):
    compare(lambda x, y: LOSSES[name](x, y, how), [numbers(3, 4, dtype=dtype), numbers(4, 3, dtype=dtype).t().contiguous()], needs)


@both_types
@pytest.mark.parametrize("training", [False, True])
def test_batch_norm_with_statistics(training, dtype):
    def normalised(gaps):
        x, mean, var = numbers(4, 3, 2, dtype=dtype), torch.zeros(3, dtype=dtype), torch.ones(3, dtype=dtype)
        made = F.batch_norm(apart(x) if gaps else x, mean, var, numbers(3, dtype=dtype), numbers(3, dtype=dtype) + 1, training, 0.3, 1e-3)
        return made, mean, var

    for a, b in zip(normalised(False), normalised(True)):
        assert torch.allclose(a, b, rtol=1e-5, atol=1e-6)


def test_binary_cross_entropy_names_what_it_meets_first():
    good, bad = torch.tensor([0.5, 0.5]), torch.tensor([0.5, 2.0])
    with pytest.raises(RuntimeError, match="all elements of target should be between 0 and 1"):
        F.binary_cross_entropy(bad, bad.flip(0))
    with pytest.raises(RuntimeError, match="all elements of input should be between 0 and 1"):
        F.binary_cross_entropy(bad, bad)
    with pytest.raises(RuntimeError, match="all elements of target should be between 0 and 1"):
        F.binary_cross_entropy(good, bad)


# Random numbers

FILLS = {
    "uniform_": lambda x, g: x.uniform_(generator=g),
    "uniform_ between": lambda x, g: x.uniform_(-0.3, 1.7, generator=g),
    "uniform_ scaled": lambda x, g: x.uniform_(0, 3, generator=g),
    "normal_": lambda x, g: x.normal_(generator=g),
    "normal_ moved": lambda x, g: x.normal_(0.5, 3, generator=g),
    "bernoulli_": lambda x, g: x.bernoulli_(0.3, generator=g),
    "bernoulli": lambda x, g: torch.bernoulli(torch.full_like(x, 0.4), generator=g),
    "rand": lambda x, g: torch.rand(x.shape, dtype=x.dtype, generator=g) if g else torch.rand_like(x),
    "randn": lambda x, g: torch.randn(x.shape, dtype=x.dtype, generator=g) if g else torch.randn_like(x),
    "randint": lambda x, g: torch.randint(7, tuple(x.shape), generator=g),
    "randint of bits": lambda x, g: torch.randint(-8, 8, tuple(x.shape), generator=g),
    "randperm": lambda x, g: torch.randperm(x.numel(), generator=g),
    "uniform_ refused": lambda x, g: x.uniform_(2, 1, generator=g),
    "normal_ refused": lambda x, g: x.normal_(0, -1, generator=g),
    "bernoulli_ refused": lambda x, g: x.bernoulli_(1.5, generator=g),
}


@both_types
@pytest.mark.parametrize("shape", [(3,), (16,), (4, 5), (33,), (300, 2)], ids=str)
@pytest.mark.parametrize("name", FILLS)
def test_fills(name, shape, dtype):
    def drawn(generator):
        torch.manual_seed(11)
        found = []
        for _ in range(2):
            try:
                found.append(FILLS[name](torch.zeros(shape, dtype=dtype), generator).tolist())
            except RuntimeError as error:
                found.append(str(error))
        return found

    other = torch.Generator()
    other.manual_seed(11)
    own, given = drawn(None), drawn(other)
    if name.startswith(("normal", "randn")) and isinstance(own[0], list):  # small ones differ in the last digits
        assert torch.allclose(torch.tensor(own), torch.tensor(given), rtol=1e-6, atol=1e-7)
    else:
        assert own == given


@recorded
def test_dropout(needs):
    x = numbers(5, 6)
    torch.manual_seed(3)
    kept = torch.zeros(5, 6).bernoulli_(0.75) / 0.75
    for call in (torch.dropout, F.dropout):
        torch.manual_seed(3)
        leaf = x.clone().requires_grad_(needs)
        made = call(leaf, 0.25, True)
        assert torch.equal(made, x * kept)
        if needs:
            made.sum().backward()
            assert type(made.grad_fn).__name__ == "MulBackward0" and torch.equal(leaf.grad, kept)


IN_PLACE = {
    "clamp_": lambda x: x.clamp_(-0.5, 1),
    "clamp_ below": lambda x: x.clamp_(max=0.25),
    "clamp_min_": lambda x: x.clamp_min_(0),
    "masked_fill_": lambda x: x.masked_fill_(torch.ones_like(x, dtype=torch.bool), 3),
    "tril_": lambda x: x.tril_(-1),
    "scatter_": lambda x: x.scatter_(1, torch.zeros(4, 1, dtype=torch.int64), torch.ones(4, 1, dtype=x.dtype)),
    "cumprod_": lambda x: x.cumprod_(0),
    "addr_": lambda x: x.addr_(torch.ones(4, dtype=x.dtype), torch.arange(5, dtype=x.dtype)),
}


@both_types
@recorded
@pytest.mark.parametrize("name", IN_PLACE)
def test_in_place(name, dtype, needs):
    compare(lambda x: IN_PLACE[name](x * 1 if needs else x), [numbers(4, 5, dtype=dtype)], needs)
    x = numbers(4, 5, dtype=dtype)
    assert IN_PLACE[name](x) is x and x._version == 1
