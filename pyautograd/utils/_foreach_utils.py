"""How optimizers sort tensors for operators over lists: by device and dtype."""
import pyautograd as torch

TensorListList = list
Indices = list
_foreach_supported_types = [torch.Tensor]


def _get_foreach_kernels_supported_devices():
    return ["cuda", "xpu", "mtia", "privateuseone"]


def _get_fused_kernels_supported_devices():
    return ["mps", "cuda", "xpu", "hpu", "cpu", "mtia", "privateuseone"]


def _group_tensors_by_device_and_dtype(tensorlistlist, with_indices=False):
    """{(device, dtype): (the lists with only these tensors, their places)}, by the tensors of the first list.

    Parameters
    ----------
    tensorlistlist : list of list of Tensor
        Lists of one length; all but the first may hold None, and may be empty.
    with_indices : bool
        Whether the places are asked for; an empty list stands for them otherwise.
    """
    first = tensorlistlist[0]
    if any(x is None for x in first):
        raise RuntimeError("Tensors of the first list of nested Tensor lists are supposed to be defined but the 0-th Tensor is not.")
    grouped = {}
    for i, tensor in enumerate(first):
        lists, places = grouped.setdefault((tensor.device, tensor.dtype), ([[] for _ in tensorlistlist], []))
        for made, given in zip(lists, tensorlistlist):
            if given:
                made.append(given[i])
        if with_indices:
            places.append(i)
    return grouped


def _device_has_foreach_support(device):
    return device.type in (*_get_foreach_kernels_supported_devices(), "cpu")


def _has_foreach_support(tensors, device):
    return _device_has_foreach_support(device) and all(t is None or type(t) in _foreach_supported_types for t in tensors)
