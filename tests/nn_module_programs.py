"""The modules that the programs of `test_nn_module.py` and its relatives are about: what runs before each of them."""
PRELUDE = """
import copy, pickle
from collections import OrderedDict

class M(nn.Module):
    def __init__(self):
        super().__init__()
        self.l = nn.Linear(2, 3)
        self.s = nn.Sequential(nn.Linear(3, 3), nn.ReLU())
        self.p = nn.Parameter(torch.ones(2))
        self.register_buffer("b", torch.zeros(2))
        self.register_buffer("np", torch.zeros(2), persistent=False)

    def forward(self, x, k=None):
        return self.s(self.l(x))

class Base:
    def __init__(self, a=1):
        self.a = a

class Both(nn.Module, Base):
    call_super_init = True

class Half(nn.Module, Base):
    pass

class Empty(nn.Module):
    pass

class NoInit(nn.Module):
    def __init__(self):
        pass

class Extra(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.ReLU()
    def extra_repr(self):
        return "x\\ny"

class State(nn.Module):
    def __init__(self):
        super().__init__()
        self.v = 1
    def get_extra_state(self):
        return {"v": self.v}
    def set_extra_state(self, state):
        self.v = state["v"]

class OnlyGets(nn.Module):
    def get_extra_state(self):
        return 3

class Doubles(nn.Module):
    def forward(self, x):
        return {"a": x * 2}

class Twice(nn.Module):
    def forward(self, x):
        return (x * 2).exp()

class Pair(nn.Module):
    def forward(self, x):
        return x * 2, x * 3

class OfList(nn.Module):
    def forward(self, x):
        return x[0] * 2

def ones_linear():
    m = nn.Linear(2, 2)
    with torch.no_grad():
        m.weight.fill_(1)
        m.bias.fill_(0)
    return m

def names(pairs):
    return [n for n, _ in pairs]
"""
