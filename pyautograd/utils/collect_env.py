"""``python -m torch.utils.collect_env``: what the machine and the installation are, for reports of errors."""
import locale
import os
import platform
import subprocess
import sys
from collections import namedtuple

SystemEnv = namedtuple(
    "SystemEnv",
    (
        "torch_version", "is_debug_build", "cuda_compiled_version", "gcc_version", "clang_version", "cmake_version", "os", "libc_version",
        "python_version", "python_platform", "is_cuda_available", "cuda_runtime_version", "cuda_module_loading", "nvidia_driver_version",
        "nvidia_gpu_models", "cudnn_version", "is_xpu_available", "pip_version", "pip_packages", "conda_packages", "hip_compiled_version",
        "hip_runtime_version", "miopen_runtime_version", "caching_allocator_config", "is_xnnpack_available", "cpu_info",
    ),
)  # fmt: skip

DEFAULT_PIP_PATTERNS = {"torch", "numpy", "mypy", "flake8", "optree", "onnx", "pyautograd"}

_FORMAT = """
PyTorch version: {torch_version}
Is debug build: {is_debug_build}
CUDA used to build PyTorch: {cuda_compiled_version}
ROCM used to build PyTorch: {hip_compiled_version}

OS: {os}
GCC version: {gcc_version}
Clang version: {clang_version}
CMake version: {cmake_version}
Libc version: {libc_version}

Python version: {python_version}
Python platform: {python_platform}
Is CUDA available: {is_cuda_available}
CUDA runtime version: {cuda_runtime_version}
CUDA_MODULE_LOADING set to: {cuda_module_loading}
GPU models and configuration: {nvidia_gpu_models}
Nvidia driver version: {nvidia_driver_version}
cuDNN version: {cudnn_version}
Is XPU available: {is_xpu_available}
HIP runtime version: {hip_runtime_version}
MIOpen runtime version: {miopen_runtime_version}
Is XNNPACK available: {is_xnnpack_available}
Caching allocator config: {caching_allocator_config}

CPU:
{cpu_info}

Versions of relevant libraries:
{pip_packages}
{conda_packages}
"""


def run(command):
    """Run a command (a list, or a line for the shell): its exit code, output and errors, as text without white space around them."""
    try:
        done = subprocess.run(command, shell=isinstance(command, str), capture_output=True, check=False)
    except FileNotFoundError:
        return 127, "", f"Command not found: {command if isinstance(command, str) else command[0]}"
    encoding = "utf-8" if sys.platform != "win32" else locale.getpreferredencoding()
    return done.returncode, done.stdout.decode(encoding, "replace").strip(), done.stderr.decode(encoding, "replace").strip()


def _version(command):
    code, out, _ = run(command)
    return out.splitlines()[0] if code == 0 and out else None


def get_pip_packages(run_lambda=run, patterns=None):
    """(the name of pip, the installed packages that a pattern is part of, one a line)."""
    from importlib import metadata

    patterns = DEFAULT_PIP_PATTERNS if patterns is None else patterns
    found = {f"[pip3] {d.name}=={d.version}" for d in metadata.distributions() if d.name and any(p in d.name.lower() for p in patterns)}
    return "pip3", "\n".join(sorted(found))


def get_cpu_info(run_lambda=run):
    """The processor, in a line."""
    return f"{platform.processor() or platform.machine()}, {os.cpu_count()} processors"


def get_env_info():
    """All of it, as a `SystemEnv`."""
    import pyautograd as torch

    pip, packages = get_pip_packages()
    bits = 64 if sys.maxsize > 2**32 else 32
    return SystemEnv(
        torch_version=torch.__version__, is_debug_build="False", cuda_compiled_version="None", gcc_version=_version(["gcc", "--version"]),
        clang_version=_version(["clang", "--version"]), cmake_version=_version(["cmake", "--version"]), os=f"{platform.system()} {platform.release()}",
        libc_version="-".join(platform.libc_ver()) or "N/A", python_version=f"{sys.version.replace(chr(10), ' ')} ({bits}-bit runtime)",
        python_platform=platform.platform(), is_cuda_available="False", cuda_runtime_version="No CUDA", cuda_module_loading="N/A",
        nvidia_driver_version="No CUDA", nvidia_gpu_models="No CUDA", cudnn_version="No CUDA", is_xpu_available="False", pip_version=pip,
        pip_packages=packages, conda_packages=None, hip_compiled_version="N/A", hip_runtime_version="N/A", miopen_runtime_version="N/A",
        caching_allocator_config="N/A", is_xnnpack_available="False", cpu_info=get_cpu_info(),
    )  # fmt: skip


def pretty_str(envinfo):
    """A `SystemEnv` as text."""
    shown = {name: "Could not collect" if value is None else value for name, value in envinfo._asdict().items()}
    shown["conda_packages"] = envinfo.conda_packages or ""
    return _FORMAT.format(**shown).strip()


def get_pretty_env_info():
    """All of it, as text."""
    return pretty_str(get_env_info())


def main():
    """Print all of it."""
    print("Collecting environment information...")
    print(get_pretty_env_info())


if __name__ == "__main__":
    main()
