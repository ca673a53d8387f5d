"""A million to ten million elements, where memory and arithmetic are what takes the time.

`bytes` counts what a case has to read and write at the least, each operation reading its operands once and writing its result once; a gradient reads
what the operation saved as well.
"""
from . import Case, Group

M = 1_000_000
F4, F8 = 4, 8

_ARITHMETIC = "y = (x * b + c) * x - b\ny.backward(g)\nx.grad = None"


def _vectors(n, dtype="float32"):
    return f"b, c, g = (torch.linspace(0.1, v, {n}, dtype=torch.{dtype}) for v in (0.5, 0.75, 1.0))\nx = torch.linspace(-1, 1, {n}, dtype=torch.{dtype}).requires_grad_()"


def _transcendental(dtype, width):
    # forward: four operations that read and write once, one that reads twice; backward: each reads two and writes one, and one sum of two gradients
    return Case(f"`exp(sin(x)) * tanh(log1p(x))` and its gradient, 10⁶ {dtype}", "y = torch.exp(torch.sin(x)) * torch.tanh(torch.log1p(x))\ny.backward(g)\nx.grad = None",
                f"x = torch.linspace(0.1, 3, {M}, dtype=torch.{dtype}).requires_grad_()\ng = torch.ones({M}, dtype=torch.{dtype})", bytes=32 * M * width, dtype=dtype)


def _matrix(needs=False, n=1000, m=1000, dtype="float32"):
    return f"torch.manual_seed(0)\nx = torch.randn({n}, {m}, dtype=torch.{dtype}){'.requires_grad_()' if needs else ''}"


_NUMPY = "np.random.default_rng(0).standard_normal((1000, 1000)).astype('float32')"


def _numpy(statement):
    return {"numpy": (f"x = {_NUMPY}", statement)}


