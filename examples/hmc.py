"""Sample the posterior of a regression by Hamiltonian Monte Carlo.

    python -m pyautograd examples/hmc.py      on pyautograd
    python examples/hmc.py                    on PyTorch, where it is installed

The data are generated: a decaying oscillation with a few outliers. The model has an amplitude, a rate of decay, a frequency and a scale of
noise, all positive, and errors of Student's distribution, which forgives outliers. The sampler works with the parameters' logarithms; it tunes the
step of its leapfrog integrator while it warms up. The picture shows the fit with its uncertainty, the chain, and pairs of parameters.
"""
import argparse
import math
import time
from pathlib import Path

import matplotlib
import torch
from torch.distributions import Normal, StudentT
from tqdm import tqdm

matplotlib.use("Agg")  # pictures go to files: no window is needed
import matplotlib.pyplot as plt  # noqa: E402

NAMES = ("amplitude", "decay", "frequency", "noise")
TRUTH = torch.tensor([2.0, 0.35, 3.0, 0.15], dtype=torch.float64)


def curve(times, parameters):
    """The oscillation at `times`, for parameters of shape (..., 4)."""
    amplitude, decay, frequency, _ = parameters.unsqueeze(-1).unbind(-2)
    return amplitude * torch.exp(-decay * times) * torch.cos(frequency * times)


