"""Derivatives of eigenvalues and singular values that are equal: vectors that have no part in the loss must not make them NaN."""
import pytest

import pyautograd as torch

WEIGHTS = torch.tensor([1.0, 2.0, 3.0])


@pytest.mark.parametrize("name", ["eigh", "eig", "svd"])
def test_values_alone(name):
    matrix = torch.eye(3).requires_grad_()
    results = getattr(torch.linalg, name)(matrix)
    values = results[1] if name == "svd" else results[0]
    (values.real * WEIGHTS).sum().backward()
    assert matrix.grad.abs().equal(torch.diag(WEIGHTS))


def test_values_of_a_batch_with_equal_ones():
    matrix = torch.tensor([[[4.0, 0, 0, 1], [0, 4, 0, 0], [0, 0, 4, 0], [1, 0, 0, 4]]]).requires_grad_()
    torch.linalg.eigh(matrix)[0].sum().backward()
    torch.testing.assert_close(matrix.grad[0], torch.eye(4))


def test_vectors_that_take_part_are_differentiated_as_before():
    matrix = torch.tensor([[2.0, 0.5], [0.5, 1.0]], dtype=torch.float64).requires_grad_()
    torch.autograd.gradcheck(lambda a: torch.linalg.eigh(a + a.T)[1].abs(), matrix)
