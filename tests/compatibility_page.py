"""The page of compatibility: PyTorch's public names, and which of them are here.

    python tests/compatibility_page.py --record      where PyTorch 2.13 is installed: its names, into tests/golden/public_names.json
    python tests/compatibility_page.py               writes docs/compatibility.md

`test_compatibility_page.py` holds the page in step with the library.
"""
import importlib
import inspect
import json
import pathlib
import re
import sys
import warnings

ROOT = pathlib.Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "compatibility.md"
GOLDEN = ROOT / "tests" / "golden" / "public_names.json"
MODULES = (
    "", "autograd", "autograd.forward_ad", "autograd.function", "autograd.functional", "autograd.graph", "func", "nn", "nn.functional", "nn.init",
    "nn.utils", "nn.utils.parametrizations", "nn.utils.parametrize", "nn.utils.prune", "nn.utils.rnn", "nn.attention", "optim", "optim.lr_scheduler",
    "optim.swa_utils", "linalg", "special", "fft", "distributions", "distributions.constraints", "distributions.transforms", "utils.data", "utils.checkpoint",
    "random", "serialization", "testing", "overrides", "profiler", "amp", "jit", "compiler", "multiprocessing",
)  # fmt: skip
# Missing names at top level, by what they belong to; the first pattern that matches counts.
KINDS = {
    "quantised tensors": r"q(u?int|scheme)|quint|quantized_|fbgemm_|choose_qparams|fused_moving_avg_obs|u?int[1-7]$|bits|bit$|float[48]_",
    "sparse tensors": r"(ccol|col|crow|row)_indices_copy|indices_copy|values_copy",
    "other devices and their libraries": r"cudnn_|miopen_|mkldnn_|batch_norm_(backward|elemt|gather|stats|update)|Stream|Event|DeviceObjType|get_device_module"
    r"|OutOfMemoryError|.*autocast_(gpu|ipu|xla)|is_autocast_(ipu|xla)|has_(lapack|mkl|openmp|spectral)",
    "symbolic shapes": r"Sym|sym_",
    "TorchScript, its compiler and its files": r"(?!GradScaler)[A-Z]|import_ir|parse_|merge_type|unify_type|cpp$|export$|fork$|wait$|init_num_threads",
}
HEAD = """# Compatibility

What of PyTorch 2.13's public names is here, counted by `python tests/compatibility_page.py` against the lists that PyTorch itself gives
(`__all__` of each module, and the attributes of `Tensor`). That a name is here says that it does what PyTorch's does, and where it does not, this
page says so: [what differs](#what-differs). The [operators](operators.md) have a page of their own, with derivatives and dtypes.

"""
TAIL = """
## What is out of scope

CUDA and other devices; sparse formats of blocks, nested, quantised and named tensors; TorchScript and exported programs; what `torch.distributed` builds above groups of processes (meshes, sharded modules and tensors, pipelines, calls of other processes); ONNX.
Their modules (`torch.nested`, `torch.onnx`, `torch.ao.quantization`) can be imported with the names in them, because programs do that whether or not they use
them; using one raises a `NotImplementedError` that names the feature. A tensor asked onto a CUDA device raises what a PyTorch without CUDA raises.

* `torch.jit.script` returns what it is given. So does `torch.compile` for functions; a module it puts into an `OptimizedModule`, which calls it.
* `torch.fx` traces programs into graphs, writes them as code and runs them. `make_fx` traces operators, derivatives and batches among them (not tangents), on
  the arguments or on fake tensors (`FakeTensorMode`), always with shapes that are numbers; the compilers are left out. In generated code a function
  of `torch.nn.functional` is called with the arguments that the program gave, where PyTorch writes its defaults as well.
* The device `meta` is there: shapes without elements. Its tensors have a class of their own (`isinstance` finds `Tensor` and `Parameter`), and operators on
  them cost what they cost on zeros, but for elementwise ones. Quantised dtypes and those of eight bits and fewer can be named; no tensor has them.
* `torch.cuda.is_available()` and its relatives answer no.
* Sparse tensors are those in coordinate format (`torch.sparse_coo_tensor`, `to_sparse`, gradients of `Embedding(sparse=True)`) and matrices in compressed
  row and column format (CSR, CSC; without batches): construction, products, sums, elementwise operators that keep zeros, their gradients, files, and the
  optimizers that take such gradients. They are written in Python over dense operators, and a dense program does not load them. What PyTorch does not have for them refuses here too.
* `torch.distributed` has groups of processes on the CPU under the name `gloo`, their collectives and messages, and `DistributedDataParallel`. Everything goes
  through the group's store (a socket, a file), at the cost of pickled queues rather than of a network library; gradients are averaged when the last one is there.
* `torch.hub` refuses to download. Pipes (`torch.utils.data.datapipes`) are there, but those over dataframes and the one that decodes files.
* Under `python -m pyautograd` classes and functions say `torch` in their ``__module__`` and their prints; with `import pyautograd as torch` they say where they are.
* `__torch_function__` and `__torch_dispatch__` are honoured: of wrapper subclasses (`_make_wrapper_subclass`) and of a `TorchDispatchMode`, which also sees
  factories. They see operators under PyTorch's names and with its arguments, and in another composition where an operator or a derivative is made of other
  parts ([what differs](#what-differs)); `is_grad_enabled()` is False in them.

## Published libraries

Run unchanged with `python -m pyautograd`, beside PyTorch and with the same seeds; where numbers were compared, they agree to what float32 allows.

| library | version | what was run |
| :-- | :-- | :-- |
| transformers | 5.24.0 | 28 architectures at toy size (BERT, GPT-2, Llama, T5, ViT, Mistral, Qwen, Whisper, ...): forward, backward, greedy, sampled and beam generation; `Trainer`, `save_pretrained` and `from_pretrained`, pipelines; every `modeling_*.py` imports |
| lightning, pytorch-lightning | 2.6.6 | `Trainer` with checkpoints, early stopping, averaging, bfloat16, resuming; `Fabric` |
| accelerate | 1.15.0 | `prepare`, accumulation, saved states, `init_empty_weights`, `load_checkpoint_and_dispatch`; seven files of its tests, 152 of 155 (float8 and nested tensors are not here) |
| peft | 0.21.2 | LoRA, DoRA, IA3, prompt and prefix tuning; saving, loading, merging |
| diffusers | 0.42.1 | UNets, an autoencoder, five schedulers, the DDPM pipeline |
| sentence-transformers, safetensors | 6.2.0, 0.8.0 | encoding, similarities; files of tensors and models |
| pyro-ppl | 1.9.2 | SVI with eight guides, enumeration, NUTS, HMC, Gaussian processes, fifteen transforms |
| captum | 0.9.0 | 30 attribution methods and two metrics |
| torchdiffeq, torchcde | 0.2.5 | 19 solvers, with and without the adjoint; events; splines |
| torch_geometric | 2.8.1 | 11 convolutions, pooling, loaders, utilities |
| torchmetrics | 1.9.0 | the examples of its docstrings: what passes on PyTorch passes |
| torchvision, timm | 0.28.0, 1.0.31 | eleven and six networks (not compared), with `create_feature_extractor` (torch.fx) at each |
| botorch, gpytorch | 0.18.1, 1.15.2 | fitting, acquisition and its optimisation |
| gpytorch, linear_operator | 1.15.2, 0.6.1 | their own tests, 2199 and 5044 |
| pytorch-optimizer, tensorly, normflows, zuko | 4.1.0, 0.10.0, 1.7.3, 1.6.0 | their own tests: what passes on PyTorch passes, but what asks for a compiler or for several processes |
| autoray, opt_einsum, quimb | 0.11.0, 3.4.0, 1.15.0 | their own tests, 2066, 7780 and 562 (of quimb, two files: optimizers and decompositions of tensor networks) |
| stable-baselines3 | 2.9.2 | nine files of its tests, 331 |
| ptwt, pytorch-forecasting | 1.0.1, 1.8.0 | what of their own tests reads no data from the network: 751 (the rest downloads a picture), and 89 of the data modules |
| hessian-eigenthings | 1.0.0a5 | its own tests, 103; not here: 3 that ask for several processes, 1 that bounds the memory of the process |
| tntorch, torch-audiomentations, torch-pruning, torchopt, skrl, torchquad, pytorch-warmup | 1.1.2, 0.12.0, 1.6.1, 0.7.3, 2.1.1, 0.6.0, 0.2.0 | what of their own tests can be collected and run without a network: 32, 28, 25, 28, 18, 3 and 7; not here: a test of skrl that asks for several processes, and two of torchopt, for which `.to("meta")` would have to be recorded |
| cooper-optim, nflows, entmax, neurodiffeq, julius, local-attention, ema-pytorch, pytorch-minimize, auraloss | 1.0.1, 0.14, 1.0, 0.7.0, 0.2.8, 1.11.2, 0.8.3, 0.1.0, 0.4.0 | their own tests: what passes on PyTorch passes, 360, 135, 102, 47, 32, 16, 14, 11 and 8 |
| pytorch-ignite | 0.5.5 | its tests of metrics in one process, 2573, and of the engine, checkpoints, parameter schedules and averages, 337; differs: a file that could not be written whole is not left behind |
| zennit | 0.5.1 | 20886 of its own tests, which pass |
| backpack-for-pytorch, curvlinops-for-pytorch, torch-harmonics | 1.6.0, 1.2.0, 0.8.0 | the first 181, 18 and 33 of their own tests (the distributed convolutions of torch-harmonics among them): what passes on PyTorch passes |
| FrEIA, torchsde, pypose, qpth, foolbox, torchjd, nnAudio, torchkbnufft, pfrl, asteroid-filterbanks, efficientnet-pytorch, bayesian-torch, neuraloperator, pymanopt, torch-dct, fvcore | 0.2, 0.2.6, 0.9.5, 0.0.18, 3.3.4, 0.18.0, 0.3.4, 1.5.2, 0.4.0, 0.4.0, 0.7.1, 0.5.0, 2.0.0, 2.2.1, 0.1.6, 0.1.5.post20221221 | flows, equations, attacks, filters and networks, compared (of FrEIA, `OrthogonalTransform` begins with singular vectors of other signs) |
| torch-optimizer, vit-pytorch, pytorch-kinematics, torch-struct | 0.3.0, 1.26.11, 0.10.0, 0.5 | their own tests: what passes on PyTorch 2.13 passes, 199, 28, 16 and 6 |
| kornia, piq, pytorch-msssim, geomloss, xitorch, einx, jaxtyping, torchinfo, torchsummary, thop | 0.9.0, 0.8.0, 1.0.0, 0.3.1, 0.5.1, 0.4.3, 0.3.11, 1.8.0, 1.5.1, 0.1.1 | filters, measures, solvers and summaries, compared |
| x-transformers, vector-quantize-pytorch, rotary-embedding-torch, performer-pytorch, perceiver-pytorch, pytorch-tabnet, pytorch-crf, pytorch-tcn, skorch | 2.31.10, 1.32.0, 0.9.1, 1.1.4, 0.11.0, 4.1.0, 0.7.2, 1.2.3, 1.4.0 | networks, compared |
| lion-pytorch, prodigyopt, dadaptation, schedulefree | 0.2.5, 1.1.2, 3.2, 1.4.1 | five steps of each optimizer, compared |
| tensordict, geoopt, higher, opacus, ignite, stable-baselines3 | 0.15.3, 0.5.1, 0.2.1, 1.6.0, 0.5.5, 2.9.2 | their introductory programs; PPO, A2C, DQN and SAC |
| e3nn, monai, sbi, tianshou, pytorch-metric-learning, pytorch-forecasting, segmentation-models-pytorch, snntorch | 0.6.0, 1.6.1, 0.27.0, 2.0.1, 2.9.0, 1.8.0, 0.6.0, 1.0.0 | networks and losses, forward and backward |

Their extensions in C++ and CUDA (torchvision's and torchaudio's operators, torch_sparse) are PyTorch's alone.

## What differs

* Operators differ in a few points that their page [lists](operators.md#operators): conjugate views, ties of sorts, signs of eigenvectors.
* Sums are taken in another order than PyTorch's, which itself depends on the processor: float32 results agree to a few units in the last place.
* Random numbers are PyTorch's: the same seed gives the same initialisation, the same order of batches, the same dropout. Training the
  [examples](examples.md) for 100 steps follows PyTorch's loss to 1e-4; a test holds that.
* Below autograd, a `__torch_dispatch__` sees PyTorch's sequence of operators for the derivatives of sums, differences, products, most activations, views, `sum`,
  `softmax` and two thirds of the elementwise functions. For the others it sees the same operators in another order, or others: `div`, `pow`, `square`, `cos`, `erf`,
  `maximum`, `linear` (one `t` fewer), `mean`, `var`, `std`, `amax`, `prod`, `clamp`, `where`, `gather`, indices, `stack`, embeddings, losses, convolutions and norms.
  Forward, too, about 270 functions that are one operator in PyTorch, among them the `_foreach_` functions, are made of several where a mode looks.
  A mode does not see that a node keeps a result (`aten.detach`), nor that a leaf keeps its gradient.
* `backward` runs in the thread that calls it: there are no device threads. Hooks, orders and errors are PyTorch's.
* Threads: [what uses them](threads.md).
"""


