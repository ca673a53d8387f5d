"""Derivatives of every differentiable row in shapes and memory layouts that Hypothesis finds: first and second ones by finite differences, forward and reverse.

`test_derivatives` takes each row's samples as they stand; here elementwise rows get other shapes, broadcast against one another, and all rows other strides."""
import hypothesis.extra.numpy as hnp
import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from operator_calls import ROWS, Call, Ints, Sample, T
from operator_samples import LAYOUT_BOUND, NO_SECOND, SAMPLES

import pyautograd as torch
from pyautograd.autograd import gradcheck, gradgradcheck

ELEMENTWISE = [key for key in SAMPLES if ROWS[key].kind in ("ufunc", "scalar") or ROWS[key].jvp == "elementwise"]
LAID_OUT = [key for key in SAMPLES if key not in LAYOUT_BOUND]
FEW = settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)


@st.composite
def layouts(draw):
    """A function that puts an array somewhere in memory: dimensions in any order, with gaps between elements, not at the start."""
    seed, gaps, offset = draw(st.integers(0, 99)), draw(st.lists(st.integers(1, 3), min_size=6, max_size=6)), draw(st.integers(0, 2))

    def placed(array):
        order = np.random.default_rng(seed).permutation(array.ndim)
        steps, step = [0] * array.ndim, 1
        for d in order:
            steps[d] = step * gaps[d]
            step = steps[d] * max(array.shape[d], 1)
        memory = torch.zeros(step + offset + 1, dtype=getattr(torch, array.dtype.name))
        made = memory.as_strided(array.shape, steps, offset)
        made.copy_(torch.from_numpy(array))
        return made

    return placed


@st.composite
def reshaped(draw, key):
    """A sample of an elementwise row with its tensors in other shapes that broadcast to one."""
    sample = draw(st.sampled_from([s for s in SAMPLES[key] if s.real]))
    if any(isinstance(a, (Ints, list)) for a in (*sample.args, *sample.kwargs.values())) or sample.pre or sample.post:
        return sample
    shape = draw(hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=3))
    in_place = not set("fm") & set(ROWS[key].variants)
    seen = []

    def changed(value):
        if not isinstance(value, T):
            return value
        whole = in_place and not seen
        seen.append(value)
        dropped = 0 if whole else draw(st.integers(0, len(shape)))
        own = [n if whole or draw(st.booleans()) else 1 for n in shape[dropped:]]
        return T(*own, low=value.low, high=value.high, real=value.real)

    return Sample(*[changed(a) for a in sample.args], **{name: changed(a) for name, a in sample.kwargs.items()})


def check(key, sample, layout):
    call = Call(ROWS[key], sample, layout=layout)
    assert gradcheck(call, call.inputs, fast_mode=True, check_forward_ad=ROWS[key].forward_rule != "unwritten")
    if key not in NO_SECOND:
        assert gradgradcheck(call, call.inputs, fast_mode=True)


@pytest.mark.parametrize("key", ELEMENTWISE)
def test_elementwise_in_any_shape(key):
    @FEW
    @given(reshaped(key), layouts())
    def holds(sample, layout):
        check(key, sample, layout)

    holds()


@pytest.mark.parametrize("key", LAID_OUT)
def test_in_any_memory(key):
    @FEW
    @given(st.sampled_from([s for s in SAMPLES[key] if s.real]), layouts())
    def holds(sample, layout):
        check(key, sample, layout)

    if any(s.real for s in SAMPLES[key]):
        holds()
