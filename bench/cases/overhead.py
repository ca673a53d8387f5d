"""Cost per operation at about 10 float32 elements, where the library and not the arithmetic is what takes the time.

``A`` and ``B`` need gradients, ``a`` and ``b`` do not; results are dropped at once, so that freeing the graph is part of the cost.
"""
from . import Case, Group

ELEMENTS = 10
CHAIN = 50

SETUPS = {
    "torch": f"""
a, b, g = torch.full(({ELEMENTS},), 0.5), torch.full(({ELEMENTS},), 0.75), torch.ones({ELEMENTS})
A, B = a.clone().requires_grad_(), b.clone().requires_grad_()
m, column, row = torch.ones(5, 2), torch.ones(5, 1), torch.ones(2)
square = torch.ones(8, 8)
""",
    "numpy": f"""
import numpy as np
a, b = np.full({ELEMENTS}, 0.5, np.float32), np.full({ELEMENTS}, 0.75, np.float32)
m, column, row = np.ones((5, 2), np.float32), np.ones((5, 1), np.float32), np.ones(2, np.float32)
square = np.ones((8, 8), np.float32)
""",
    # Boxes as a differentiated function receives them, so that an operation can be timed without the call around it.
    "autograd": f"""
import autograd.numpy as np
from autograd import grad
from autograd.core import VJPNode, make_vjp
from autograd.tracer import new_box
a, b, g = (np.full({ELEMENTS}, v, dtype=np.float32) for v in (0.5, 0.75, 1))
A = new_box(a, 0, VJPNode.new_root())
def chain(x):
    for _ in range({CHAIN // 2}):
        x = x * b
        x = x + b
    return x
total_gradient = grad(lambda a, b: np.sum(a + b), (0, 1))
""",
    # Memory guarding protects arrays from being written to while a graph needs them; its documentation says to turn it off for speed.
    "mygrad": f"""
import mygrad, numpy as np
mygrad.turn_memory_guarding_off()
A, B = (mygrad.tensor(np.full({ELEMENTS}, v, dtype=np.float32)) for v in (0.5, 0.75))
a, b = (mygrad.tensor(t.data, constant=True) for t in (A, B))
g = np.ones({ELEMENTS}, dtype=np.float32)
""",
    # Scalars only, as many.
    "micrograd": f"""
from micrograd.engine import Value
A, B = [Value(0.5) for _ in range({ELEMENTS})], [Value(0.75) for _ in range({ELEMENTS})]
def chain():
    total = 0
    for x, y in zip(A, B):
        for _ in range({CHAIN // 2}):
            x = x * y
            x = x + y
        total = total + x
    return total
""",
    "jax": f"""
import jax, jax.numpy as jnp
a, b, g = (jnp.full({ELEMENTS}, v, dtype=jnp.float32) for v in (0.5, 0.75, 1))
def chain(x):
    for _ in range({CHAIN // 2}):
        x = x * b
        x = x + b
    return x
total_gradient = jax.grad(lambda a, b: (a + b).sum(), (0, 1))
""",
    "jax_jit": f"""
import jax, jax.numpy as jnp
a, b, g = (jnp.full({ELEMENTS}, v, dtype=jnp.float32) for v in (0.5, 0.75, 1))
add = jax.jit(lambda a, b: a + b)
def _chain(x):
    for _ in range({CHAIN // 2}):
        x = x * b
        x = x + b
    return x
chain_gradient = jax.jit(lambda a, g: jax.vjp(_chain, a)[1](g))
total_gradient = jax.jit(jax.grad(lambda a, b: (a + b).sum(), (0, 1)))
""",
}

_CHAIN = f"""
x = A
for _ in range({CHAIN // 2}):
    x = x * b
    x = x + b
x.backward(g)
A.grad = None
"""

_NETWORK = """
h = torch.tanh(x @ w1 + b1)
loss = ((h @ w2 + b2 - y) ** 2).mean()
loss.backward()
with torch.no_grad():
    for p in (w1, b1, w2, b2):
        p -= 0.01 * p.grad
        p.grad = None
"""

_RNN = """
h = h0
for x in inputs:
    h = torch.tanh(x @ wx + h @ wh + bias)
h.sum().backward()
wx.grad = wh.grad = bias.grad = None
"""

_FUNCTION = """
class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x * x

    @staticmethod
    def backward(ctx, grad):
        x, = ctx.saved_tensors
        return 3 * grad * x * x
"""

