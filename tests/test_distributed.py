"""``torch.distributed``: groups of one process here, of two processes in others, whose results PyTorch gave as well.

The numbers of `TWO` are PyTorch's, printed by ``python tests/test_distributed.py`` there.
"""
import sys
from datetime import timedelta

import pytest

if __name__ in ("__main__", "__mp_main__"):
    import torch
    import torch.distributed as dist
    from torch import nn
    from torch.nn.parallel import DistributedDataParallel
else:
    import pyautograd as torch
    import pyautograd.distributed as dist
    from pyautograd import nn
    from pyautograd.nn.parallel import DistributedDataParallel

mp = torch.multiprocessing


@pytest.fixture
def group(tmp_path):
    dist.init_process_group("gloo", init_method=f"file://{tmp_path}/store", rank=0, world_size=1)
    yield dist.group.WORLD
    dist.destroy_process_group()


def test_without_a_group():
    assert dist.is_available() and not dist.is_initialized() and dist.ReduceOp.SUM is not dist.ReduceOp.MAX
    for call in (dist.get_rank, dist.get_world_size, lambda: dist.all_reduce(torch.ones(1)), dist.barrier):
        with pytest.raises(ValueError, match="Default process group has not been initialized, please make sure to call init_process_group."):
            call()
    with pytest.raises(AssertionError, match="Process group cannot be None"):
        dist.destroy_process_group()


def test_the_environment_says_who_takes_part(monkeypatch):
    for name, value in (("RANK", "0"), ("WORLD_SIZE", "1"), ("MASTER_ADDR", "127.0.0.1"), ("MASTER_PORT", None)):
        monkeypatch.delenv(name, raising=False)
        with pytest.raises(ValueError, match=f"using env:// rendezvous: environment variable {name} expected, but not set"):
            dist.init_process_group("gloo")
        monkeypatch.setenv(name, value or str(dist.TCPStore("127.0.0.1", 0, is_master=True).port))
    monkeypatch.setenv("TORCHELASTIC_USE_AGENT_STORE", "True")  # the store is there already
    dist.init_process_group("gloo")
    try:
        assert (dist.is_initialized(), dist.get_rank(), dist.get_world_size(), dist.get_backend()) == (True, 0, 1, "gloo")
        with pytest.raises(ValueError, match="trying to initialize the default process group twice!"):
            dist.init_process_group("gloo")
    finally:
        dist.destroy_process_group()


def test_refused_groups(tmp_path, group):
    dist.destroy_process_group()
    try:
        url = f"file://{tmp_path}/other"
        with pytest.raises(ValueError, match="using file:// rendezvous: rank parameter missing"):
            dist.init_process_group("gloo", init_method=url, world_size=1)
        with pytest.raises(RuntimeError, match="Distributed package doesn't have NCCL built in"):
            dist.init_process_group("nccl", init_method=url, rank=0, world_size=1)
    finally:
        dist.init_process_group("gloo", store=dist.HashStore(), rank=0, world_size=1)


def test_collectives_of_one_process(group):
    x = torch.arange(4.0)
    assert dist.all_reduce(x) is None and dist.all_reduce(x, async_op=True).wait() is True and x.tolist() == [0, 1, 2, 3]
    for call in (
        lambda y: dist.all_gather([y], x), lambda y: dist.gather(x, [y]), lambda y: dist.scatter(y, [x]), lambda y: dist.reduce_scatter(y, [x]),
        lambda y: dist.all_to_all([y], [x]), lambda y: dist.all_to_all_single(y, x),
    ):  # fmt: skip
        y = torch.zeros(4)
        call(y)
        assert y.equal(x)
    objects = [None]
    dist.all_gather_object(objects, {"a": 1})
    assert objects == [{"a": 1}]
    for error, text, call in (
        (TypeError, "Expected parameter `tensor` of type torch.Tensor\n             but got <class 'int'> instead.", lambda: dist.all_reduce(3)),
        (RuntimeError, "Cannot use ReduceOp.BAND with non-integral dtype", lambda: dist.all_reduce(x, dist.ReduceOp.BAND)),
        (RuntimeError, r"invalid tensor size at index 0 \(expected \(4\), got \(3\)\)", lambda: dist.all_gather([torch.zeros(3)], x)),
        (RuntimeError, "ProcessGroupGloo::broadcast: invalid root rank: 1", lambda: dist.broadcast(x, 1)),
        (ValueError, "``gather_list`` must be specified on destination rank", lambda: dist.gather(x)),
        (ValueError, "Process group 5 is not initialized in the world group map", lambda: dist.all_reduce(x, group=5)),
        (ValueError, "Rank 1 is out of range. Valid ranks are 0 to 0", lambda: dist.new_group([1])),
    ):  # fmt: skip
        with pytest.raises(error, match=text):
            call()


