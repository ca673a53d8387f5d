"""Loss curves of the examples that train networks, as a PyTorch program: 100 steps of each from seed 0, printed as JSON.

    python -m pyautograd tests/loss_curves.py      on pyautograd
    python tests/loss_curves.py --record           on PyTorch: writes tests/golden/loss_curves.json

`test_loss_curves.py` compares the two. Networks and batches are small, so that the plain core follows in seconds.
"""
import json
import sys
from pathlib import Path

import torch

TESTS = Path(__file__).resolve().parent
GOLDEN = TESTS / "golden" / "loss_curves.json"
STEPS = 100
sys.path.insert(0, str(TESTS.parent / "examples"))

import char_transformer  # noqa: E402
import digits  # noqa: E402
import digits_conv  # noqa: E402
import vae  # noqa: E402


def perceptron():
    pixels, labels, *_ = digits.load()
    return digits.train(digits.make_network(hidden=64), pixels[:800], labels[:800], epochs=2, batch=16, rate=0.05)


def convolutional():
    training, _ = digits_conv.load()
    return digits_conv.train(digits_conv.make_network(channels=4), training, epochs=2, batch=28)


def transformer():
    text = char_transformer.TEXT.read_text(encoding="utf-8")
    alphabet = char_transformer.Alphabet(text)
    network = char_transformer.Transformer(len(alphabet), context=16, width=16, heads=2)
    return char_transformer.train(network, alphabet.encode(text), STEPS, batch=8)


def autoencoder():
    pixels, _ = vae.load()
    return vae.train(vae.VAE(hidden=32), pixels, epochs=2, batch=35)


PROGRAMS = (perceptron, convolutional, transformer, autoencoder)


def measure():
    """The losses of each program, by its name."""
    curves = {}
    for program in PROGRAMS:
        torch.manual_seed(0)
        curves[program.__name__] = program()[:STEPS]
    return curves


if __name__ == "__main__":
    torch.set_num_threads(1)
    if sys.argv[1:] == ["--record"]:
        GOLDEN.write_text(json.dumps({"torch": torch.__version__, **measure()}, indent=0) + "\n", encoding="utf-8")
    else:
        print(json.dumps(measure()))
