"""``torch.multiprocessing``: tensors in queues, and `spawn` with its errors."""
import os
import pickle

import pytest

import pyautograd as torch
import pyautograd.multiprocessing as mp


def send(index, queue):
    x = torch.full((2,), float(index), requires_grad=True)
    (x * x).sum().backward()
    queue.put((index, x.grad))


def fail(index):
    if index == 1:
        raise ValueError("one")


def leave(index):
    if index == 0:
        os._exit(3)


def test_tensors_come_back_from_spawned_processes():
    queue = mp.get_context("spawn").SimpleQueue()
    context = mp.spawn(send, args=(queue,), nprocs=2, join=False)
    found = dict([queue.get(), queue.get()])
    while not context.join():
        pass
    assert {index: grad.tolist() for index, grad in found.items()} == {0: [0.0, 0.0], 1: [2.0, 2.0]}


def test_errors_of_spawned_processes():
    with pytest.raises(mp.ProcessRaisedException, match="(?s)-- Process 1 terminated with the following error:\nTraceback.*ValueError: one") as caught:
        mp.spawn(fail, nprocs=2)
    assert caught.value.error_index == 1
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)
    with pytest.raises(mp.ProcessExitedException, match="process 0 terminated with exit code 3"):
        mp.spawn(leave, nprocs=1)


def test_sharing_strategies():
    assert mp.get_sharing_strategy() in mp.get_all_sharing_strategies()
    mp.set_sharing_strategy("file_system")
    assert mp.get_sharing_strategy() == "file_system"
    with pytest.raises(AssertionError, match="invalid sharing strategy x"):
        mp.set_sharing_strategy("x")


def test_what_is_not_there_says_so():
    with pytest.raises(NotImplementedError, match="torch.hub.load: repositories are not downloaded"):
        torch.hub.load("a", "b")
    assert torch.types.Number
