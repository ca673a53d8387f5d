"""Streams and events of CUDA: classes that nothing is an instance of."""


class Stream:
    """Refused: streams need CUDA."""

    def __new__(cls, *args, **kwargs):
        raise RuntimeError("torch.cuda.Stream requires CUDA support")


class ExternalStream(Stream):
    """Refused: streams need CUDA."""


class Event:
    """Refused: events need CUDA."""

    def __new__(cls, *args, **kwargs):
        raise RuntimeError("Tried to instantiate dummy base class Event")