def generate(n=60, outliers=4):
    times = torch.linspace(0, 6, n, dtype=torch.float64)
    values = curve(times, TRUTH) + TRUTH[3] * torch.randn(n, dtype=torch.float64)
    values[torch.randperm(n)[:outliers]] += torch.tensor([1.5, -1.5], dtype=torch.float64).repeat(outliers // 2)
    return times, values


def log_density(position, times, values):
    """The unnormalised log posterior density of the logarithms of the parameters."""
    prior = Normal(torch.tensor([0.0, -1.0, 1.0, -1.5], dtype=torch.float64), 1.0)
    parameters = position.clamp(-20, 20).exp()  # where a step was too long, a scale must not become zero
    likelihood = StudentT(3.0, curve(times, parameters), parameters[3])
    return prior.log_prob(position).sum() + likelihood.log_prob(values).sum()


def value_and_gradient(density, position):
    position = position.detach().requires_grad_()
    value = density(position)
    (gradient,) = torch.autograd.grad(value, position)
    return value.item(), gradient


def leapfrog(density, position, momentum, gradient, step, count):
    """Follow Hamilton's equations for `count` steps; returns (position, momentum, log density, gradient)."""
    value = -math.inf
    for _ in range(count):
        momentum = momentum + step / 2 * gradient
        position = position + step * momentum
        value, gradient = value_and_gradient(density, position)
        momentum = momentum + step / 2 * gradient
    return position, momentum, value, gradient


def sample(density, position, warm_up, draws, count=12, target=0.8):
    """A chain of `draws` positions, and the share of proposals accepted after the warm-up.

    While it warms up, the step follows the acceptance towards `target` by dual averaging (Hoffman and Gelman, 2014, section 3.2).
    """
    value, gradient = value_and_gradient(density, position)
    step = first = 0.05
    log_average, error = 0.0, 0.0
    chain, accepted = [], 0.0
    bar = tqdm(range(1, warm_up + draws + 1), unit="sample")
    for n in bar:
        momentum = torch.randn_like(position)
        energy = value - 0.5 * momentum.dot(momentum).item()
        jittered = step * (0.8 + 0.4 * torch.rand(()).item())  # a fixed length of path could be the period of an orbit
        proposal, end, new_value, new_gradient = leapfrog(density, position, momentum, gradient, jittered, count)
        change = new_value - 0.5 * end.dot(end).item() - energy
        acceptance = math.exp(min(0.0, change)) if math.isfinite(change) else 0.0
        if torch.rand(()).item() < acceptance:
            position, value, gradient = proposal, new_value, new_gradient
        if n <= warm_up:
            error += (target - acceptance - error) / (n + 10)
            log_step = math.log(10 * first) - math.sqrt(n) / 0.05 * error
            log_average += n**-0.75 * (log_step - log_average)
            step = math.exp(log_average if n == warm_up else log_step)
        else:
            chain.append(position)
            accepted += acceptance / draws
        if n % 10 == 0:
            bar.set_postfix(step=f"{step:.4f}", acceptance=f"{acceptance:.2f}")
    return torch.stack(chain), accepted


def effective_size(x):
    """Independent samples that the 1-d chain `x` is worth: its length over the sum of its autocorrelations up to the first negative one."""
    x = x - x.mean()
    total = 1.0
    for lag in range(1, len(x) // 2):
        correlation = (x[lag:] * x[:-lag]).sum().item() / (x * x).sum().item()
        if correlation < 0:
            break
        total += 2 * correlation
    return len(x) / total


def draw(times, values, parameters, path):
    """The posterior of the curve on top; below, the chain of each parameter and what pairs of them look like."""
    figure = plt.figure(figsize=(12, 7), layout="constrained")
    top, bottom = figure.subfigures(2, 1, height_ratios=(1, 1.1))
    axes = top.subplots()
    fine = torch.linspace(0, 6, 200, dtype=torch.float64)
    curves = curve(fine, parameters)
    low, middle, high = curves.quantile(torch.tensor([0.05, 0.5, 0.95], dtype=torch.float64), dim=0)
    axes.fill_between(fine.numpy(), low.numpy(), high.numpy(), color="tab:red", alpha=0.25, label="90 % of the posterior")
    axes.plot(fine.numpy(), middle.numpy(), color="tab:red", label="median")
    axes.plot(fine.numpy(), curve(fine, TRUTH).numpy(), "k--", linewidth=1, label="truth")
    axes.plot(times.numpy(), values.numpy(), ".", color="tab:blue", label="data")
    axes.set(xlabel="time", ylabel="value", title="The fit")
    axes.legend(loc="upper right")

    chains, pairs = bottom.subplots(2, 4)
    for k, axes in enumerate(chains):
        axes.plot(parameters[:, k].numpy(), linewidth=0.4)
        axes.axhline(TRUTH[k].item(), color="k", linestyle="--", linewidth=1)
        axes.set(xlabel="sample", title=NAMES[k])
    for (i, j), axes in zip(((0, 1), (1, 2), (2, 3), (3, 0)), pairs):
        axes.plot(parameters[:, i].numpy(), parameters[:, j].numpy(), ".", markersize=2, alpha=0.4)
        axes.plot(TRUTH[i].item(), TRUTH[j].item(), "k+", markersize=10)
        axes.set(xlabel=NAMES[i], ylabel=NAMES[j])
    figure.savefig(path, dpi=110)


def main():
    parser = argparse.ArgumentParser(description="Hamiltonian Monte Carlo on a regression with outliers.")
    parser.add_argument("--samples", type=int, default=2000)
    parser.add_argument("--short", action="store_true", help="40 samples only")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "out", help="folder for the picture")
    options = parser.parse_args()

    torch.manual_seed(options.seed)
    times, values = generate()
    draws = 40 if options.short else options.samples
    start = torch.tensor([1.0, 0.5, 2.8, 0.5], dtype=torch.float64).log()
    started = time.perf_counter()
    chain, accepted = sample(lambda p: log_density(p, times, values), start, warm_up=draws // 4, draws=draws)
    seconds = time.perf_counter() - started
    parameters = chain.exp()
    print(f"drew {draws} samples in {seconds:.1f} s; {accepted:.0%} of the proposals accepted")
    for k, name in enumerate(NAMES):
        mean, deviation = parameters[:, k].mean().item(), parameters[:, k].std().item()
        print(f"{name:9}  {mean:.3f} ± {deviation:.3f}, truth {TRUTH[k].item():.3f}, effective samples {effective_size(chain[:, k]):.0f}")

    options.out.mkdir(parents=True, exist_ok=True)
    picture = options.out / "hmc.png"
    draw(times, values, parameters, picture)
    print(f"wrote {picture}")


if __name__ == "__main__":
    main()
