"""What is in streams."""
from .._decorator import functional_datapipe
from ..datapipe import IterDataPipe

__all__ = ["StreamReaderIterDataPipe"]


@functional_datapipe("read_from_stream")
class StreamReaderIterDataPipe(IterDataPipe):
    """``(path, content)`` for each ``(path, stream)``, in pieces of `chunk` bytes if it is given."""

    def __init__(self, datapipe, chunk=None):
        self.datapipe, self.chunk = datapipe, chunk

    def __iter__(self):
        for path, stream in self.datapipe:
            piece = stream.read(self.chunk)
            while piece:
                yield path, piece
                piece = stream.read(self.chunk)
            stream.close()