GROUP = Group(
    "large", "Large", "10⁶ to 10⁷ elements, float32 where nothing else is said.", {
        "torch": "", "numpy": "import numpy as np",
        "jax": "import jax, jax.numpy as jnp", "jax_jit": "import jax, jax.numpy as jnp",
    }, mean=2, threads=True, cases=(
        Case("`a + b`, 10⁶", "b + c", _vectors(M), bytes=3 * M * F4, others={
            "numpy": (f"b, c = np.ones({M}, 'float32'), np.ones({M}, 'float32')", "b + c"),
            "jax": (f"b, c = jnp.ones({M}), jnp.ones({M})", "(b + c).block_until_ready()")}),
        Case("`a + b`, 10⁷", "b + c", _vectors(10 * M), bytes=30 * M * F4, others={
            "numpy": (f"b, c = np.ones({10 * M}, 'float32'), np.ones({10 * M}, 'float32')", "b + c"),
            "jax": (f"b, c = jnp.ones({10 * M}), jnp.ones({10 * M})", "(b + c).block_until_ready()")}),
        # forward: four operations of two operands; backward: three products and one sum, and a change of sign is not needed
        Case("chain of 4 and its gradient, 10⁶", _ARITHMETIC, _vectors(M), bytes=24 * M * F4),
        Case("chain of 4 and its gradient, 10⁷", _ARITHMETIC, _vectors(10 * M), bytes=240 * M * F4),
        _transcendental("float32", F4), _transcendental("float64", F8),
        *(Case(f"`{f}`, 10⁶ {dtype}", f"torch.{f}(x)", f"x = torch.linspace(0.1, 3, {M}, dtype=torch.{dtype})", bytes=2 * M * width, others={
            "numpy": (f"x = np.linspace(0.1, 3, {M}, dtype='{dtype}')", f"np.{f}(x)")}) if f != "sigmoid" else
          Case(f"`{f}`, 10⁶ {dtype}", f"torch.{f}(x)", f"x = torch.linspace(0.1, 3, {M}, dtype=torch.{dtype})", bytes=2 * M * width)
          for dtype, width in (("float32", F4), ("float64", F8)) for f in ("exp", "log", "sin", "tanh", "sqrt", "sigmoid")),
        Case("`softmax(-1)`, 1000 × 1000", "torch.softmax(x, -1)", _matrix(), bytes=2 * M * F4),
        Case("`softmax(0)`, 1000 × 1000", "torch.softmax(x, 0)", _matrix(), bytes=2 * M * F4),
        Case("`log_softmax(-1)` and its gradient", "torch.log_softmax(x, -1).backward(g)\nx.grad = None", _matrix(True) + "\ng = torch.ones(1000, 1000)",
             bytes=5 * M * F4),
        Case("row broadcast and its gradients", "(x + r).backward(g)\nx.grad = r.grad = None",
             _matrix(True) + "\nr, g = torch.ones(1000, requires_grad=True), torch.ones(1000, 1000)", bytes=5 * M * F4),
        Case("column broadcast and its gradients", "(x * r).backward(g)\nx.grad = r.grad = None",
             _matrix(True) + "\nr, g = torch.ones(1000, 1, requires_grad=True), torch.ones(1000, 1000)", bytes=6 * M * F4),
        Case("`sum()`, 10⁷", "x.sum()", f"x = torch.ones({10 * M})", bytes=10 * M * F4, others={"numpy": (f"x = np.ones({10 * M}, 'float32')", "x.sum()")}),
        *(Case(f"`{f}({d})`, 1000 × 1000", f"x.{f}({d})", _matrix(), bytes=M * F4, others=_numpy(f"x.{f if f != 'amax' else 'max'}({d})") if f != "max" else {})
          for f in ("sum", "mean", "max", "amax", "argmax", "var") for d in (0, 1)),
        Case("`max(1)` and its gradient", "x.max(1)[0].sum().backward()\nx.grad = None", _matrix(True), bytes=2 * M * F4),
        Case("`logsumexp(1)`", "torch.logsumexp(x, 1)", _matrix(), bytes=M * F4),
        *(Case(f"`cumsum({d})`, 1000 × 1000", f"x.cumsum({d})", _matrix(), bytes=2 * M * F4, others=_numpy(f"x.cumsum({d})")) for d in (0, 1)),
        Case("`sort()`, 10⁶", "x.sort()", f"torch.manual_seed(0)\nx = torch.randn({M})", bytes=M * (F4 + F4 + F8)),
        Case("`sort(1)`, 1000 × 1000", "x.sort(1)", _matrix(), bytes=M * (F4 + F4 + F8), others=_numpy("np.sort(x, 1)")),
        Case("`argsort()`, 10⁶ int64", "x.argsort()", f"torch.manual_seed(0)\nx = torch.randint(0, 1000000, ({M},))", bytes=2 * M * F8),
        Case("`topk(10)`, 1000 × 1000", "x.topk(10)", _matrix(), bytes=M * F4),
        Case("`topk(10)`, 10⁶", "x.topk(10)", f"torch.manual_seed(0)\nx = torch.randn({M})", bytes=M * F4),
        Case("`gather(1)`, 1000 × 1000", "x.gather(1, i)", _matrix() + "\ni = torch.randint(0, 1000, (1000, 1000))", bytes=M * (F4 + F8 + F4)),
        Case("`gather(0)` and its gradient", "x.gather(0, i).backward(g)\nx.grad = None",
             _matrix(True) + "\ni, g = torch.randint(0, 1000, (1000, 1000)), torch.ones(1000, 1000)", bytes=M * (F4 + F8 + F4 + F4 + F8 + F4 + F4)),
        Case("`x[i]`, 10⁶ of 10⁶", "x[i]", f"torch.manual_seed(0)\nx, i = torch.randn({M}), torch.randint(0, {M}, ({M},))", bytes=M * (F4 + F8 + F4), others={
            "numpy": (f"r = np.random.default_rng(0)\nx, i = r.standard_normal({M}).astype('float32'), r.integers(0, {M}, {M})", "x[i]")}),
        Case("`index_add`, 10⁶ into 1000", "x.index_add(0, i, s)",
             f"torch.manual_seed(0)\nx, i, s = torch.zeros(1000), torch.randint(0, 1000, ({M},)), torch.randn({M})", bytes=M * (F8 + F4)),
        Case("`index_add`, rows, 1000 × 1000", "x.index_add(0, i, s)", _matrix() + "\ni, s = torch.randperm(1000), torch.ones(1000, 1000)", bytes=3 * M * F4),
        Case("`index_select(0)`, rows", "x.index_select(0, i)", _matrix() + "\ni = torch.randint(0, 1000, (1000,))", bytes=2 * M * F4),
        Case("`x.t() + y`", "x.t() + y", _matrix() + "\ny = torch.ones(1000, 1000)", bytes=3 * M * F4, others={
            "numpy": (f"x, y = {_NUMPY}, np.ones((1000, 1000), 'float32')", "x.T + y")}),
        Case("`x.t().contiguous()`", "x.t().contiguous()", _matrix(), bytes=2 * M * F4, others=_numpy("np.ascontiguousarray(x.T)")),
        Case("`x[::2] * y[::2]`, 10⁶ of 2 · 10⁶", "x[::2] * y[::2]", f"x, y = torch.ones({2 * M}), torch.ones({2 * M})", bytes=5 * M * F4, others={
            "numpy": (f"x, y = np.ones({2 * M}, 'float32'), np.ones({2 * M}, 'float32')", "x[::2] * y[::2]")}),
        Case("`where`, 10⁶", "torch.where(x > 0, x, y)", f"torch.manual_seed(0)\nx, y = torch.randn({M}), torch.zeros({M})", bytes=M * (F4 + 1 + 1 + 3 * F4)),
        Case("`cat` of 2, 10⁶", "torch.cat((x, x))", f"x = torch.ones({M // 2})", bytes=2 * M * F4),
        Case("`clone()`, 10⁷", "x.clone()", f"x = torch.ones({10 * M})", bytes=20 * M * F4, others={"numpy": (f"x = np.ones({10 * M}, 'float32')", "x.copy()")}),
        Case("`x.add_(y)`, 10⁶", "x.add_(y)", f"x, y = torch.ones({M}), torch.zeros({M})", bytes=3 * M * F4, others={
            "numpy": (f"x, y = np.ones({M}, 'float32'), np.zeros({M}, 'float32')", "np.add(x, y, out=x)")}),
        Case("`to(float64)`, 10⁶", "x.to(torch.float64)", f"x = torch.ones({M})", bytes=M * (F4 + F8)),
        Case("`rand(10⁶)`", f"torch.rand({M})", bytes=M * F4),
        Case("`randn(10⁶)`", f"torch.randn({M})", bytes=M * F4),
    ),
)  # fmt: skip
