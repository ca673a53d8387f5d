"""Train a two-layer network to read digits, with tensors and autograd alone.

    python -m pyautograd examples/digits.py       on pyautograd
    python examples/digits.py                     on PyTorch, where it is installed

The data are the 1,797 handwritten digits, scanned to 8 x 8 pixels, that scikit-learn carries. A fifth of them is held out.
The program prints how well it reads those, checks the gradient of its loss against finite differences, and draws
the loss curve and the network's backward graph.
"""
import argparse
import time
from pathlib import Path

import matplotlib
import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from tqdm import tqdm

matplotlib.use("Agg")  # pictures go to files: no window is needed
import matplotlib.pyplot as plt  # noqa: E402


def load(held_out=0.2):
    """The digits as (training pixels, training labels, held-out pixels, held-out labels), shuffled."""
    digits = load_digits()
    pixels = torch.tensor(digits.data, dtype=torch.float32) / 16 - 0.5
    labels = torch.tensor(digits.target)
    order = torch.randperm(len(labels))
    pixels, labels = pixels[order], labels[order]
    n = int(len(labels) * held_out)
    return pixels[n:], labels[n:], pixels[:n], labels[:n]


def make_network(inputs=64, hidden=256, outputs=10, dtype=torch.float32):
    """Two layers' weights and biases, scaled so that signals keep their size from layer to layer."""
    w1 = torch.randn(inputs, hidden, dtype=dtype) * (2 / inputs) ** 0.5
    w2 = torch.randn(hidden, outputs, dtype=dtype) * (2 / hidden) ** 0.5
    b1 = torch.zeros(hidden, dtype=dtype)
    b2 = torch.zeros(outputs, dtype=dtype)
    return [p.requires_grad_() for p in (w1, b1, w2, b2)]


def logits(pixels, w1, b1, w2, b2):
    return F.relu(pixels @ w1 + b1) @ w2 + b2


def loss_of(pixels, labels, *network):
    return F.cross_entropy(logits(pixels, *network), labels)


def shifted(pixels):
    """Each digit moved by up to one pixel up, down, left or right, at random."""
    n = len(pixels)
    framed = torch.full((n, 10, 10), -0.5)
    framed[:, 1:9, 1:9] = pixels.view(n, 8, 8)
    rows = torch.randint(0, 3, (n, 1, 1)) + torch.arange(8).view(8, 1)
    columns = torch.randint(0, 3, (n, 1, 1)) + torch.arange(8)
    return framed[torch.arange(n).view(n, 1, 1), rows, columns].reshape(n, 64)


@torch.no_grad()
def accuracy(pixels, labels, network):
    return (logits(pixels, *network).argmax(dim=1) == labels).float().mean().item()


def train(network, pixels, labels, epochs, batch=64, rate=0.1, momentum=0.9, decay=1e-4):
    """Stochastic gradient descent with momentum; the rate falls linearly to zero. Returns every batch's loss.

    Half the digits of a batch are shifted by up to a pixel, which teaches the network what does not matter.
    """
    velocities = [torch.zeros_like(p) for p in network]
    losses = []
    bar = tqdm(range(epochs), unit="epoch")
    for epoch in bar:
        order = torch.randperm(len(labels))
        step = rate * (1 - epoch / epochs)
        for start in range(0, len(labels), batch):
            chosen = order[start : start + batch]
            images = pixels[chosen]
            images[::2] = shifted(images[::2])
            loss = loss_of(images, labels[chosen], *network)
            loss.backward()
            with torch.no_grad():
                for p, v in zip(network, velocities):
                    v.mul_(momentum).add_(p.grad + decay * p)
                    p -= step * v
                    p.grad = None
            losses.append(loss.item())
        bar.set_postfix(loss=f"{sum(losses[-20:]) / len(losses[-20:]):.4f}")
    return losses


def check_gradient(pixels, labels):
    """Compare the derivatives of the loss, on a narrow network in double precision, with finite differences."""
    network = make_network(hidden=8, dtype=torch.float64)
    return torch.autograd.gradcheck(lambda *p: loss_of(pixels[:16].double(), labels[:16], *p), network)


def draw_losses(losses, path):
    """The loss of each batch, and the mean of the last 51, on a logarithmic scale."""
    recent = [losses[max(0, i - 50) : i + 1] for i in range(len(losses))]
    figure, axes = plt.subplots(figsize=(7, 4), layout="constrained")
    axes.plot(losses, linewidth=0.5, alpha=0.4, label="each batch")
    axes.plot([sum(r) / len(r) for r in recent], color="tab:red", label="mean of the last 51")
    axes.set(xlabel="batch", ylabel="cross entropy", yscale="log", title="Training loss")
    axes.legend()
    figure.savefig(path, dpi=120)


def draw_graph(loss, network, path):
    """The backward graph of `loss` as a picture; returns its path, or None where pyautograd is not installed."""
    try:
        from pyautograd.viz import draw
    except ImportError:  # on PyTorch alone
        return None
    return draw(loss, path, params=dict(zip(("w1", "b1", "w2", "b2"), network)))


def main():
    parser = argparse.ArgumentParser(description="Train a two-layer network on scanned digits.")
    parser.add_argument("--epochs", type=int, default=60)
    parser.add_argument("--short", action="store_true", help="two epochs only")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "out", help="folder for the pictures")
    options = parser.parse_args()

    torch.manual_seed(options.seed)
    pixels, labels, held_pixels, held_labels = load()
    network = make_network()
    started = time.perf_counter()
    losses = train(network, pixels, labels, 2 if options.short else options.epochs)
    seconds = time.perf_counter() - started
    print(f"trained on {len(labels)} digits in {seconds:.1f} s; loss {losses[0]:.3f} -> {losses[-1]:.3f}")
    print(f"held-out accuracy {accuracy(held_pixels, held_labels, network):.2%} on {len(held_labels)} digits")
    print(f"gradcheck of the loss: {check_gradient(pixels, labels)}")

    options.out.mkdir(parents=True, exist_ok=True)
    pictures = [options.out / "digits-loss.png", options.out / "digits-graph.png"]
    draw_losses(losses, pictures[0])
    graph = draw_graph(loss_of(pixels[:64], labels[:64], *network), network, pictures[1])
    print(f"wrote {pictures[0]}")
    print(f"wrote {graph}" if graph else "no picture of the graph: it is drawn by pyautograd.viz, which is not installed")


if __name__ == "__main__":
    main()
