"""The decorators of ``torch.amp`` for custom Functions, which note on ctx what autocast was."""
import pytest

import pyautograd as torch


class Product(torch.autograd.Function):
    @staticmethod
    @torch.amp.custom_fwd(device_type="cpu", cast_inputs=torch.float32)
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return a @ b

    @staticmethod
    @torch.amp.custom_bwd(device_type="cpu")
    def backward(ctx, g):
        a, b = ctx.saved_tensors
        return g @ b.t(), a.t() @ g


def test_values_and_gradients():
    a, b = torch.ones(2, 3, requires_grad=True), torch.ones(3, 2, requires_grad=True)
    y = Product.apply(a, b)
    assert y.grad_fn._dtype is torch.bfloat16 and y.grad_fn._fwd_used_autocast is False
    y.sum().backward()
    assert a.grad.tolist() == [[2.0] * 3] * 2 and b.grad.tolist() == [[2.0] * 2] * 3


@pytest.mark.parametrize("decorator", [torch.amp.custom_fwd, torch.amp.custom_bwd])
def test_the_device_type_is_asked_for(decorator):
    with pytest.raises(TypeError, match="missing 1 required keyword-only argument: 'device_type'"):
        decorator(lambda ctx: None)
    with pytest.raises(ValueError, match="Expected `device_type` of type `str`, got: `<class 'int'>`"):
        decorator(lambda ctx: None, device_type=0)


def test_names_of_before():
    for name in ("custom_fwd", "custom_bwd"):
        with pytest.warns(FutureWarning, match=rf"`torch.cuda.amp.{name}\(args...\)` is deprecated. Please use `torch.amp.{name}"):
            assert getattr(torch.cuda.amp, name)(lambda ctx, x: x)
