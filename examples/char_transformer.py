"""Train a transformer to write, character by character, in the manner of Alice in Wonderland.

    python -m pyautograd examples/char_transformer.py      on pyautograd
    python examples/char_transformer.py                    on PyTorch, where it is installed

The text, alice.txt beside this file, is Lewis Carroll's of 1865, in the public domain. The last tenth of it is held out. The network is
a decoder of two blocks: attention to what was read so far, then a network of two layers, each with a residual connection
and normalised before. The program prints a passage that the network makes up, and draws the loss and what the attention looks at.
"""
import argparse
import math
import time
from pathlib import Path

import matplotlib
import torch
import torch.nn.functional as F
from torch import nn
from tqdm import tqdm

matplotlib.use("Agg")  # pictures go to files: no window is needed
import matplotlib.pyplot as plt  # noqa: E402

TEXT = Path(__file__).parent / "alice.txt"


class Alphabet:
    """The characters of a text, numbered."""

    def __init__(self, text):
        self.characters = sorted(set(text))
        self.numbers = {c: i for i, c in enumerate(self.characters)}

    def __len__(self):
        return len(self.characters)

    def encode(self, text):
        return torch.tensor([self.numbers[c] for c in text])

    def decode(self, numbers):
        return "".join(self.characters[i] for i in numbers.tolist())


class Attention(nn.Module):
    """Causal self-attention with several heads."""

    def __init__(self, width, heads, dropout):
        super().__init__()
        self.heads, self.dropout = heads, dropout
        self.into = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)

    def queries_keys_values(self, x):
        """Three tensors of shape (batch, heads, length, width of a head)."""
        return [part.unflatten(-1, (self.heads, -1)).transpose(1, 2) for part in self.into(x).chunk(3, dim=-1)]

    def forward(self, x):
        q, k, v = self.queries_keys_values(x)
        y = F.scaled_dot_product_attention(q, k, v, dropout_p=self.dropout if self.training else 0.0, is_causal=True)
        return self.out(y.transpose(1, 2).flatten(-2))

    def weights(self, x):
        """How much each place looks at each earlier one, of shape (batch, heads, length, length)."""
        q, k, _ = self.queries_keys_values(x)
        scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
        later = torch.ones(x.shape[1], x.shape[1], dtype=torch.bool).triu(1)
        return scores.masked_fill(later, float("-inf")).softmax(dim=-1)


class Block(nn.Module):
    def __init__(self, width, heads, dropout):
        super().__init__()
        self.norm1, self.attention = nn.LayerNorm(width), Attention(width, heads, dropout)
        self.norm2 = nn.LayerNorm(width)
        self.layers = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width), nn.Dropout(dropout))

    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        return x + self.layers(self.norm2(x))


class Transformer(nn.Module):
    """Characters of shape (batch, length) to logits of the next ones, of shape (batch, length, characters)."""

    def __init__(self, characters, context=48, width=48, heads=4, blocks=2, dropout=0.1):
        super().__init__()
        self.context = context
        self.characters = nn.Embedding(characters, width)
        self.places = nn.Embedding(context, width)
        self.blocks = nn.ModuleList([Block(width, heads, dropout) for _ in range(blocks)])
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, characters)

    def embed(self, tokens):
        return self.characters(tokens) + self.places(torch.arange(tokens.shape[1]))

    def forward(self, tokens):
        x = self.embed(tokens)
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x))

    @torch.no_grad()
    def write(self, tokens, length, temperature=0.8):
        """Go on from the 1-d `tokens` for `length` characters."""
        self.eval()
        for _ in tqdm(range(length), unit="character"):
            logits = self(tokens[-self.context :].unsqueeze(0))[0, -1]
            tokens = torch.cat([tokens, torch.multinomial(F.softmax(logits / temperature, dim=0), 1)])
        return tokens


def loss_of(network, batch):
    """Cross entropy, in nats per character, of guessing each character of `batch` from those before it."""
    logits = network(batch[:, :-1])
    return F.cross_entropy(logits.flatten(0, 1), batch[:, 1:].flatten())


def draw_batch(text, size, context):
    """`size` passages of `context` + 1 characters from anywhere in the text."""
    starts = torch.randint(len(text) - context, (size, 1))
    return text[starts + torch.arange(context + 1)]