def recorded():
    """PyTorch's public names by module; ``Tensor`` has its attributes."""
    return json.loads(GOLDEN.read_text(encoding="utf-8"))


def record():
    import torch

    names = {}
    for path in MODULES:
        module = importlib.import_module("torch." + path if path else "torch")
        listed = getattr(module, "__all__", None)
        if listed is None or path == "nn.functional":
            listed = [n for n, value in vars(module).items() if callable(value) and _belongs(value, module)] + list(listed or ())
        names[path] = sorted({n for n in listed if not n.startswith("_") and hasattr(module, n) and not (path and n == "Tensor")})
    names["Tensor"] = sorted(n for n in dir(torch.Tensor) if not n.startswith("_"))
    GOLDEN.write_text(json.dumps({"version": torch.__version__.partition("+")[0], **names}, indent=0) + "\n", encoding="utf-8")


def _belongs(value, module):
    """Whether a module without `__all__` means a callable as its own, and not as something that it imported for itself."""
    home = getattr(value, "__module__", None)
    return not inspect.ismodule(value) and (home is None or home.startswith(("torch._C", module.__name__)))


def missing(library, path, names):
    """The names that are not here."""
    if path == "Tensor":
        home = library.Tensor
    else:
        try:
            home = importlib.import_module(f"{library.__name__}.{path}" if path else library.__name__)
        except ModuleNotFoundError:
            return list(names)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [n for n in names if not hasattr(home, n)]


