"""The functions of ``torch`` on one large tensor of every dtype, beside PyTorch: where are the losses that no case of the other groups shows?

``python -m bench.functions [--elements 200000] [--dtypes float32,int64] [--names sum,sort] [--below 0.9]`` prints, for each dtype, how many calls there are,
how many are slower than PyTorch's, the geometric mean of the ratios, and the calls below the bound with PyTorch's time over ours. Both libraries have their
turn in one process with one thread; a time is the least of several.
"""
import argparse
import math
import time
import warnings

import pyautograd

DTYPES = "float32 float64 int64 int32 uint8 bool float16 bfloat16 complex64".split()
ONE = (
    "abs neg sign relu sigmoid tanh exp log sqrt rsqrt reciprocal sin cos tan floor ceil round trunc frac square logical_not isnan isinf isfinite exp2 expm1 "
    "log1p log2 log10 erf erfc erfinv lgamma digamma asin acos atan sinh cosh asinh acosh atanh sgn signbit bitwise_not i0 sinc logit angle nan_to_num clone"
).split()
TWO = (
    "add sub mul div maximum minimum fmax fmin remainder fmod floor_divide pow atan2 hypot logaddexp copysign eq lt ne logical_and logical_or bitwise_and "
    "bitwise_or bitwise_xor gcd lcm heaviside xlogy nextafter ldexp"
).split()
SPREAD = "add sub mul div remainder floor_divide eq lt pow".split()
REDUCTIONS = (
    "sum mean prod amax amin max min std var logsumexp argmax argmin any all median nansum count_nonzero cumsum cumprod logcumsumexp cummax sort argsort "
    "softmax log_softmax"
).split()
# x and y are vectors, m and n matrices of their elements; b is a mask, i places of m, k some rows.
OTHERS = {
    "clamp": "torch.clamp(x, 0, 1)", "where": "torch.where(b, m, n)", "masked_fill": "m.masked_fill(b, 1)", "m[mask]": "m[b]", "nonzero": "m.nonzero()",
    "gather 0": "m.gather(0, i)", "gather 1": "m.gather(1, i)", "scatter": "m.scatter(1, i, n)", "scatter_add": "torch.zeros_like(m).scatter_add(0, i, m)",
    "index_select 0": "m.index_select(0, k)", "index_select 1": "m.index_select(1, k)", "m[k]": "m[k]", "m[:, k]": "m[:, k]", "m[k, k]": "m[k, k]",
    "index_put": "torch.zeros_like(m).index_put((k,), m[: len(k)], accumulate=True)", "flip": "m.flip(1)", "roll": "m.roll(3, 1)", "tril": "m.tril()",
    "repeat": "m.repeat(2, 2)", "repeat_interleave": "x.repeat_interleave(3)", "cat": "torch.cat([m, n])", "cat 1": "torch.cat([m, n], 1)",
    "stack": "torch.stack([m, n], 2)", "transposed copy": "m.t().contiguous()", "every third": "x[::3].contiguous()", "topk": "m.topk(5, 1)",
    "kthvalue": "m.kthvalue(5, 1)", "diff": "m.diff()", "outer": "torch.outer(m[0], n[0])", "mm": "m @ n.t()", "mv": "m @ n[0]", "dot": "x @ y",
    "unfold": "m.unfold(1, 3, 1).sum(-1)", "pad": "torch.nn.functional.pad(m, (2, 2, 2, 2))", "isin": "torch.isin(x, y[:50])", "take": "m.take(i)",
    "addcmul": "torch.addcmul(x, x, y)", "addcdiv": "torch.addcdiv(x, x, y)", "lerp": "torch.lerp(x, y, 0.3)", "unique": "x.unique()",
    "rot90": "m.rot90()", "kron": "torch.kron(m[:20, :20], n[:20, :20])", "fft": "torch.fft.fft(m)", "interpolate": "torch.nn.functional.interpolate(m[None, None], scale_factor=2)",
    **{f"to {name}": f"x.to(torch.{name})" for name in DTYPES[:-1]},
}  # fmt: skip


