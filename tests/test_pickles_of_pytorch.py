"""Pickles that PyTorch wrote (with `pickle` itself) are read under the runner (golden/pickles_of_pytorch.json).

``python tests/test_pickles_of_pytorch.py`` records the golden file again; it needs torch.
"""
import base64
import json
import os
import pickle
import subprocess
import sys

from recorded import DIRECTORY

GOLDEN = os.path.join(DIRECTORY, "pickles_of_pytorch.json")
READ = """
import base64, json, pickle, torch
for name, (data, shown) in json.load(open(PATH)).items():
    made = pickle.loads(base64.b64decode(data))
    found = repr((made, dict(made.state_dict()))) if isinstance(made, torch.nn.Module) else repr(made)
    print(name, True if found == shown or made is torch.add else (found, shown))
"""


def objects(torch):
    """What is pickled, by name."""
    base = torch.arange(12.0).reshape(3, 4)
    layer = torch.nn.Linear(2, 1)
    with torch.no_grad():
        layer.weight.fill_(0.5), layer.bias.fill_(0.25)
    optimizer = torch.optim.SGD(layer.parameters(), lr=0.5, momentum=0.5)
    layer(torch.ones(1, 2)).sum().backward()
    optimizer.step()
    yield from {
        "tensor": base, "view": base[1:, 1], "transposed": base.t(), "shared": [base[0], base[1]], "leaf": torch.ones(2, requires_grad=True),
        "half": torch.ones(2, dtype=torch.bfloat16), "complex": torch.ones(2, dtype=torch.complex64) * 1j, "truth": torch.tensor([True, False]),
        "empty": torch.empty(0, 3), "parameter": torch.nn.Parameter(torch.zeros(1)), "layer": layer, "optimizer": optimizer,
        "state": optimizer.state_dict(), "distribution": torch.distributions.Normal(torch.tensor(0.0), torch.tensor(1.0)),
        "sparse": torch.eye(2).to_sparse(), "dtype": torch.float16, "size": torch.Size([1, 2]), "format": torch.channels_last, "device": torch.device("cpu"),
        "function": torch.add, "sequence": torch.nn.utils.rnn.pack_sequence([torch.ones(2), torch.ones(1)]), "class": torch.nn.Linear,
    }.items()  # fmt: skip


def test_they_are_read(tmp_path):
    command = [sys.executable, "-W", "ignore", "-m", "pyautograd", "-c", READ.replace("PATH", repr(GOLDEN))]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    outcomes = dict(line.split(" ", 1) for line in done.stdout.splitlines())
    assert len(outcomes) == 22 and set(outcomes.values()) == {"True"}, outcomes


if __name__ == "__main__":
    import torch

    found = {}
    for name, value in objects(torch):
        shown = repr((value, dict(value.state_dict()))) if isinstance(value, torch.nn.Module) else repr(value)
        found[name] = [base64.b64encode(pickle.dumps(value, 4)).decode(), shown]
    with open(GOLDEN, "w") as file:
        json.dump(found, file, indent=0)
