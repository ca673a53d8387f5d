"""What custom Functions, gradcheck and anomaly mode keep alive: nothing that the garbage collector cannot free, and no more after many steps."""
import gc
import warnings
import weakref
from concurrent.futures import ThreadPoolExecutor

import pytest
from memory import growth

import pyautograd as torch

Function = torch.autograd.Function


class Cube(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        ctx.note = ["some", "attribute"]
        return x**3

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * 3 * x**2


class Exp(Function):
    """Saves its own output."""

    @staticmethod
    def forward(x):
        return x.exp()

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(output)
        ctx.save_for_forward(output)

    @staticmethod
    def backward(ctx, g):
        return g * ctx.saved_tensors[0]

    @staticmethod
    def jvp(ctx, t):
        return t * ctx.saved_tensors[0]


class Doubled(Function):
    @staticmethod
    def forward(ctx, x):
        x.mul_(2)
        ctx.mark_dirty(x)
        return x

    @staticmethod
    def backward(ctx, g):
        return g * 2


class Parts(Function):
    @staticmethod
    def forward(ctx, x, scale):
        ctx.mark_non_differentiable(whole := x.round())
        return x * scale, whole, "label", x

    @staticmethod
    def backward(ctx, a, b, c, d):
        return a * 2 + d, None


def leaf():
    return torch.ones(3, requires_grad=True)


def train():
    x = leaf()
    (Exp.apply(Cube.apply(x)).sum() + Parts.apply(Doubled.apply(x * 1), 2)[0].sum()).backward()


def differentiate_twice():
    x = leaf()
    (g,) = torch.autograd.grad(Exp.apply(Cube.apply(x)).sum(), x, create_graph=True)
    torch.autograd.grad(g.sum(), x)


def forward_mode():
    forward_ad = torch.autograd.forward_ad
    with forward_ad.dual_level():
        forward_ad.unpack_dual(Exp.apply(forward_ad.make_dual(leaf().detach(), torch.ones(3))))


def refuse():
    with pytest.raises(KeyError):
        Refusing.apply(leaf())


class Refusing(Function):
    @staticmethod
    def forward(ctx, x):
        raise KeyError("no")


def anomalous():
    with torch.autograd.set_detect_anomaly(True):
        x = leaf()
        y = x * 1
        z = Cube.apply(y)
        y.add_(1)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with pytest.raises(RuntimeError):
                z.sum().backward()
        (g,) = torch.autograd.grad(Cube.apply(x).sum(), x, create_graph=True)
        g.sum().backward()


def change_in_anomaly_mode():
    with torch.autograd.set_detect_anomaly(True):
        STATE.add_(1)


STATE = torch.zeros(3)


def check():
    x = torch.ones(2, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(Exp.apply, x, check_forward_ad=True, fast_mode=True)


def make_a_function():
    class Local(Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return g * 2

    Local.apply(leaf()).sum().backward()


STEPS = {
    train: 10_000, differentiate_twice: 10_000, forward_mode: 10_000, refuse: 10_000, anomalous: 10_000, change_in_anomaly_mode: 10_000, check: 100,
    make_a_function: 10_000,
}  # fmt: skip


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)
def test_memory_is_flat(step):
    count = STEPS[step] if torch.backend == "compiled" else STEPS[step] // 10
    with ThreadPoolExecutor(1) as thread:  # whose short stack is soon written down in anomaly mode
        assert thread.submit(growth, step, count).result() < 16 * 1024


@pytest.mark.parametrize("step", [train, differentiate_twice, forward_mode, refuse], ids=lambda step: step.__name__)
def test_nothing_waits_for_the_garbage_collector(step):
    found = []
    gc.disable()
    try:
        for _ in range(4):  # the first may load modules; another thread may leave garbage at any time, but not each time
            step()
            found.append(gc.collect())
    finally:
        gc.enable()
    assert 0 in found[1:]


def test_a_cycle_through_an_attribute_is_collected():
    class Keeps(Function):
        @staticmethod
        def forward(ctx, x):
            ctx.input = x
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return g * 2

    y = Keeps.apply(leaf())
    y.grad_fn.output = y
    node = weakref.ref(y.grad_fn)
    del y
    gc.collect()
    assert node() is None


def test_a_ctx_that_is_kept_outlives_its_graph():
    x = leaf()
    y = Cube.apply(x)
    ctx = y.grad_fn
    y.sum().backward()
    del y
    gc.collect()
    assert ctx.note == ["some", "attribute"] and ctx.needs_input_grad == (True,) and ctx.name() == "CubeBackward"
    with pytest.raises(RuntimeError, match="after they have already been freed"):
        ctx.saved_tensors  # noqa: B018


def test_a_ctx_that_is_kept_before_backward_keeps_what_it_saved():
    x = leaf()
    ctx = Cube.apply(x).grad_fn
    gc.collect()
    assert ctx.saved_tensors[0] is x and ctx.next_functions[0][0].variable is x


def test_a_saved_output_has_the_history_of_its_function():
    x = leaf()
    y = Exp.apply(x)
    (saved,) = y.grad_fn.saved_tensors
    assert saved is not y and saved.grad_fn is y.grad_fn and saved.data_ptr() == y.data_ptr()
    node = weakref.ref(y.grad_fn)
    del y
    assert node() is not None  # by the unpacked tensor
    del saved
    assert node() is None


def test_results_free_the_ctx_of_a_call_that_records_nothing():
    seen = []

    class Watched(Function):
        @staticmethod
        def forward(ctx, x):
            seen.append(weakref.ref(ctx))
            ctx.save_for_backward(x)
            return x * 2

    result = Watched.apply(torch.ones(2))
    assert seen[0]() is None and result.grad_fn is None


def test_calls_that_record_nothing_have_a_fresh_ctx_each():
    seen = []

    class Marked(Function):
        @staticmethod
        def forward(ctx, x, mark):
            seen.append((sorted(ctx.__dict__), ctx.needs_input_grad, ctx.to_save, ctx._materialize_non_diff_grads))
            if mark:
                ctx.set_materialize_grads(False)
                ctx._materialize_non_diff_grads = False
                ctx.needs_input_grad = "mine"
                ctx.save_for_backward(x)
                ctx.metadata["mine"] = 1
            if mark == "attribute":
                ctx.attribute = x
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return g, None

    x = torch.ones(2)
    for mark in (False, True, False, "attribute", False, False):
        Marked.apply(x, mark)
    assert seen == [([], (False, False), None, True)] * 6
    y = Marked.apply(leaf(), False)
    assert y.grad_fn.metadata == {} and y.grad_fn.needs_input_grad == (True, False)


def test_a_ctx_that_is_kept_is_not_used_again():
    kept = []

    class Keeping(Function):
        @staticmethod
        def forward(x):
            return x * 2

        @staticmethod
        def setup_context(ctx, inputs, output):
            kept.append(ctx if len(kept) % 2 else ctx.__dict__)

    for _ in range(4):
        Keeping.apply(torch.ones(2))
    kept[0]["late"] = kept[1].late = 1
    assert len({id(k) for k in kept}) == 4 and kept[2] == {} and not hasattr(kept[3], "late")


def test_a_call_that_records_nothing_keeps_no_tensor():
    class Saving(Function):
        @staticmethod
        def forward(ctx, x):
            saved = x * 3
            freed.append(weakref.ref(saved))
            ctx.save_for_backward(saved)
            ctx.save_for_forward(saved)
            return x * 2

    freed = []
    Saving.apply(torch.ones(2))
    with torch.no_grad():
        Saving.apply(leaf())
    assert [r() for r in freed] == [None, None]


def test_the_ctx_is_freed_where_forward_fails():
    seen = []

    class Watched(Function):
        @staticmethod
        def forward(ctx, x):
            seen.append(weakref.ref(ctx))
            raise KeyError("no")

    try:
        Watched.apply(leaf())
    except KeyError:
        pass
    assert seen[0]() is None


def test_saved_tensors_are_freed_when_they_were_accessed():
    freed = []

    class Once(Function):
        clear_saved_tensors_on_access = True

        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x * 2)
            return x * 2

        @staticmethod
        def backward(ctx, g):
            (saved,) = ctx.saved_tensors
            kept = weakref.ref(saved)
            del saved
            freed.append(kept() is None)
            return g

    Once.apply(leaf()).sum().backward()
    assert freed == [True]


def test_boxed_gradients_are_freed_when_they_are_taken_out():
    freed = []

    class Boxed(Function):
        boxed_grads_call = True

        @staticmethod
        def forward(ctx, x):
            return x * 2, x * 3

        @staticmethod
        def backward(ctx, grads):
            kept = weakref.ref(grads[0])
            grads[0] = None
            freed.append(kept() is None)
            return grads[1]

    a, b = Boxed.apply(leaf())
    ((a * 2).sum() + (b * 2).sum()).backward()
    assert freed == [True]


def test_function_classes_are_collected():
    class Local(Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

    Local.apply(leaf())
    Local.apply(torch.ones(2))
    kept = weakref.ref(Local), weakref.ref(Local._backward_cls)
    del Local
    gc.collect()
    assert [r() for r in kept] == [None, None]
