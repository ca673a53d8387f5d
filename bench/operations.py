"""Cost per operation at 10 float32 elements, where the library and not the arithmetic is what takes the time.

A case is a statement per dialect, run by `timeit` with the garbage collector on, as in a user's program. ``A`` and ``B`` need
gradients, ``a`` and ``b`` do not; results are dropped at once, so that freeing the graph is part of the cost.
"""

ELEMENTS = 10
CHAIN = 50
CHAIN_CASE = f"{CHAIN} operations, forward and backward"

SETUP = {
    "torch": f"""
import {{module}} as torch
if hasattr(torch, "set_num_threads"):
    torch.set_num_threads(1)
a, b, g = torch.full(({ELEMENTS},), 0.5), torch.full(({ELEMENTS},), 0.75), torch.ones({ELEMENTS})
A, B = a.clone().requires_grad_(), b.clone().requires_grad_()
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
    # Scalars only: {ELEMENTS} of them.
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
}

_CHAIN_OF_TENSORS = f"""
x = A
for _ in range({CHAIN // 2}):
    x = x * b
    x = x + b
x.backward(g)
A.grad = None
"""

CASES = {
    "`a + b`": {
        "torch": "a + b",
        "autograd": "a + b",
        "mygrad": "a + b",
    },
    "`a + b`, recorded": {
        "torch": "A + b",
        "autograd": "A + b",
        "mygrad": "A + b",
        "micrograd": "[x + y for x, y in zip(A, B)]",
    },
    CHAIN_CASE: {
        "torch": _CHAIN_OF_TENSORS,
        "autograd": "vjp, _ = make_vjp(chain, a)\nvjp(g)",
        "mygrad": _CHAIN_OF_TENSORS.replace("A.grad = None", "A.null_grad()"),
        "micrograd": "chain().backward()",
    },
    "`(a + b).sum().backward()`": {
        "torch": "(A + B).sum().backward()\nA.grad = B.grad = None",
        "autograd": "total_gradient(a, b)",
        "mygrad": "(A + B).sum().backward()\nA.null_grad(); B.null_grad()",
        "micrograd": "sum(x + y for x, y in zip(A, B)).backward()",
    },
}
