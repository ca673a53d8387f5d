"""From 1,000 to 100,000 elements: data that stays in the cache, where overhead and arithmetic both count."""
from . import Case, Group

_SIZES = (1_000, 10_000, 100_000)
_CHAIN = "y = ((x * b + c) * x - b).tanh() * c\ny.backward(g)\nx.grad = None"
_AUTOGRAD_CHAIN = "jax.vjp(lambda x: jnp.tanh((x * b + c) * x - b) * c, x)[1](g)"


def _vectors(n):
    return f"b, c, g = (torch.linspace(0.1, v, {n}) for v in (0.5, 0.75, 1.0))\nx = torch.linspace(-1, 1, {n}).requires_grad_()"


def _arrays(n, module):
    return f"b, c, g = ({module}.linspace(0.1, v, {n}, dtype='float32') for v in (0.5, 0.75, 1.0))\nx = {module}.linspace(-1, 1, {n}, dtype='float32')"


def _chain(n):
    return Case(f"chain of 6 and its gradient, {n:,}", _CHAIN, _vectors(n), others={
        "autograd": (_arrays(n, "np"), "make_vjp(lambda x: np.tanh((x * b + c) * x - b) * c, x)[0](g)"),
        "jax": (_arrays(n, "jnp"), _AUTOGRAD_CHAIN),
        "jax_jit": (_arrays(n, "jnp") + "\nf = jax.jit(lambda x, g: jax.vjp(lambda x: jnp.tanh((x * b + c) * x - b) * c, x)[1](g))", "f(x, g)[0].block_until_ready()"),
        "mygrad": ("b, c, g = (mygrad.tensor(np.linspace(0.1, v, N, dtype='float32'), constant=True) for v in (0.5, 0.75, 1.0))\n"
                   "x = mygrad.tensor(np.linspace(-1, 1, N, dtype='float32'))".replace("N", str(n)),
                   "y = mygrad.tanh((x * b + c) * x - b) * c\ny.backward(g.data)\nx.null_grad()"),
    })  # fmt: skip


def _arithmetic(n):
    return Case(f"`a * b + c`, {n:,}", "x * b + c", _vectors(n).replace(".requires_grad_()", ""), others={"numpy": (_arrays(n, "np"), "x * b + c")})


_LAYER_NORM = """
mean = x.mean(-1, keepdim=True)
centred = x - mean
y = centred / torch.sqrt((centred * centred).mean(-1, keepdim=True) + 1e-5) * w + b
y.sum().backward()
x.grad = w.grad = b.grad = None
"""
_NETWORK = """
h = torch.relu(x @ w1 + b1)
loss = torch.nn.functional.cross_entropy(h @ w2 + b2, y)
loss.backward()
with torch.no_grad():
    for p in (w1, b1, w2, b2):
        p -= 0.01 * p.grad
        p.grad = None
"""
_ATTENTION = """
y = torch.softmax(q @ k.transpose(-2, -1) * 0.25, -1) @ v
y.sum().backward()
q.grad = k.grad = v.grad = None
"""

GROUP = Group(
    "in_cache", "In cache", "1,000 to 100,000 float32 elements.", {
        "torch": "", "numpy": "import numpy as np", "autograd": "import autograd.numpy as np\nfrom autograd.core import make_vjp",
        "jax": "import jax, jax.numpy as jnp", "jax_jit": "import jax, jax.numpy as jnp",
        "mygrad": "import mygrad, numpy as np\nmygrad.turn_memory_guarding_off()",
    }, mean=2, cases=(
        *(_arithmetic(n) for n in _SIZES), *(_chain(n) for n in _SIZES),
        Case("64-128-10 network, batch 32, step by hand", _NETWORK, """
torch.manual_seed(0)
x, y = torch.randn(32, 64), torch.arange(32) % 10
w1, b1, w2, b2 = ((torch.randn(s) * 0.1).requires_grad_() for s in ((64, 128), (128,), (128, 10), (10,)))"""),
        Case("layer norm by hand, (64, 128)", _LAYER_NORM, """
x, w, b = torch.linspace(-1, 1, 8192).reshape(64, 128).requires_grad_(), torch.ones(128, requires_grad=True), torch.zeros(128, requires_grad=True)"""),
        Case("attention, 4 heads of 32 × 16", _ATTENTION, """
torch.manual_seed(0)
q, k, v = (torch.randn(4, 32, 16, requires_grad=True) for _ in range(3))"""),
        Case("`x[index]` and its gradient, 1,000 of (100, 100)", "x[rows, columns].sum().backward()\nx.grad = None", """
x, rows, columns = torch.ones(100, 100, requires_grad=True), torch.arange(1000) % 100, torch.arange(1000) * 7 % 100"""),
        Case("`x[mask]`, 10,000", "x[mask]", "x = torch.linspace(-1, 1, 10_000)\nmask = x > 0", others={
            "numpy": ("x = np.linspace(-1, 1, 10_000, dtype='float32')\nmask = x > 0", "x[mask]")}),
        Case("`cat` of 10 and its gradient, 10,000", "torch.cat(parts).backward(g)\nfor p in parts: p.grad = None", """
parts, g = [torch.ones(1000, requires_grad=True) for _ in range(10)], torch.ones(10_000)"""),
        Case("`stack` of 10 and its gradient, 10,000", "torch.stack(parts).backward(g)\nfor p in parts: p.grad = None", """
parts, g = [torch.ones(1000, requires_grad=True) for _ in range(10)], torch.ones(10, 1000)"""),
        Case("`where` and its gradient, 10,000", "torch.where(mask, x, y).backward(g)\nx.grad = y.grad = None", """
x, y, g = (torch.linspace(-1, 1, 10_000).requires_grad_(needs) for needs in (True, True, False))
mask = g > 0"""),
        Case("`sum(0)` of (100, 100)", "x.sum(0)", "x = torch.ones(100, 100)", others={"numpy": ("x = np.ones((100, 100), 'float32')", "x.sum(0)")}),
        Case("`log_softmax` and its gradient, (100, 100)", "torch.log_softmax(x, -1).backward(g)\nx.grad = None", """
x, g = torch.linspace(-1, 1, 10_000).reshape(100, 100).requires_grad_(), torch.ones(100, 100)"""),
    ),
)  # fmt: skip
