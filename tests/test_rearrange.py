"""``func.rearrange`` and ``dim_order``, held against PyTorch (golden/rearrange.json).

``python tests/test_rearrange.py`` records the golden file again; it needs torch.
"""
import pytest
from recorded import RECORDING, torch
from snippets import Programs

recorder = Programs("rearrange", torch, """
rearrange = torch.func.rearrange
x = torch.arange(24.0).reshape(4, 3, 2)

def made(pattern, tensor=x, **lengths):
    try:
        y = rearrange(tensor, pattern, **lengths)
        return y.shape, y.stride() if y.numel() else None, y.flatten().tolist()
    except Exception as error:
        return f"{type(error).__name__}: {error}"
""")
recorder.programs("""
### patterns
made("b h w -> b (h w)")
made("(b c) h w -> c b h w", b=2)
made("b h w -> b h w 1")
made("b h w -> () b h w ()")
made("b ... -> ... b")
made("... -> (...)")
made(" b  h w->w  b h ")
made("(b) h w -> b (h) w")
made("b h w -> b(h w)")
made("for h w -> h w for")
made("axis h w -> h w axis")
made("n a c -> c (n a)", [torch.ones(4, 3), torch.zeros(4, 3)])
made("(a b) c -> a b c", torch.ones(0, 3), a=2)
made("->", torch.tensor(3.0))
torch.vmap(lambda x: rearrange(x, "a b -> b a"))(torch.ones(2, 3, 4)).shape
### refused patterns
[made(p) for p in ("b h w", "b (h (x) w -> b", "b h) w -> b", "b (h w -> b h w", "b. h w -> b h w", "b ... ... -> b", "b .... -> b")]
[made(p) for p in ("_b h w -> h w _b", "2 h w -> h w 2", "0 h w -> h w", "b h w -> h b", "b h@ w -> b h w", "1b h w -> h w 1b", "b b w -> b w")]
[made(p) for p in ("b (...) -> b ...", "b h -> h b", "b h -> b h w", "b h w -> b ...", "b c h w ... -> b c h w ...")]
### refused lengths
made("(a b) c -> a b c", torch.ones(4, 3), a=3)
made("(a b) c -> a b c", torch.ones(4, 3))
made("(a b) c -> a b c", torch.ones(4, 3), a=2, b=3)
made("a c -> c a", torch.ones(4, 3), a=3)
made("a c -> c a", torch.ones(4, 3), d=3)
made("a c -> c a", torch.ones(4, 3), a=4.0)
made("n a c -> c (n a)", [torch.ones(4, 3), torch.zeros(4, 2)])
made("n a c -> c (n a)", 3)
### the order of dimensions in memory
[x.dim_order() for x in (torch.ones(1, 3).expand(4, 3), torch.ones(2, 1).expand(2, 3), torch.ones(1, 2, 1), torch.ones(2, 3).t(), torch.ones(()))]
[x.dim_order() for x in (torch.ones(3, 1, 2).transpose(0, 1), torch.ones(2, 1, 1, 3).permute(0, 3, 1, 2), torch.ones(2, 3, 4, 5).permute(3, 1, 0, 2))]
[x.dim_order() for x in (torch.ones(2, 3, 4, 5)[:, :1].expand(2, 3, 4, 5).permute(1, 3, 2, 0), torch.ones(1, 1, 1).expand(3, 2, 1))]
torch.ones(1, 2).dim_order(ambiguity_check=True)
torch.ones(2, 3).dim_order(ambiguity_check=True)
torch.ones(1, 2, 3, 4).dim_order(ambiguity_check=[torch.contiguous_format, torch.channels_last])
torch.ones(1, 2, 3, 4).dim_order(ambiguity_check=[3])
torch.ones(1, 2, 3, 4).dim_order(ambiguity_check="yes")
""")


@pytest.mark.parametrize("name", sorted(recorder.cases))
def test_as_pytorch(name):
    assert recorder.differences(name) == ""


if RECORDING:
    recorder.record()
