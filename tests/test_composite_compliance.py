"""PyTorch's own check that operators made of others go through its dispatcher, run on this library by PyTorch's helpers."""
import subprocess
import sys

import pytest

pytest.importorskip("torch")
pytest.importorskip("scipy")
pytest.importorskip("expecttest")
OPERATORS = (
    "add mul sum mean softmax matmul expand view reshape transpose diagonal split chunk unbind cat stack where masked_fill index_select gather var "
    "nn.functional.linear nn.functional.layer_norm nn.functional.group_norm nn.functional.gelu nn.functional.mse_loss nn.functional.normalize linalg.norm linalg.matrix_norm einsum "
    "linalg.inv linalg.solve linalg.cholesky linalg.lu_factor linalg.tensorinv"
).split()
PROGRAM = """
import sys, warnings
import torch
warnings.simplefilter("ignore")
import torch.testing._internal.common_methods_invocations as database
import torch.testing._internal.composite_compliance as compliance
from torch.testing._internal.common_utils import TestCase

equal = TestCase("run").assertEqual
for op in database.op_db:
    if op.name in sys.argv[1:]:
        for sample in list(op.sample_inputs("cpu", torch.float32))[:3]:
            args = [sample.input, *sample.args]
            try:
                compliance.check_with_mode(op, args, sample.kwargs, equal)
                compliance.check_all_permutations(op, args, sample.kwargs, equal)
            except Exception as error:
                print(op.name, repr(error.__cause__ or error)[:300])
                break
        else:
            print(op.name, "passed")
"""


def test_operators_go_through_the_dispatcher(tmp_path):
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    run = subprocess.run([sys.executable, "-m", "pyautograd", program, *OPERATORS], capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stderr
    lines = [line for line in run.stdout.splitlines() if line.split(" ")[0] in OPERATORS]
    assert len(lines) >= len(set(OPERATORS)) and [line for line in lines if not line.endswith("passed")] == []