class Two(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b, self.c = nn.Linear(2, 2), nn.Linear(2, 2), nn.Linear(2, 2)

    def forward(self, x, second=False):
        return self.b(x) if second else self.a(x)


def test_data_parallel_in_one_process(group):
    module = DistributedDataParallel(nn.Linear(2, 2))
    assert list(module.state_dict()) == ["module.weight", "module.bias"]
    module(torch.ones(1, 2)).sum().backward()
    assert module.module.weight.grad.tolist() == [[1, 1], [1, 1]]
    assert list(torch.utils.data.DistributedSampler([5, 6, 7], shuffle=False)) == [0, 1, 2]
    parts = DistributedDataParallel(Two())
    parts(torch.ones(1, 2)).sum().backward()
    with pytest.raises(RuntimeError, match="(?s)Expected to have finished reduction.*Parameter indices which did not receive grad for rank 0: 2 3 4 5\n"):
        parts(torch.ones(1, 2))
    with pytest.raises(RuntimeError, match="is not needed when a module doesn't have any parameter that requires a gradient"):
        DistributedDataParallel(nn.ReLU())


@pytest.mark.parametrize(("name", "step"), [("allreduce", 0), ("fp16_compress", 2**-11), ("bf16_compress", 2**-8)])
def test_hooks_of_communication(group, name, step):
    from pyautograd.distributed.algorithms.ddp_comm_hooks import default_hooks

    module = DistributedDataParallel(nn.Linear(2, 1))
    module.register_comm_hook(None, getattr(default_hooks, f"{name}_hook"))
    module(torch.tensor([[1 / 3, 1.0]])).sum().backward()
    third = module.module.weight.grad[0, 0].item()
    assert abs(third - 1 / 3) <= max(step, 2**-24) / 2 and (third == torch.tensor(1 / 3).item()) == (step == 0)
    with pytest.raises(RuntimeError, match="can only be called once"):
        module.register_comm_hook(None, default_hooks.allreduce_hook)


@pytest.mark.parametrize("kind", ["hash", "file", "tcp"])
def test_stores(kind, tmp_path):
    made = {"hash": dist.HashStore, "file": lambda: dist.FileStore(str(tmp_path / "s")), "tcp": lambda: dist.TCPStore("127.0.0.1", 0, is_master=True)}
    store = made[kind]()
    store.set("a", "b")
    assert (store.get("a"), store.add("n", 3), store.add("n", 2), store.get("n"), store.num_keys()) == (b"b", 3, 5, b"5", 2)
    assert store.delete_key("a") and not store.delete_key("a") and not store.check(["a", "n"])
    assert (store.compare_set("n", "5", "7"), store.compare_set("n", "5", "8"), store.compare_set("m", "", "1")) == (b"7", b"7", b"1")
    dist.PrefixStore("p", store).set("k", b"\0\1")
    assert store.get("p/k") == b"\0\1"
    store.set_timeout(timedelta(seconds=0.05))
    with pytest.raises(dist.DistStoreError, match="Wait timeout"):
        store.get("nowhere")


def test_stores_in_a_file_see_what_others_add(tmp_path):
    one, other = (dist.FileStore(str(tmp_path / "s")) for _ in range(2))
    for number in range(3):
        one.set("k", str(number))
        assert other.get("k") == str(number).encode() and other.add("n", 1) == number + 1
    assert one.get("n") == b"3" and one.delete_key("k") and not other.check(["k"])
    assert dist.FileStore(str(tmp_path / "s")).num_keys() == 1


def test_gradients_are_reduced_though_forward_did_not_ask(group):
    module = DistributedDataParallel(Two())
    reduced = []
    module.register_comm_hook(reduced, lambda state, bucket: (state.append(bucket.buffer().numel()), torch.futures.collect_all([]))[1].then(lambda _: bucket.buffer()))
    with module.no_sync():
        loss = module(torch.ones(1, 2)).sum()
    module.reducer.prepare_for_backward([loss])
    loss.backward()
    assert reduced == [6]


def collectives(rank, count):
    x = torch.arange(4.0) + rank
    for op in (dist.ReduceOp.SUM, dist.ReduceOp.PRODUCT, dist.ReduceOp.MAX, dist.ReduceOp.AVG):
        y = x.clone()
        dist.all_reduce(y, op)
        yield y
    y = x.bfloat16()
    dist.broadcast(y, 1)
    yield y
    gathered = [torch.zeros(4) for _ in range(count)] if rank == 1 else None
    dist.gather(x, gathered, 1)
    yield gathered
    y = torch.zeros(4)
    dist.reduce_scatter(y, [x * (i + 1) for i in range(count)])
    yield y
    y = torch.zeros(2 * count, dtype=torch.int64)
    dist.all_to_all_single(y, torch.arange(2 * count) + 100 * rank)
    yield y
    objects = [rank, "a"]
    dist.broadcast_object_list(objects, 1)
    yield objects
    if rank == 0:
        dist.send(x, 1)
    else:
        yield dist.recv(x, 0), x
    half = dist.new_group([1])
    yield dist.get_rank(half), dist.get_world_size(half)


def training(rank, count):
    torch.manual_seed(rank)
    network = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 1))
    module = DistributedDataParallel(network)
    optimizer = torch.optim.SGD(module.parameters(), lr=0.1)
    torch.manual_seed(5 + rank)
    for _ in range(3):
        loss = module(torch.randn(6, 4)).pow(2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        yield round(loss.item(), 4), round(network[0].weight.sum().item(), 4)
    with module.no_sync():
        module(torch.ones(6, 4)).sum().backward()
    yield round(network[3].bias.grad.item(), 4)
    parts = DistributedDataParallel(Two(), find_unused_parameters=True)
    parts(torch.ones(1, 2), second=rank == 1).sum().backward()
    yield [p.grad for p in parts.module.parameters()]


def work(rank, url, queue):
    dist.init_process_group("gloo", init_method=url, rank=rank, world_size=2)
    queue.put((rank, [repr(found) for kind in (collectives, training) for found in kind(rank, 2)]))
    dist.barrier()
    dist.destroy_process_group()


def in_two_processes(url):
    queue = mp.get_context("spawn").SimpleQueue()
    context = mp.spawn(work, (url, queue), 2, join=False)
    found = dict([queue.get(), queue.get()])
    while not context.join():
        pass
    return found


TWO = {
    0: [
        "tensor([1., 3., 5., 7.])",
        "tensor([ 0.,  2.,  6., 12.])",
        "tensor([1., 2., 3., 4.])",
        "tensor([0.5000, 1.5000, 2.5000, 3.5000])",
        "tensor([1., 2., 3., 4.], dtype=torch.bfloat16)",
        "None",
        "tensor([1., 3., 5., 7.])",
        "tensor([  0,   1, 100, 101])",
        "[1, 'a']",
        "(-1, -1)",
        "(0.1744, -0.7936)",
        "(0.046, -0.7791)",
        "(0.0283, -0.7726)",
        "5.8641",
        "[tensor([[0.5000, 0.5000],\n        [0.5000, 0.5000]]), tensor([0.5000, 0.5000]), tensor([[0.5000, 0.5000],\n        [0.5000, 0.5000]]), tensor([0.5000, 0.5000]), None, None]",
    ],
    1: [
        "tensor([1., 3., 5., 7.])",
        "tensor([ 0.,  2.,  6., 12.])",
        "tensor([1., 2., 3., 4.])",
        "tensor([0.5000, 1.5000, 2.5000, 3.5000])",
        "tensor([1., 2., 3., 4.], dtype=torch.bfloat16)",
        "[tensor([0., 1., 2., 3.]), tensor([1., 2., 3., 4.])]",
        "tensor([ 2.,  6., 10., 14.])",
        "tensor([  2,   3, 102, 103])",
        "[1, 'a']",
        "(0, tensor([0., 1., 2., 3.]))",
        "(0, 1)",
        "(0.189, -0.7936)",
        "(0.0656, -0.7791)",
        "(0.022, -0.7726)",
        "5.8641",
        "[tensor([[0.5000, 0.5000],\n        [0.5000, 0.5000]]), tensor([0.5000, 0.5000]), tensor([[0.5000, 0.5000],\n        [0.5000, 0.5000]]), tensor([0.5000, 0.5000]), None, None]",
    ],
}


@pytest.mark.parametrize("scheme", ["file", "tcp"])
def test_two_processes(scheme, tmp_path):
    port = dist.TCPStore("127.0.0.1", 0, is_master=True).port + 1
    assert in_two_processes(f"file://{tmp_path}/store" if scheme == "file" else f"tcp://127.0.0.1:{port}") == TWO


if __name__ == "__main__":
    for rank, found in sorted(in_two_processes(sys.argv[1]).items()):
        print(f"    {rank}: {found!r},")
