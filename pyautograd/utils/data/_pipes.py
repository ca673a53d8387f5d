"""What `DataLoader` does for datasets that are pipes (`datapipes`). Those are not loaded for others."""
import sys


def _is(dataset, *kinds):
    module = sys.modules.get(__package__ + ".datapipes.datapipe")
    return module is not None and isinstance(dataset, tuple(getattr(module, kind) for kind in kinds))


def set_shuffle(dataset, shuffle):
    """Turn the shuffling of pipes on or off as `shuffle` says; False if the dataset is none. As in PyTorch, a shuffler that they lack is not added."""
    if not _is(dataset, "IterDataPipe"):
        return False
    from .graph_settings import apply_shuffle_settings

    apply_shuffle_settings(dataset, shuffle=shuffle)
    return True


def seed(dataset, shared_seed):
    """Give the random pipes of a dataset seeds that follow from one."""
    if shared_seed is not None:
        from ... import Generator
        from .graph_settings import apply_random_seed

        apply_random_seed(dataset, Generator().manual_seed(shared_seed))


def shared_seed(dataset, generator):
    """The seed that all workers of one pass give to the random pipes of a dataset; None where there are none. The dataset here is given it too."""
    if not _is(dataset, "IterDataPipe"):
        return None
    from .datapipes.iter.combinatorics import drawn_seed

    drawn = drawn_seed(generator)
    seed(dataset, drawn)
    return drawn


def share(dataset, workers, number):
    """Leave to a dataset what is worker `number`'s part."""
    if _is(dataset, "IterDataPipe", "MapDataPipe"):
        from .graph_settings import apply_sharding

        apply_sharding(dataset, workers, number)
