"""Teach an agent to balance a pole on a cart, by the gradient of its policy.

    python -m pyautograd examples/cartpole.py      on pyautograd
    python examples/cartpole.py                    on PyTorch, where it is installed

The cart and its pole are simulated in this file (Barto, Sutton and Anderson, 1983): the agent pushes left or right fifty times a second,
and an episode ends when the pole falls over, the cart leaves the track, or after 500 pushes. Every push is one pass of a small network
over one state. After each round of four episodes, the network learns to make pushes more likely whose return was above the mean. The
picture shows how long the pole stays up, and one episode of the trained agent.
"""
import argparse
import math
import random
import time
from pathlib import Path

import matplotlib
import torch
from torch import nn
from torch.distributions import Categorical
from tqdm import tqdm

matplotlib.use("Agg")  # pictures go to files: no window is needed
import matplotlib.pyplot as plt  # noqa: E402

LONGEST = 500


class CartPole:
    """Position and velocity of the cart, angle and angular velocity of the pole; metres, radians and seconds."""

    gravity, cart, pole, half_length, force, step = 9.8, 1.0, 0.1, 0.5, 10.0, 0.02

    def reset(self):
        self.state = [random.uniform(-0.05, 0.05) for _ in range(4)]
        return self.state

    def push(self, right):
        """One step of Euler's method; returns (state, whether the pole is still up)."""
        x, speed, angle, turning = self.state
        sine, cosine, mass = math.sin(angle), math.cos(angle), self.cart + self.pole
        pull = ((self.force if right else -self.force) + self.pole * self.half_length * turning**2 * sine) / mass
        angular = (self.gravity * sine - cosine * pull) / (self.half_length * (4 / 3 - self.pole * cosine**2 / mass))
        linear = pull - self.pole * self.half_length * angular * cosine / mass
        self.state = [x + self.step * speed, speed + self.step * linear, angle + self.step * turning, turning + self.step * angular]
        return self.state, abs(self.state[0]) < 2.4 and abs(self.state[2]) < math.radians(12)


class Agent(nn.Module):
    """The probabilities of pushing left and right."""

    def __init__(self, hidden=64):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(4, hidden), nn.Tanh(), nn.Linear(hidden, 2))
        self.register_buffer("scale", torch.tensor([1 / 2.4, 1 / 2, 1 / 0.2, 1 / 2]))  # brings states to numbers of about one

    def forward(self, state):
        return Categorical(logits=self.layers(state * self.scale))


@torch.no_grad()
def play(agent, cart, longest=LONGEST):
    """One episode; returns the states before each push, of shape (pushes, 4), and the pushes."""
    state, up, states, pushes = torch.tensor(cart.reset()), True, [], []
    while up and len(pushes) < longest:
        states.append(state)
        pushes.append(agent(state).sample())
        state, up = cart.push(pushes[-1].item() == 1)
        state = torch.tensor(state)
    return torch.stack(states), torch.stack(pushes)


def returns_of(length, discount=0.99):
    """Discounted sums of the rewards, 1 for each push, from every push on."""
    returns = [0.0]
    for _ in range(length):
        returns.append(1 + discount * returns[-1])
    return torch.tensor(returns[:0:-1])


def train(agent, rounds, episodes=4, longest=LONGEST, rate=1e-2):
    """REINFORCE (Williams, 1992), once after each round of several episodes. Returns the lengths of all episodes."""
    cart = CartPole()
    optimizer = torch.optim.Adam(agent.parameters(), lr=rate)
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.05, total_iters=rounds)
    lengths = []
    bar = tqdm(range(rounds), unit="round")
    for _ in bar:
        played = [play(agent, cart, longest) for _ in range(episodes)]
        lengths += [len(pushes) for _, pushes in played]
        chances = torch.cat([agent(states).log_prob(pushes) for states, pushes in played])
        returns = torch.cat([returns_of(len(pushes)) for _, pushes in played])
        loss = -(chances * (returns - returns.mean()) / returns.std()).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        bar.set_postfix(pushes=f"{sum(lengths[-episodes:]) / episodes:.0f}")
    return lengths


def draw(lengths, states, path):
    """How long episodes last, and the last one's angle and position."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(12, 4.4), layout="constrained")
    recent = [lengths[max(0, i - 19) : i + 1] for i in range(len(lengths))]
    left.plot(lengths, ".", markersize=3, alpha=0.4, label="each episode")
    left.plot([sum(r) / len(r) for r in recent], color="tab:red", label="mean of the last 20")
    left.set(xlabel="episode", ylabel="pushes until the end", title="Learning")
    left.legend(loc="upper left")

    times = [CartPole.step * i for i in range(len(states))]
    right.plot(times, states[:, 2].rad2deg().numpy(), color="tab:blue", label="angle of the pole")
    right.set(xlabel="time, s", ylabel="angle, degrees", ylim=(-15, 15), title="An episode of the trained agent")
    other = right.twinx()
    other.plot(times, states[:, 0].numpy(), color="tab:orange", label="position of the cart (right)")
    other.set(ylabel="position, m", ylim=(-3, 3))
    right.legend(handles=[*right.lines, *other.lines], loc="upper right")
    figure.savefig(path, dpi=110)


def main():
    parser = argparse.ArgumentParser(description="Balance a pole on a cart by policy gradients.")
    parser.add_argument("--rounds", type=int, default=80)
    parser.add_argument("--short", action="store_true", help="3 rounds only")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "out", help="folder for the picture")
    options = parser.parse_args()

    torch.manual_seed(options.seed)
    random.seed(options.seed)
    agent = Agent()
    started = time.perf_counter()
    lengths = train(agent, 3 if options.short else options.rounds)
    seconds = time.perf_counter() - started
    last = lengths[-20:]
    print(f"played {sum(lengths)} pushes in {seconds:.1f} s; the last {len(last)} episodes lasted {sum(last) / len(last):.0f} of {LONGEST} pushes")

    options.out.mkdir(parents=True, exist_ok=True)
    picture = options.out / "cartpole.png"
    draw(lengths, play(agent, CartPole())[0], picture)
    print(f"wrote {picture}")


if __name__ == "__main__":
    main()