@torch.no_grad()
def held_out_loss(network, text):
    network.eval()
    length = network.context + 1
    passages = text[: len(text) // length * length].view(-1, length)
    return loss_of(network, passages[:64]).item()


def train(network, text, steps, batch=16, rate=3e-3, every=0, after=None):
    """AdamW with a warm-up and a cosine's fall of the rate. Returns each step's loss; calls `after(step)` at every `every`-th step."""
    optimizer = torch.optim.AdamW(network.parameters(), lr=rate, betas=(0.9, 0.99))
    warm_up = min(100, steps // 10 + 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda n: min((n + 1) / warm_up, 0.5 * (1 + math.cos(math.pi * n / steps)) + 0.01)
    )
    losses = []
    bar = tqdm(range(1, steps + 1), unit="step")
    for step in bar:
        network.train()
        loss = loss_of(network, draw_batch(text, batch, network.context))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
        if every and step % every == 0:
            bar.set_postfix(loss=f"{sum(losses[-every:]) / every:.3f}")
            if after:
                after(step)
    return losses


def shown(text):
    """A text's characters with those that leave no mark made visible."""
    return [{" ": "␣", "\n": "↵"}.get(c, c) for c in text]


@torch.no_grad()
def draw(losses, checks, network, alphabet, line, path):
    """The loss on the left; on the right what the first block's heads look at on average, in one line of text."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(12, 5), layout="constrained", width_ratios=(1.1, 1))
    left.plot(losses, linewidth=0.5, alpha=0.5, label="each batch")
    left.plot(*zip(*checks), "o-", color="tab:red", markersize=3, label="held-out text")
    left.axhline(math.log(len(alphabet)), color="gray", linestyle=":", label="guessing at random")
    left.set(xlabel="step", ylabel="cross entropy, nats per character", title="Training loss")
    left.legend()

    network.eval()
    first = network.blocks[0]
    weights = first.attention.weights(first.norm1(network.embed(alphabet.encode(line).unsqueeze(0))))[0].mean(dim=0)
    image = right.imshow(weights.numpy(), cmap="Blues", vmin=0)
    right.set_xticks(range(len(line)), shown(line), fontsize=8)
    right.set_yticks(range(len(line)), shown(line), fontsize=8)
    right.set(xlabel="is looked at", ylabel="the character that looks", title="Attention of the first block, mean of its heads")
    figure.colorbar(image, ax=right, label="weight", shrink=0.8)
    figure.savefig(path, dpi=110)


def main():
    parser = argparse.ArgumentParser(description="Train a character-level transformer on Alice in Wonderland.")
    parser.add_argument("--steps", type=int, default=1500)
    parser.add_argument("--short", action="store_true", help="30 steps of a narrower network only")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "out", help="folder for the picture")
    options = parser.parse_args()

    torch.manual_seed(options.seed)
    text = TEXT.read_text(encoding="utf-8")
    alphabet = Alphabet(text)
    tokens = alphabet.encode(text)
    n = len(tokens) // 10
    training, held_out = tokens[:-n], tokens[-n:]
    network = Transformer(len(alphabet), width=16 if options.short else 48)
    print(f"{len(text)} characters, {len(alphabet)} of them different; {sum(p.numel() for p in network.parameters())} parameters")
    steps = 30 if options.short else options.steps
    checks = [(0, held_out_loss(network, held_out))]
    started = time.perf_counter()
    losses = train(
        network, training, steps, every=max(10, steps // 20), after=lambda step: checks.append((step, held_out_loss(network, held_out)))
    )
    seconds = time.perf_counter() - started
    print(f"trained for {steps} steps in {seconds:.1f} s; loss {losses[0]:.3f} -> {sum(losses[-10:]) / 10:.3f}")
    print(f"loss on held-out text {checks[-1][1]:.3f} nats per character")
    print(alphabet.decode(network.write(alphabet.encode("\nAlice "), 40 if options.short else 400)).strip())

    options.out.mkdir(parents=True, exist_ok=True)
    picture = options.out / "char-transformer.png"
    draw(losses, checks, network, alphabet, "said the Mock Turtle: why, if a fish", picture)
    print(f"wrote {picture}")


if __name__ == "__main__":
    main()
