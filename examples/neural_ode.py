"""Fit a differential equation whose right-hand side is a network to a swinging pendulum.

    python -m pyautograd examples/neural_ode.py      on pyautograd
    python examples/neural_ode.py                    on PyTorch, where it is installed

The data are generated: noisy angles and velocities of damped pendulums, let go from different places. A network gives the derivative of
the state, a Runge-Kutta method of order four integrates it, and the gradient of the misfit goes back through all of its steps, a graph
of about two thousand small operations. The picture shows data and fit, in time and in the plane of states, with the field that was learnt.
"""
import argparse
import time
from pathlib import Path

import matplotlib
import torch
from torch import nn
from tqdm import tqdm

matplotlib.use("Agg")  # pictures go to files: no window is needed
import matplotlib.pyplot as plt  # noqa: E402

STEP = 0.1


def pendulum(state):
    """The derivative of (angle, velocity), in the last dimension: gravity, and friction."""
    angle, velocity = state.unbind(-1)
    return torch.stack([velocity, -2 * torch.sin(angle) - 0.3 * velocity], dim=-1)


def integrate(derivative, state, steps, step=STEP):
    """States at `steps` + 1 equidistant times, stacked along a new first dimension, by the classical Runge-Kutta method."""
    states = [state]
    for _ in range(steps):
        k1 = derivative(state)
        k2 = derivative(state + step / 2 * k1)
        k3 = derivative(state + step / 2 * k2)
        k4 = derivative(state + step * k3)
        state = state + step / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
        states.append(state)
    return torch.stack(states)


def generate(swings=8, steps=80, noise=0.05):
    """Noisy states of shape (steps + 1, swings, 2)."""
    start = torch.stack([torch.linspace(-2.5, 2.5, swings), torch.randn(swings)], dim=1)
    states = integrate(pendulum, start, steps)
    return states + noise * torch.randn_like(states)


def make_network(hidden=32):
    return nn.Sequential(nn.Linear(2, hidden), nn.Tanh(), nn.Linear(hidden, hidden), nn.Tanh(), nn.Linear(hidden, 2))


def pieces(data, count, length):
    """`count` pieces of `length` steps from anywhere in the data, of shape (length + 1, count, 2)."""
    starts = torch.randint(len(data) - length, (count,))
    which = torch.randint(data.shape[1], (count,))
    return data[starts + torch.arange(length + 1).unsqueeze(1), which]


def train(network, data, steps, count=32, length=10):
    """Adam on short pieces: from each one's first state on. Returns the losses."""
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-2)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    losses = []
    bar = tqdm(range(steps), unit="step")
    for step in bar:
        piece = pieces(data, count, length)
        loss = (integrate(network, piece[0], length) - piece).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
        if step % 10 == 0:
            bar.set_postfix(loss=f"{losses[-1]:.5f}")
    return losses


@torch.no_grad()
def draw(losses, network, data, path):
    """The loss; one swing in time; all swings in the plane of states, over the learnt field."""
    fit = integrate(network, data[0], len(data) - 1)
    figure, (left, middle, right) = plt.subplots(1, 3, figsize=(14, 4.4), layout="constrained")
    left.plot(losses, linewidth=0.6)
    left.set(xlabel="step", ylabel="mean squared error", yscale="log", title="Training loss")

    times = [STEP * i for i in range(len(data))]
    for k, (name, colour) in enumerate((("angle", "tab:blue"), ("velocity", "tab:orange"))):
        middle.plot(times, data[:, 0, k].numpy(), ".", color=colour, markersize=3, label=f"{name}, data")
        middle.plot(times, fit[:, 0, k].numpy(), color=colour, label=f"{name}, fit")
    middle.set(xlabel="time", ylabel="state", title="One swing, integrated from its first point")
    middle.legend()

    angles, velocities = torch.meshgrid(torch.linspace(-3, 3, 17), torch.linspace(-3.5, 3.5, 17), indexing="xy")
    field = network(torch.stack([angles, velocities], dim=-1))
    right.quiver(angles.numpy(), velocities.numpy(), field[..., 0].numpy(), field[..., 1].numpy(), color="lightgray", label="learnt field")
    right.plot(data[..., 0].numpy(), data[..., 1].numpy(), ".", color="tab:blue", markersize=2)
    right.plot(fit[..., 0].numpy(), fit[..., 1].numpy(), color="tab:red", linewidth=1)
    right.plot([], [], ".", color="tab:blue", label="data")
    right.plot([], [], color="tab:red", label="fit")
    right.set(xlabel="angle", ylabel="velocity", title="All swings")
    right.legend(loc="upper right")
    figure.savefig(path, dpi=110)


def main():
    parser = argparse.ArgumentParser(description="Fit a neural differential equation to pendulums.")
    parser.add_argument("--steps", type=int, default=800)
    parser.add_argument("--short", action="store_true", help="40 steps only")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "out", help="folder for the picture")
    options = parser.parse_args()

    torch.manual_seed(options.seed)
    data = generate()
    network = make_network()
    started = time.perf_counter()
    losses = train(network, data, 40 if options.short else options.steps)
    seconds = time.perf_counter() - started
    print(f"trained for {len(losses)} steps in {seconds:.1f} s; loss {losses[0]:.4f} -> {losses[-1]:.4f}")

    options.out.mkdir(parents=True, exist_ok=True)
    picture = options.out / "neural-ode.png"
    draw(losses, network, data, picture)
    print(f"wrote {picture}")


if __name__ == "__main__":
    main()