def statements():
    """Title and statement of every call."""
    yield from ((name, f"torch.{name}(x)") for name in ONE)
    yield from ((name, f"torch.{name}(x, y)") for name in TWO)
    for name in SPREAD:
        yield from ((f"{name} {how}", f"torch.{name}({operands})") for how, operands in (
            ("number", "x, 2"), ("row", "m, n[0]"), ("column", "m, n[:, :1]"), ("transposed", "m.t(), n.t()"), ("mixed", "x.reshape(m.shape[::-1]).t(), n"),
        ))  # fmt: skip
    for name in REDUCTIONS:
        yield from ((f"{name}{how and ' '}{how}", f"torch.{name}({operands})") for how, operands in (("", "m"), ("0", "m, 0"), ("1", "m, 1"), ("transposed 1", "m.t(), 1")))
    yield from OTHERS.items()


def operands(torch, dtype, elements):
    """The namespace of the statements: numbers of both signs, but divisors and shifts of unsigned and integer types above zero."""
    torch.manual_seed(0)
    rows = max(math.isqrt(elements), 1)
    x, y = (torch.randn(rows * rows) for _ in range(2))
    kind = getattr(torch, dtype)
    if dtype.startswith(("int", "uint")):
        x, y = x.abs() * 20 if dtype == "uint8" else x * 100, y.abs() * 3 + 1
    x, y = (x > 0, y > 0) if dtype == "bool" else (torch.complex(x, y), torch.complex(y, x)) if dtype == "complex64" else (x.to(kind), y.to(kind))
    i, k = torch.randint(0, rows, (rows, rows)), torch.randint(0, rows, (rows // 2 + 1,))
    m, n = x.reshape(rows, rows), y.reshape(rows, rows)
    return {"torch": torch, "x": x, "y": y, "m": m, "n": n, "b": i > rows // 2, "i": i, "k": k}


def least(code, namespace, rounds):
    """Seconds of one call, the least of so many; None where the library refuses it."""
    try:
        eval(code, namespace)
    except (RuntimeError, TypeError, IndexError, ValueError, AttributeError):
        return None
    found = math.inf
    for _ in range(rounds):
        start = time.perf_counter()
        eval(code, namespace)
        found = min(found, time.perf_counter() - start)
    return found


def main():
    parser = argparse.ArgumentParser(prog="python -m bench.functions", description=__doc__.split("\n")[0])
    parser.add_argument("--elements", type=int, default=200_000)
    parser.add_argument("--dtypes", default=",".join(DTYPES))
    parser.add_argument("--names", default="", help="calls whose title has one of these words; all if none is given")
    parser.add_argument("--below", type=float, default=0.9, help="which ratios are listed (%(default)s)")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    import torch

    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    pyautograd.set_num_threads(1)
    wanted = [name for name in options.names.split(",") if name]
    calls = [(title, compile(text, title, "eval")) for title, text in statements() if not wanted or any(word in title.split() for word in wanted)]
    print("| dtype | calls | below 1 | geometric mean | below the bound |\n| :-- | --: | --: | --: | :-- |")
    for dtype in options.dtypes.split(","):
        ours, theirs = (operands(library, dtype, options.elements) for library in (pyautograd, torch))
        ratios = {}
        for title, code in calls:
            seconds = [least(code, namespace, options.rounds) for namespace in (ours, theirs)]
            if None not in seconds:
                ratios[title] = seconds[1] / seconds[0]
        mean = math.exp(sum(math.log(r) for r in ratios.values()) / max(len(ratios), 1))
        low = sorted((r, title) for title, r in ratios.items() if r < options.below)
        listed = ", ".join(f"{title} {r:.2f}" for r, title in low)
        print(f"| {dtype} | {len(ratios)} | {sum(r < 1 for r in ratios.values())} | {mean:.2f} | {listed} |", flush=True)


if __name__ == "__main__":
    main()
