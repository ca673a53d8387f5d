"""What libraries' test suites import from ``torch.testing._internal``: test cases that compare tensors, parametrised tests, flags and skips."""
