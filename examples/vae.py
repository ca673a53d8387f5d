"""Train a variational autoencoder that draws digits.

    python -m pyautograd examples/vae.py      on pyautograd
    python examples/vae.py                    on PyTorch, where it is installed

An encoder turns each of scikit-learn's 1,797 digits of 8 x 8 pixels into a normal distribution over a plane, a decoder turns a
point of the plane into a picture. Both are trained to raise the evidence lower bound: the picture's log-likelihood, less the
Kullback-Leibler divergence of the encoder's distribution from a standard normal. The picture shows where the digits came to lie, and what
the decoder draws across the plane.
"""
import argparse
import time
from pathlib import Path

import matplotlib
import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch import nn
from torch.distributions import Normal, kl_divergence
from tqdm import tqdm

matplotlib.use("Agg")  # pictures go to files: no window is needed
import matplotlib.pyplot as plt  # noqa: E402


def load():
    """The digits' pixels between 0 and 1, of shape (1797, 64), and their labels."""
    digits = load_digits()
    return torch.tensor(digits.data, dtype=torch.float32) / 16, torch.tensor(digits.target)


class VAE(nn.Module):
    def __init__(self, pixels=64, hidden=128, latents=2):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(pixels, hidden), nn.SiLU(), nn.Linear(hidden, 2 * latents))
        self.decoder = nn.Sequential(
            nn.Linear(latents, hidden), nn.SiLU(), nn.Linear(hidden, hidden), nn.SiLU(), nn.Linear(hidden, pixels)
        )

    def encode(self, pixels):
        mean, log_scale = self.encoder(pixels).chunk(2, dim=-1)
        return Normal(mean, log_scale.exp())

    def loss(self, pixels):
        """The negative evidence lower bound of a batch, in nats per digit."""
        posterior = self.encode(pixels)
        logits = self.decoder(posterior.rsample())
        misfit = F.binary_cross_entropy_with_logits(logits, pixels, reduction="none").sum(dim=1)
        divergence = kl_divergence(posterior, Normal(torch.zeros(()), torch.ones(()))).sum(dim=1)
        return (misfit + divergence).mean()


def train(network, pixels, epochs, batch=128, rate=2e-3):
    """Adam; returns every batch's loss."""
    optimizer = torch.optim.Adam(network.parameters(), lr=rate)
    losses = []
    bar = tqdm(range(epochs), unit="epoch")
    for _ in bar:
        for chosen in torch.randperm(len(pixels)).split(batch):
            loss = network.loss(pixels[chosen])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        bar.set_postfix(loss=f"{losses[-1]:.3f}")
    return losses


@torch.no_grad()
def draw(losses, network, pixels, labels, path, side=13):
    """The loss, the digits' places in the plane, and the decoder's drawings over the middle of it."""
    figure, (left, middle, right) = plt.subplots(1, 3, figsize=(14, 4.6), layout="constrained")
    left.plot(losses, linewidth=0.6)
    left.set(xlabel="batch", ylabel="negative evidence lower bound, nats", title="Training loss")

    means = network.encode(pixels).mean
    points = middle.scatter(means[:, 0].numpy(), means[:, 1].numpy(), c=labels.numpy(), cmap="tab10", vmin=-0.5, vmax=9.5, s=6)
    middle.set(xlabel="first latent variable", ylabel="second latent variable", title="Where the encoder puts the digits")
    figure.colorbar(points, ax=middle, ticks=range(10), label="digit")

    # Equal steps of probability under the standard normal, so that every part of the plane is shown as often as it is used.
    steps = Normal(0.0, 1.0).icdf(torch.linspace(0.03, 0.97, side))
    grid = torch.cartesian_prod(steps.flip(0), steps).flip(1)  # rows from the top down: the second variable falls, the first rises
    pictures = F.pad(network.decoder(grid).sigmoid().view(side, side, 8, 8), (1, 1, 1, 1))
    right.imshow(pictures.transpose(1, 2).reshape(side * 10, side * 10).numpy(), cmap="gray_r")
    ticks = [10 * i + 4.5 for i in (0, side // 2, side - 1)]
    values = [f"{steps[i].item():.1f}" for i in (0, side // 2, side - 1)]
    right.set_xticks(ticks, values)
    right.set_yticks(ticks, values[::-1])
    right.set(xlabel="first latent variable", ylabel="second latent variable", title="What the decoder draws")
    figure.savefig(path, dpi=110)


def main():
    parser = argparse.ArgumentParser(description="Train a variational autoencoder on scanned digits.")
    parser.add_argument("--epochs", type=int, default=150)
    parser.add_argument("--short", action="store_true", help="five epochs only")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "out", help="folder for the picture")
    options = parser.parse_args()

    torch.manual_seed(options.seed)
    pixels, labels = load()
    network = VAE()
    started = time.perf_counter()
    losses = train(network, pixels, 5 if options.short else options.epochs)
    seconds = time.perf_counter() - started
    print(f"trained on {len(labels)} digits in {seconds:.1f} s; loss {losses[0]:.3f} -> {losses[-1]:.3f} nats")

    options.out.mkdir(parents=True, exist_ok=True)
    picture = options.out / "vae.png"
    draw(losses, network, pixels, labels, picture)
    print(f"wrote {picture}")


if __name__ == "__main__":
    main()
