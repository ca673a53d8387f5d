"""The assertions, casts, index forms and products that libraries call by PyTorch's inner names; what is expected is what PyTorch 2.13 gives."""
import pytest

import pyautograd as torch


def raised(call, *args, **kwargs):
    with pytest.raises((RuntimeError, TypeError, NotImplementedError, ValueError)) as caught:
        call(*args, **kwargs)
    return type(caught.value).__name__, str(caught.value)


def test_async_assertions():
    assert torch._assert_async(torch.tensor(True)) is None
    assert raised(torch._assert_async, torch.tensor(0)) == ("RuntimeError", "Expected Tensor with single nonzero value, but got zero")
    assert raised(torch._assert_async, torch.tensor([0.0]), "too small") == ("RuntimeError", "too small")
    assert raised(torch._assert_async, torch.zeros(2), "x") == ("RuntimeError", "Boolean value of Tensor with more than one value is ambiguous")
    assert raised(torch._assert_async, torch.zeros(0)) == ("RuntimeError", "Boolean value of Tensor with no values is ambiguous")
    assert raised(torch._assert_async, True) == ("TypeError", "_assert_async(): argument 'input' (position 1) must be Tensor, not bool")
    assert raised(torch._assert_scalar, 0, "zero") == ("RuntimeError", "zero")
    assert torch._functional_assert_async(torch.tensor(1), "m", torch.ones(1)).tolist() == [1.0]


def test_metadata_assertions():
    x = torch.ones(2)
    assert torch._assert_tensor_metadata(x, size=[2], stride=[1], dtype=torch.float32, device="cpu", layout=torch.strided) is None
    assert raised(torch._assert_tensor_metadata, x, [3]) == ("RuntimeError", "Tensor sizes mismatch! Expected: [3], Got: [2]")
    assert raised(torch._assert_tensor_metadata, x, None, [2]) == ("RuntimeError", "Tensor strides mismatch! Expected: [2], Got: [1]")
    assert raised(torch._assert_tensor_metadata, x, None, None, torch.int64) == ("RuntimeError", "Tensor dtype mismatch! Expected: Long, Got: float")
    assert raised(torch._assert_tensor_metadata, x, device="meta") == ("RuntimeError", "Tensor device mismatch! Expected: meta, Got: cpu")
    assert raised(torch._assert_tensor_metadata, x, layout=torch.sparse_coo)[1] == "Tensor layout mismatch! Expected: Sparse, Got: Strided"


def test_casts_by_name():
    x = torch.tensor([1.5, -2.0])
    for name, dtype in {"Byte": "uint8", "Char": "int8", "Short": "int16", "Int": "int32", "Long": "int64", "Half": "float16", "Double": "float64"}.items():
        made = getattr(torch, "_cast_" + name)(x)
        assert made.dtype is getattr(torch, dtype) and torch.equal(made, x.to(made.dtype))
    assert torch._cast_Float(x) is x


def test_indices_of_compressed_matrices():
    rows = torch.tensor([0, 0, 2, 3])
    assert torch._convert_indices_from_coo_to_csr(rows, 5).tolist() == [0, 2, 2, 3, 4, 4]
    assert torch._convert_indices_from_coo_to_csr(rows, size=5, out_int32=True).dtype is torch.int32
    assert torch._convert_indices_from_coo_to_csr(rows[:0], 3).tolist() == [0, 0, 0, 0]
    crow, columns = torch.tensor([0, 2, 2, 3]), torch.tensor([1, 0, 2])
    assert torch._convert_indices_from_csr_to_coo(crow, columns).tolist() == [[0, 0, 2], [1, 0, 2]]
    assert torch._convert_indices_from_csr_to_coo(crow, columns, transpose=True).tolist() == [[1, 0, 2], [0, 0, 2]]
    text = "\"convert_indices_from_coo_to_csr_cpu\" not implemented for 'Float'"
    assert raised(torch._convert_indices_from_coo_to_csr, rows.float(), 5) == ("NotImplementedError", text)
    text = "Input is supposed to be a vector, but got 2 dimensional tensor."
    assert raised(torch._convert_indices_from_coo_to_csr, rows[None], 5) == ("RuntimeError", text)


def grouped(a, b, ends):
    return torch.nn.functional.grouped_mm(a, b, offs=None if ends is None else torch.tensor(ends, dtype=torch.int32))


def test_products_of_groups():
    rows, matrices = torch.randn(4, 8, requires_grad=True), torch.randn(2, 8, 4, requires_grad=True)
    made = grouped(rows, matrices, [1, 4])
    torch.testing.assert_close(made, torch.cat([rows[:1] @ matrices[0], rows[1:] @ matrices[1]]))
    made.sum().backward()
    torch.testing.assert_close(rows.grad[2], matrices[1].sum(1).detach())
    batch = torch.randn(2, 4, 8)
    torch.testing.assert_close(grouped(batch, matrices, None), batch @ matrices)
    wide = torch.randn(8, 12)
    torch.testing.assert_close(grouped(batch, wide, [4, 12]), torch.cat([batch[0] @ wide[:, :4], batch[1] @ wide[:, 4:]], 1))
    torch.testing.assert_close(grouped(rows, wide, [3, 8]), torch.stack([rows[:, :3] @ wide[:3], rows[:, 3:8] @ wide[3:8]]))
    empty = grouped(rows, matrices, [0, 4])
    torch.testing.assert_close(empty, rows @ matrices[1])


