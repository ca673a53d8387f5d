"""Steps of whole networks and of optimizers, as programs take them."""
from . import Case, Group

_STEP = "optimizer.zero_grad()\nloss = lossf(model(x), y)\nloss.backward()\noptimizer.step()"

_BLOCK = """
class Block(torch.nn.Module):
    def __init__(self, width=128, heads=4):
        super().__init__()
        self.first, self.second = torch.nn.LayerNorm(width), torch.nn.LayerNorm(width)
        self.qkv, self.out, self.heads = torch.nn.Linear(width, 3 * width), torch.nn.Linear(width, width), heads
        self.up, self.down = torch.nn.Linear(width, 4 * width), torch.nn.Linear(4 * width, width)

    def forward(self, x):
        batch, length, width = x.shape
        q, k, v = (p.view(batch, length, self.heads, -1).transpose(1, 2) for p in self.qkv(self.first(x)).split(width, -1))
        mixed = torch.nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.out(mixed.transpose(1, 2).reshape(batch, length, width))
        return x + self.down(torch.nn.functional.gelu(self.up(self.second(x))))

torch.manual_seed(0)
model = Block()
x, y = torch.randn(8, 64, 128), torch.randn(8, 64, 128)
lossf, optimizer = torch.nn.functional.mse_loss, torch.optim.AdamW(model.parameters())
"""

_CONVOLUTION = "torch.manual_seed(0)\nx, w, b = torch.randn(16, 16, 32, 32), torch.randn(16, 16, 3, 3), torch.randn(16)"

GROUP = Group(
    "networks", "Networks and optimizers", "float32, PyTorch's default options.", {"torch": ""}, threads=True, cases=(
        Case("step of 8-32-1, batch 16, Adam", _STEP, """
torch.manual_seed(0)
model = torch.nn.Sequential(torch.nn.Linear(8, 32), torch.nn.Tanh(), torch.nn.Linear(32, 1))
x, y = torch.randn(16, 8), torch.randn(16, 1)
lossf, optimizer = torch.nn.functional.mse_loss, torch.optim.Adam(model.parameters())""", target=8),
        Case("step of 784-512-512-10, batch 64, Adam", _STEP, """
torch.manual_seed(0)
model = torch.nn.Sequential(torch.nn.Linear(784, 512), torch.nn.ReLU(), torch.nn.Linear(512, 512), torch.nn.ReLU(), torch.nn.Linear(512, 10))
x, y = torch.randn(64, 784), torch.arange(64) % 10
lossf, optimizer = torch.nn.functional.cross_entropy, torch.optim.Adam(model.parameters())""",
             flops=2 * 64 * (784 * 512 * 2 + 512 * 512 * 3 + 512 * 10 * 3)),
        Case("step of a transformer block of width 128, 8 × 64", _STEP, _BLOCK, flops=3 * 2 * 8 * 64 * (12 * 128 * 128 + 2 * 64 * 128)),
        Case("`conv2d` 3 × 3 of (16, 16, 32, 32)", "torch.nn.functional.conv2d(x, w, b, padding=1)", _CONVOLUTION, target=0.7, flops=2 * 16 * 32 * 32 * 16 * 16 * 9),
        Case("`conv2d` and its gradients", "torch.nn.functional.conv2d(x, w, b, padding=1).backward(g)\nx.grad = w.grad = b.grad = None",
             _CONVOLUTION + "\nfor p in (x, w, b): p.requires_grad_()\ng = torch.randn(16, 16, 32, 32)", target=0.7, flops=6 * 16 * 32 * 32 * 16 * 16 * 9),
        Case("`max_pool2d` 2 × 2 and its gradient, (16, 16, 32, 32)", "torch.nn.functional.max_pool2d(x, 2).sum().backward()\nx.grad = None",
             "torch.manual_seed(0)\nx = torch.randn(16, 16, 32, 32).requires_grad_()"),
        Case("`batch_norm` and its gradients, (16, 16, 32, 32)", "torch.nn.functional.batch_norm(x, m, v, w, b, True).backward(g)\nx.grad = w.grad = b.grad = None", """
torch.manual_seed(0)
x, g, m, v = torch.randn(16, 16, 32, 32).requires_grad_(), torch.randn(16, 16, 32, 32), torch.zeros(16), torch.ones(16)
w, b = torch.ones(16, requires_grad=True), torch.zeros(16, requires_grad=True)"""),
        Case("`layer_norm` and its gradients, (512, 128)", "torch.nn.functional.layer_norm(x, (128,), w, b).backward(g)\nx.grad = w.grad = b.grad = None", """
torch.manual_seed(0)
x, g = torch.randn(512, 128).requires_grad_(), torch.randn(512, 128)
w, b = torch.ones(128, requires_grad=True), torch.zeros(128, requires_grad=True)"""),
        Case("`gelu` and its gradient, (512, 512)", "torch.nn.functional.gelu(x).backward(g)\nx.grad = None",
             "torch.manual_seed(0)\nx, g = torch.randn(512, 512).requires_grad_(), torch.randn(512, 512)"),
        Case("`dropout`, 10⁶", "torch.nn.functional.dropout(x)", "x = torch.ones(1_000_000)"),
        Case("`embedding` and its gradient, 1,000 of (1000, 64)", "torch.nn.functional.embedding(i, w).sum().backward()\nw.grad = None",
             "torch.manual_seed(0)\nw, i = torch.randn(1000, 64).requires_grad_(), torch.randint(0, 1000, (1000,))"),
        Case("LSTM of 64, 20 steps of batch 16", "out, _ = model(x)\nout.sum().backward()\nmodel.zero_grad()", """
torch.manual_seed(0)
model, x = torch.nn.LSTM(32, 64), torch.randn(20, 16, 32)"""),
        *(Case(f"`{name}` over 100 parameters of 100", "optimizer.step()", f"""
parameters = [torch.ones(100, requires_grad=True) for _ in range(100)]
for p in parameters: p.grad = torch.ones(100)
optimizer = torch.optim.{call}""", target=10)
          for name, call in (("SGD", "SGD(parameters, lr=1e-3, momentum=0.9)"), ("Adam", "Adam(parameters)"), ("AdamW", "AdamW(parameters)"))),
    ),
)  # fmt: skip