def refused(library, names):
    """Of names at top level, those that are here in order to refuse by name."""
    return [n for n in names if n in library._OUT_OF_SCOPE]


def page(library):
    """The text of the page."""
    golden = recorded()
    parts = [HEAD, "| module | PyTorch's names | here | not here |\n| :-- | --: | --: | :-- |\n"]
    for path, names in golden.items():
        if path == "version":
            continue
        absent = missing(library, path, names)
        title = "torch." + path if path else "torch"
        shown = ", ".join(f"`{n}`" for n in absent) or "–"
        if path == "":
            shown = "[see below](#missing-at-top-level)"
        parts.append(f"| `{title}` | {len(names)} | {len(names) - len(absent)} | {shown} |\n")
    parts.append("\n## Missing at top level\n\n" + "\n".join(f"* {kind}: {', '.join(f'`{n}`' for n in found)}" for kind, found in top_level(library, golden).items() if found) + "\n")
    return "".join(parts) + TAIL


def top_level(library, golden):
    """What ``torch`` has and this library has not, by kind."""
    kinds = {kind: [] for kind in KINDS}
    rest = []
    for name in missing(library, "", golden[""]):
        kind = next((k for k, pattern in KINDS.items() if re.match(pattern, name)), None)
        (kinds[kind] if kind else rest).append(name)
    return {**kinds, "others": rest, "here, and a call refuses by the feature's name": refused(library, golden[""])}


if __name__ == "__main__":
    if sys.argv[1:] == ["--record"]:
        record()
    else:
        sys.path.insert(0, str(ROOT))
        import pyautograd

        PAGE.write_text(page(pyautograd), encoding="utf-8")
