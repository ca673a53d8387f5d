"""Functions with derivatives of their own that modules call."""
from ... import einsum, tensor
from ...autograd.function import Function


class CrossMapLRN2d(Function):
    """``input * (k + alpha / size * sum of squares over a window of channels) ** -beta``.

    The windows are those of the older Torch: in the forward pass the first channel stays in all later ones, and the derivative's windows are
    shifted for even sizes. Both are kept, as in PyTorch.
    """

    @staticmethod
    def forward(ctx, input, size, alpha=1e-4, beta=0.75, k=1):
        if input.dim() != 4:
            raise ValueError(f"CrossMapLRN2d: Expected input to be 4D, got {input.dim()}D instead.")
        channels = input.size(1)
        half = int((size - 1) / 2 + 1)
        windows = [set(range(min(half, channels)))]
        for c in range(1, channels):
            window = set(windows[-1])
            if c < channels - half + 1:
                window.add(c + half - 1)
            if c > half:
                window.discard(c - half)
            windows.append(window)
        scale = _summed(input * input, windows) * (alpha / size) + k
        output = scale.pow(-beta) * input
        ctx.options, ctx.scale = (size, alpha, beta), scale
        ctx.save_for_backward(input, output)
        return output

    @staticmethod
    def backward(ctx, grad_output):
        input, output = ctx.saved_tensors
        size, alpha, beta = ctx.options
        start = int(size - (size - 1) / 2)
        channels = input.size(1)
        windows = [set(range(max(c - start, 0), min(c - start + size, channels))) for c in range(channels)]
        shared = _summed(grad_output * output / ctx.scale, windows)
        return grad_output * ctx.scale.pow(-beta) - input * shared * (2 * alpha * beta / size), None, None, None, None


def _summed(values, windows):
    """Sums over the channels that each window lists."""
    chosen = [[1.0 if c in window else 0.0 for c in range(len(windows))] for window in windows]
    return einsum("oc,nchw->nohw", tensor(chosen, dtype=values.dtype), values)


class BackwardHookFunction(Function):
    """Returns its arguments, as outputs of one node on which a module's backward hooks stand."""

    @staticmethod
    def forward(ctx, *args):
        ctx.mark_non_differentiable(*[arg for arg in args if not arg.requires_grad])
        return args

    @staticmethod
    def backward(ctx, *args):
        return args