def test_refused_products_of_groups():
    rows, matrices = torch.ones(4, 16), torch.ones(2, 16, 8)
    missing = "Have to provide offsets if there is a 2d matrix, or no offset if both matrices are 3d"
    cases = [
        ((rows, matrices, None), missing),
        ((torch.ones(2, 4, 16), matrices, [1, 4]), missing),
        ((rows, torch.ones(2, 15, 8), [1, 4]), "contraction dimension of mat_a and mat_b must match"),
        ((rows, matrices, [1, 2, 4]), "matrix batch sizes have to match"),
        ((rows.half(), matrices, [1, 4]), "expected m1 and m2 to have the same dtype, but got: c10::Half != float"),
        ((rows.double(), matrices.double(), [1, 4]), "Expected mat_a to be Float32, BFloat16 or Float16 matrix, got Double"),
        ((rows, torch.ones(2, 16, 7), [1, 4]), "strides should be multiple of 16 bytes"),
        ((torch.ones(2, 4, 16), torch.ones(3, 16, 8), None), "batched dimension has to match"),
        ((torch.ones(4), matrices, [1, 4]), "mat_a has to be 2 or 3d"),
        ((rows, matrices, [[1], [4]]), "offs has to be 1D"),
    ]
    for args, text in cases:
        assert raised(grouped, *args) == ("RuntimeError", text)
    assert raised(torch._grouped_mm, rows, matrices, offs=torch.tensor([1, 4])) == ("RuntimeError", "Offsets have to be int32")
    assert raised(torch._grouped_mm, rows, matrices, torch.tensor([1, 4], dtype=torch.int32), torch.ones(2, 8)) == ("RuntimeError", "Bias not supported yet")


def test_small_operators():
    inf = float("inf")
    assert torch._safe_softmax(torch.tensor([[0.0, 0.0], [-inf, -inf]]), 1).tolist() == [[0.5, 0.5], [0.0, 0.0]]
    torch.testing.assert_close(torch._masked_softmax(torch.tensor([[1.0, 2.0, 3.0]]), torch.tensor([[False, True, False]]), 1), torch.tensor([[0.11920292, 0.0, 0.88079708]]))
    assert [x.tolist() for x in torch._unique(torch.tensor([3, 1, 1]), True, True)] == [[1, 3], [1, 0, 0]]
    assert torch._unique(torch.tensor([3, 1, 1]))[1].tolist() == []
    assert torch._chunk_cat([torch.ones(3), torch.ones(2)], 0, 2).tolist() == [[1, 1, 1], [1, 0, 1]]
    assert [torch._debug_has_internal_overlap(x) for x in (torch.ones(2, 3).T, torch.ones(1).expand(3), torch.ones(4, 4)[::2])] == [0, 1, 2]
    made = torch._int_mm(torch.full((17, 8), 100, dtype=torch.int8), torch.full((8, 8), 100, dtype=torch.int8))
    assert made.dtype is torch.int32 and made[0, 0] == 80000
    assert torch._addmm_activation(torch.ones(2), torch.ones(2, 2), -torch.ones(2, 2)).tolist() == [[0, 0], [0, 0]]
    torch.testing.assert_close(torch._euclidean_dist(torch.ones(2, 3), torch.zeros(2, 3)), torch.full((2, 2), 3**0.5))
    assert torch._reshape_from_tensor(torch.ones(4), torch.tensor([2, 2])).shape == (2, 2)
    assert torch._index_put_impl_(torch.zeros(3), [torch.tensor([0, 0])], torch.ones(2), True).tolist() == [2, 0, 0]


def test_lists_of_tensors_as_one():
    from pyautograd import _utils

    parts = [torch.arange(6.0).view(2, 3), torch.zeros(0), torch.tensor(7.0)]
    flat = _utils._flatten_dense_tensors(parts)
    assert flat.tolist() == [0, 1, 2, 3, 4, 5, 7]
    assert [x.shape for x in _utils._unflatten_dense_tensors(flat, parts)] == [(2, 3), (0,), ()]
    groups = _utils._take_tensors([torch.ones(2), torch.ones(2, dtype=torch.int32), torch.ones(3)], 10)
    assert [[x.tolist() for x in group] for group in groups] == [[[1, 1]], [[1, 1, 1]], [[1, 1]]]
    assert _utils._element_size(torch.complex64) == 8
    assert raised(_utils._get_device_index, "cpu") == ("ValueError", "Expected a non cpu device, but got: cpu")
    assert _utils._get_device_index(torch.device("cuda:1")) == 1 and _utils._get_device_index("cuda", optional=True) is None


def test_result_types_are_made_of_sequences():
    kind = torch.return_types.max
    assert kind.__match_args__ == ("values", "indices") and kind([1, 2], {}).indices == 2
    assert raised(kind, (1,)) == ("TypeError", "torch.return_types.max() takes a 2-sequence (1-sequence given)")
    assert raised(kind, 1) == ("TypeError", "constructor requires a sequence")
    match torch.tensor([3.0, 1.0]).max(0):
        case kind(values, indices):
            assert (values.item(), indices.item()) == (3.0, 0)


def test_storages_of_buffers():
    assert torch.ByteStorage.from_buffer(b"abcd").tolist() == [97, 98, 99, 100]
    assert torch.UntypedStorage.from_buffer(b"abcd", dtype=torch.uint8).tolist() == [97, 98, 99, 100]
    assert torch.IntStorage.from_buffer(bytes([0, 0, 0, 1, 0, 0, 0, 2]), "big", 1, 4).tolist() == [2]
    assert raised(torch.FloatStorage.from_buffer, b"abc", "native") == ("ValueError", "buffer size (3) must be a multiple of element size (4)")
    assert raised(torch.UntypedStorage.from_buffer, b"abcd") == ("RuntimeError", "argument 'dtype' cannot be None")
    assert isinstance(torch.ones(2).untyped_storage(), torch.StorageBase)
    assert torch._C._is_alias_of(torch.ones(2), torch.ones(2)) is False
    x = torch.ones(4)
    assert torch._C._is_alias_of(x, x[1:]) is True
