"""Matrix products, where the BLAS is what takes the time."""
from . import Case, Group


def _operands(n, dtype):
    return f"torch.manual_seed(0)\nx, y = torch.randn({n}, {n}, dtype=torch.{dtype}), torch.randn({n}, {n}, dtype=torch.{dtype})"


def _product(n, dtype):
    numpy = f"r = np.random.default_rng(0)\nx, y = (r.standard_normal(({n}, {n})).astype('{dtype}') for _ in 'xy')"
    return Case(f"`x @ y`, {n} {dtype}", "x @ y", _operands(n, dtype), flops=2 * n**3, dtype=dtype, others={"numpy": (numpy, "x @ y")})


GROUP = Group(
    "products", "Matrix products", "float32 where nothing else is said.", {"torch": "", "numpy": "import numpy as np"}, threads=True, cases=(
        *(_product(n, dtype) for dtype in ("float32", "float64") for n in (512, 1024, 2048)),
        *(Case(f"`{run}`, 512", run, _operands(512, "float32"), flops=2 * 512**3) for run in ("x.t() @ y", "x @ y.t()", "x.t() @ y.t()")),
        Case("`x @ y` and its gradients, 512", "(x @ y).backward(g)\nx.grad = y.grad = None",
             _operands(512, "float32") + "\ng = torch.ones(512, 512)\nx.requires_grad_(), y.requires_grad_()", flops=6 * 512**3),
        Case("`bmm`, 64 of 128", "torch.bmm(x, y)", "torch.manual_seed(0)\nx, y = torch.randn(64, 128, 128), torch.randn(64, 128, 128)", flops=2 * 64 * 128**3),
        Case("`bmm` and its gradients, 64 of 128", "torch.bmm(x, y).backward(g)\nx.grad = y.grad = None", """
torch.manual_seed(0)
x, y = torch.randn(64, 128, 128, requires_grad=True), torch.randn(64, 128, 128, requires_grad=True)
g = torch.ones(64, 128, 128)""", flops=6 * 64 * 128**3),
        Case("`x @ y`, (8, 128, 256) @ (256, 256)", "x @ y", "torch.manual_seed(0)\nx, y = torch.randn(8, 128, 256), torch.randn(256, 256)",
             flops=2 * 8 * 128 * 256**2),
        Case("`einsum('bij,bjk->bik')`, 32 of 128", "torch.einsum('bij,bjk->bik', x, y)",
             "torch.manual_seed(0)\nx, y = torch.randn(32, 128, 128), torch.randn(32, 128, 128)", flops=2 * 32 * 128**3),
        Case("`einsum('bhqd,bhkd->bhqk')`, 8 × 8 of 128 × 64", "torch.einsum('bhqd,bhkd->bhqk', x, y)",
             "torch.manual_seed(0)\nx, y = torch.randn(8, 8, 128, 64), torch.randn(8, 8, 128, 64)", flops=2 * 64 * 128 * 128 * 64),
        Case("`linear` with bias, 512", "torch.nn.functional.linear(x, y, b)", _operands(512, "float32") + "\nb = torch.ones(512)", flops=2 * 512**3),
        Case("`linear` with bias and its gradients, 512", "torch.nn.functional.linear(x, y, b).backward(g)\nx.grad = y.grad = b.grad = None",
             _operands(512, "float32") + "\nb, g = torch.ones(512, requires_grad=True), torch.ones(512, 512)\nx.requires_grad_(), y.requires_grad_()", flops=6 * 512**3),
        Case("`x @ v`, 2048", "x @ v", _operands(2048, "float32") + "\nv = torch.ones(2048)", bytes=4 * 2048**2),
    ),
)  # fmt: skip
