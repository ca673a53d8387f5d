"""Fit a Gaussian process's hyperparameters by LBFGS.

    python -m pyautograd examples/gaussian_process.py      on pyautograd
    python examples/gaussian_process.py                    on PyTorch, where it is installed

The data are generated: a trend with a yearly pattern that changes slowly, measured now and then over ten years. The kernel is the sum of a
smooth one and of a periodic one that decays; its seven hyperparameters, kept positive by their logarithms, make the data most likely: LBFGS with
a strong Wolfe line search follows the gradient through the Cholesky decomposition. It starts from several places, as the
likelihood has more than one maximum. The picture shows the prediction, its parts, and the likelihood on the way.
"""
import argparse
import math
import time
from pathlib import Path

import matplotlib
import torch
from tqdm import tqdm

matplotlib.use("Agg")  # pictures go to files: no window is needed
import matplotlib.pyplot as plt  # noqa: E402

NAMES = ("trend size", "trend length", "season size", "season length", "season decay", "period", "noise")
START = torch.tensor([1.0, 2.0, 0.5, 1.0, 5.0, 1.0, 0.2], dtype=torch.float64)


def generate(n=120, years=10.0, noise=0.15):
    """Times, sorted, and values."""
    times = (years * torch.rand(n, dtype=torch.float64)).sort().values
    trend = 0.08 * (times - 5) ** 2 - 0.25 * times + torch.sin(0.9 * times)
    season = (0.6 + 0.06 * times) * torch.sin(2 * math.pi * times) + 0.3 * torch.cos(4 * math.pi * times)
    return times, trend + season + noise * torch.randn(n, dtype=torch.float64)


def kernels(a, b, parameters):
    """The covariances of trend and of season between times `a` and `b`."""
    size1, length1, size2, length2, decay, period, _ = parameters
    distance = a.unsqueeze(1) - b
    trend = size1**2 * torch.exp(-0.5 * (distance / length1) ** 2)
    season = size2**2 * torch.exp(-2 * (torch.sin(math.pi * distance / period) / length2) ** 2 - 0.5 * (distance / decay) ** 2)
    return trend, season


def factor(times, parameters):
    """The Cholesky factor of the data's covariance."""
    covariance = sum(kernels(times, times, parameters))
    # A line search tries far-off places: the last term keeps the matrix positive definite in floating point there.
    variance = parameters[-1] ** 2 + 1e-8 * (parameters[0] ** 2 + parameters[2] ** 2)
    return torch.linalg.cholesky(covariance + variance * torch.eye(len(times), dtype=times.dtype))


def negative_log_likelihood(logs, times, values):
    """Of the values under the process, with a weak prior that keeps the logarithms near their start."""
    lower = factor(times, logs.exp())
    whitened = torch.linalg.solve_triangular(lower, values.unsqueeze(1), upper=False)
    likelihood = 0.5 * whitened.square().sum() + lower.diagonal().log().sum() + 0.5 * len(times) * math.log(2 * math.pi)
    return likelihood + 0.5 * ((logs - START.log()) / 1.5).square().sum()


def fit(times, values, start, steps, bar):
    """LBFGS from `start`, `steps` times up to five iterations; returns the logarithms that it finds, and the objective before each step."""
    logs = start.log().clone().requires_grad_()
    optimizer = torch.optim.LBFGS([logs], max_iter=5, history_size=10, line_search_fn="strong_wolfe")
    objectives = []

    def closure():
        optimizer.zero_grad()
        loss = negative_log_likelihood(logs, times, values)
        loss.backward()
        return loss

    for _ in range(steps):
        objectives.append(optimizer.step(closure).item())
        bar.update()
        bar.set_postfix(objective=f"{objectives[-1]:.3f}")
    return logs.detach(), objectives


@torch.no_grad()
def predict(at, times, values, parameters):
    """Mean and standard deviation of the process at new times, and the means of trend and season."""
    lower = factor(times, parameters)
    weights = torch.cholesky_solve(values.unsqueeze(1), lower)
    trend, season = kernels(at, times, parameters)
    explained = torch.linalg.solve_triangular(lower, (trend + season).T, upper=False).square().sum(dim=0)
    variance = parameters[0] ** 2 + parameters[2] ** 2 - explained
    return ((trend + season) @ weights).squeeze(1), variance.clamp(min=0).sqrt(), (trend @ weights).squeeze(1), (season @ weights).squeeze(1)


def draw(times, values, parameters, runs, path):
    """The prediction on top; below, its two parts, and the objective of each run."""
    at = torch.linspace(-0.5, 12, 600, dtype=torch.float64)
    mean, deviation, trend, season = predict(at, times, values, parameters)
    figure, panels = plt.subplot_mosaic([["whole", "whole"], ["parts", "runs"]], figsize=(12, 7.5), layout="constrained")
    axes = panels["whole"]
    axes.fill_between(at.numpy(), (mean - 2 * deviation).numpy(), (mean + 2 * deviation).numpy(), alpha=0.25, label="two standard deviations")
    axes.plot(at.numpy(), mean.numpy(), label="mean")
    axes.plot(times.numpy(), values.numpy(), "k.", markersize=4, label="data")
    axes.set(xlabel="year", ylabel="value", title="The process, with a forecast after year 10")
    axes.legend(loc="lower left")
    axes = panels["parts"]
    axes.plot(at.numpy(), trend.numpy(), label="trend")
    axes.plot(at.numpy(), season.numpy(), label="season")
    axes.set(xlabel="year", ylabel="value", title="Its parts")
    axes.legend()
    axes = panels["runs"]
    lowest = min(min(objectives) for objectives in runs)
    for k, objectives in enumerate(runs):
        axes.plot([o - lowest + 1e-3 for o in objectives], ".-", label=f"start {k + 1}")
    axes.set(xlabel="step of LBFGS", ylabel="negative log posterior, above the lowest", yscale="log", title="Fitting, from several starts")
    axes.legend()
    figure.savefig(path, dpi=110)


def main():
    parser = argparse.ArgumentParser(description="Hyperparameters of a Gaussian process by LBFGS.")
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--starts", type=int, default=4)
    parser.add_argument("--short", action="store_true", help="3 steps from 2 starts only")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "out", help="folder for the picture")
    options = parser.parse_args()
    if options.short:
        options.steps, options.starts = 3, 2

    torch.manual_seed(options.seed)
    times, values = generate()
    values = values - values.mean()
    started = time.perf_counter()
    with tqdm(total=options.steps * options.starts, unit="step") as bar:
        starts = [START * torch.exp(0.5 * torch.randn(len(NAMES), dtype=torch.float64)) for k in range(options.starts)]
        fits = [fit(times, values, start, options.steps, bar) for start in starts]
    seconds = time.perf_counter() - started
    logs, objectives = min(fits, key=lambda found: found[1][-1])
    print(f"fitted {len(NAMES)} hyperparameters from {options.starts} starts in {seconds:.1f} s; objective {objectives[0]:.3f} -> {objectives[-1]:.3f}")
    print(", ".join(f"{name} {value:.3f}" for name, value in zip(NAMES, logs.exp().tolist())))

    options.out.mkdir(parents=True, exist_ok=True)
    picture = options.out / "gaussian-process.png"
    draw(times, values, logs.exp(), [objectives for _, objectives in fits], picture)
    print(f"wrote {picture}")


if __name__ == "__main__":
    main()
