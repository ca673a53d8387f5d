"""Train a convolutional network to read digits.

    python -m pyautograd examples/digits_conv.py      on pyautograd
    python examples/digits_conv.py                    on PyTorch, where it is installed

The data are those of digits.py: 1,797 handwritten digits of 8 x 8 pixels, from scikit-learn, a fifth of them held out. Two
convolutions with batch normalisation, a pooling layer and dropout are trained by AdamW, the learning rate going up and down once. The
picture shows the loss, the accuracy on the held-out digits after each epoch, and the digits that were hardest to read.
"""
import argparse
import time
from pathlib import Path

import matplotlib
import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split
from tqdm import tqdm

matplotlib.use("Agg")  # pictures go to files: no window is needed
import matplotlib.pyplot as plt  # noqa: E402


def load(held_out=0.2):
    """The digits as two sets, for training and held out, of (image of shape (1, 8, 8), label)."""
    digits = load_digits()
    images = torch.tensor(digits.images, dtype=torch.float32).unsqueeze(1) / 16 - 0.5
    labels = torch.tensor(digits.target)
    n = int(len(labels) * held_out)
    return random_split(TensorDataset(images, labels), [len(labels) - n, n])


def make_network(channels=16):
    return nn.Sequential(
        nn.Conv2d(1, channels, 3, padding=1),
        nn.BatchNorm2d(channels),
        nn.ReLU(),
        nn.Conv2d(channels, 2 * channels, 3, padding=1),
        nn.BatchNorm2d(2 * channels),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Dropout(0.25),
        nn.Flatten(),
        nn.Linear(2 * channels * 4 * 4, 10),
    )


@torch.no_grad()
def read(network, digits):
    """(the digits, what they are, the probabilities that the network gives to each of the ten)."""
    network.eval()
    images, labels = next(iter(DataLoader(digits, batch_size=len(digits))))
    return images, labels, network(images).softmax(dim=1)


def train(network, digits, epochs, batch=64, rate=0.01, after_epoch=None):
    """Returns every batch's loss; `after_epoch` is called after each epoch."""
    loader = DataLoader(digits, batch_size=batch, shuffle=True, drop_last=True)
    optimizer = torch.optim.AdamW(network.parameters())
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=rate, total_steps=epochs * len(loader))
    losses = []
    bar = tqdm(range(epochs), unit="epoch")
    for _ in bar:
        network.train()
        for images, labels in loader:
            loss = F.cross_entropy(network(images), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
        bar.set_postfix(loss=f"{sum(losses[-len(loader):]) / len(loader):.4f}")
        if after_epoch:
            after_epoch()
    return losses


def draw(losses, accuracies, images, labels, probabilities, path):
    """Loss and accuracy on the left; on the right the digits to which the network gave the least probability."""
    figure = plt.figure(figsize=(11, 5), layout="constrained")
    left, right = figure.subfigures(1, 2, width_ratios=(5, 4))
    axes = left.subplots()
    axes.plot(losses, linewidth=0.7, label="cross entropy of each batch")
    axes.set(xlabel="batch", ylabel="cross entropy", yscale="log", title="Training")
    ends = [(i + 1) * len(losses) / len(accuracies) for i in range(len(accuracies))]
    other = axes.twinx()
    other.plot(ends, [100 * a for a in accuracies], "o-", color="tab:red", markersize=3, label="accuracy on held-out digits (right)")
    other.set(ylabel="accuracy, %")
    left.legend(handles=[*axes.lines, *other.lines], loc="outside lower center", ncols=2)

    readings = probabilities.argmax(dim=1)
    hardest = probabilities.gather(1, labels.unsqueeze(1)).flatten().argsort()[:12]
    right.suptitle(f"The hardest of the held-out digits; {(labels != readings).sum().item()} of {len(labels)} are misread")
    for panel, i in zip(right.subplots(3, 4).flat, hardest):
        panel.imshow(images[i, 0].numpy(), cmap="gray_r")
        panel.set_title(f"{labels[i].item()}, read as {readings[i].item()}", fontsize=9)
        panel.axis("off")
    figure.savefig(path, dpi=110)


def main():
    parser = argparse.ArgumentParser(description="Train a convolutional network on scanned digits.")
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--short", action="store_true", help="two epochs only")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "out", help="folder for the picture")
    options = parser.parse_args()

    torch.manual_seed(options.seed)
    training, held_out = load()
    network = make_network()
    accuracies = []

    def measure():
        _, labels, probabilities = read(network, held_out)
        accuracies.append((labels == probabilities.argmax(dim=1)).float().mean().item())

    started = time.perf_counter()
    losses = train(network, training, 2 if options.short else options.epochs, after_epoch=measure)
    seconds = time.perf_counter() - started
    print(f"trained on {len(training)} digits in {seconds:.1f} s; loss {losses[0]:.3f} -> {losses[-1]:.3f}")
    print(f"held-out accuracy {accuracies[-1]:.2%} on {len(held_out)} digits")

    options.out.mkdir(parents=True, exist_ok=True)
    picture = options.out / "digits-conv.png"
    draw(losses, accuracies, *read(network, held_out), picture)
    print(f"wrote {picture}")


if __name__ == "__main__":
    main()