GROUP = Group(
    "overhead", "Overhead", f"About {ELEMENTS} float32 elements.", SETUPS, mean=10, cases=(
        Case("`a + b`", "a + b", target=10, others=dict.fromkeys(("numpy", "autograd", "mygrad", "jax"), "a + b") | {"jax_jit": "add(a, b)"}),
        Case("`a * b`", "a * b", target=10, others=dict.fromkeys(("numpy", "autograd", "mygrad", "jax"), "a * b")),
        Case("`a + b`, recorded", "A + b", target=10, others={
            "autograd": "A + b", "mygrad": "A + b", "micrograd": "[x + y for x, y in zip(A, B)]"}),
        Case("`a * b`, recorded", "A * b", target=10, others={
            "autograd": "A * b", "mygrad": "A * b", "micrograd": "[x * y for x, y in zip(A, B)]"}),
        Case("`x * 2.0 + 1.0`", "a * 2.0 + 1.0", target=12, others=dict.fromkeys(("numpy", "autograd", "mygrad", "jax"), "a * 2.0 + 1.0")),
        Case("`x * 2.0 + 1.0`, recorded", "A * 2.0 + 1.0", target=12, others=dict.fromkeys(("autograd", "mygrad"), "A * 2.0 + 1.0")),
        Case("broadcast `(5, 1) + (2,)`", "column + row", target=8, others={"numpy": "column + row"}),
        Case("`x[i]`", "a[3]", target=6, others=dict.fromkeys(("numpy", "autograd", "mygrad", "jax"), "a[3]")),
        Case("`x[i, j]`", "m[3, 1]", target=6, others={"numpy": "m[3, 1]"}),
        Case("`x[2:5]`", "a[2:5]", target=6, others=dict.fromkeys(("numpy", "autograd", "mygrad", "jax"), "a[2:5]")),
        Case("`x[i] = v`", "a[3] = 0.25", target=6, others={"numpy": "a[3] = 0.25"}),
        Case("iteration over 5 rows", "for r in m: pass", target=6, others={"numpy": "for r in m: pass"}),
        Case("`x.t().reshape(10)`", "m.t().reshape(10)", target=6, others={"numpy": "m.T.reshape(10)"}),
        Case("`x.sum()`", "a.sum()", target=8, others=dict.fromkeys(("numpy", "mygrad", "jax"), "a.sum()")),
        Case("`x.mm(y)`, 8 × 8", "square.mm(square)", target=8, others={"numpy": "square @ square"}),
        Case("`(a + b).sum().backward()`", "(A + B).sum().backward()\nA.grad = B.grad = None", target=15, others={
            "autograd": "total_gradient(a, b)", "jax": "total_gradient(a, b)", "jax_jit": "total_gradient(a, b)",
            "mygrad": "(A + B).sum().backward()\nA.null_grad(); B.null_grad()",
            "micrograd": "sum(x + y for x, y in zip(A, B)).backward()"}),
        Case(f"{CHAIN} operations, forward and backward", _CHAIN, target=12, others={
            "autograd": "vjp, _ = make_vjp(chain, a)\nvjp(g)", "mygrad": _CHAIN.replace("A.grad = None", "A.null_grad()"),
            "micrograd": "chain().backward()", "jax": "jax.vjp(chain, a)[1](g)", "jax_jit": "chain_gradient(a, g)"}),
        Case("gradient of Rosenbrock's function, 0-d", "torch.autograd.grad((1 - u) ** 2 + 100 * (v - u ** 2) ** 2, (u, v))",
             "u, v = torch.tensor(0.5, requires_grad=True), torch.tensor(1.5, requires_grad=True)", target=12),
        Case("double backward of `x**3 * tanh(x)`", """
y = (A ** 3 * torch.tanh(A)).sum()
d, = torch.autograd.grad(y, A, create_graph=True)
torch.autograd.grad(d.sum(), A)""", target=8),
        Case("a 4-16-3 network's step by hand", _NETWORK, """
x, y = torch.ones(1, 4), torch.ones(1, 3)
w1, b1, w2, b2 = (torch.full(s, 0.1, requires_grad=True) for s in ((4, 16), (16,), (16, 3), (3,)))""", target=8),
        Case("30 steps of a tanh RNN of 16", _RNN, """
inputs, h0 = [torch.full((1, 4), 0.1) for _ in range(30)], torch.zeros(1, 16)
wx, wh, bias = (torch.full(s, 0.05, requires_grad=True) for s in ((4, 16), (16, 16), (16,)))""", target=8),
        Case("`Function.apply`, forward and backward", "Cube.apply(A).sum().backward()\nA.grad = None", _FUNCTION, target=5),
        Case("`tensor([0.5] * 10)`", "torch.tensor(values)", "values = [0.5] * 10", target=4, others={
            "numpy": ("values = [0.5] * 10", "np.array(values, np.float32)")}),
        Case("`tensor(0.5)`", "torch.tensor(0.5)", target=4, others={"numpy": "np.array(0.5, np.float32)"}),
        Case("`zeros(10)`", "torch.zeros(10)", target=4, others={"numpy": "np.zeros(10, np.float32)"}),
    ),
)  # fmt: skip
