"""Backends that count what is compiled: nothing is, so the counts stay 0."""


class CompileCounter:
    """A backend for `compile` that counts graphs and operations."""

    def __init__(self):
        self.frame_count, self.op_count = 0, 0

    def __call__(self, gm, example_inputs):
        raise NotImplementedError("torch._dynamo.testing.CompileCounter: nothing is compiled by pyautograd")

    def clear(self):
        """Count from 0."""
        self.frame_count = self.op_count = 0


CompileCounterWithBackend = CompileCounter
