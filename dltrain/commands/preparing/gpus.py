"""What can be told of this machine's GPUs without importing torch, which takes seconds: NVIDIA's driver itself is asked."""

from __future__ import annotations

import ctypes
import glob
import importlib.util
import os
import platform
import re
import sys
from pathlib import Path

from dltrain.errors import Problem
from dltrain.process.copies import Copy, can_copy
from dltrain.spec.engines import is_gpu
from dltrain.spec.experiment import Experiment

NO_DEVICE = 100  # what cuInit says where there is a driver and no GPU (CUDA_ERROR_NO_DEVICE)
SIGNS = ("/dev/nvidia*", "/dev/dxg", "/dev/nvhost-*", "/dev/nvgpu*", "/dev/nvmap", "/proc/driver/nvidia", "/dev/kfd")


def problems(experiment: Experiment) -> list[Problem]:
    """The problem of a GPU that surely is not there; none where it is, or where only torch can tell."""
    if experiment.device == "auto" and experiment.precision == "tf32" and count() == 0:
        return [Problem(("precision",), refusal_of_tf32("cpu"))]
    if not is_gpu(experiment.device) or experiment.engine == "numpy":
        return []
    if experiment.device == "mps":
        message = None if may_have_mps() else refusal_of_mps(False, False)
    else:
        there = count()
        message = None if there is None else refusal(experiment.device, there)
    return [Problem(("device",), message)] if message else []


def notices(experiment: Experiment) -> list[str]:
    """What to say where only torch can tell whether the GPU is there."""
    if not is_gpu(experiment.device) or experiment.engine == "numpy":
        return []
    unsure = may_have_mps() if experiment.device == "mps" else count() is None
    return [f"whether there is a GPU for device: {experiment.device} is known only in training"] if unsure else []


def refusal(device: str, there: int) -> str | None:
    """Why `cuda` or `cuda:N` cannot be used where there are so many GPUs; None where it can."""
    if int(device.partition(":")[2] or 0) < there:
        return None
    known = f"there are {there} (cuda:0 to cuda:{there - 1})" if there > 1 else "there is cuda:0 alone"
    return f"{device} cannot be used: {known if there else 'there is no GPU that torch can use'}; write cpu, or auto"


def refusal_of_tf32(device: str) -> str:
    """Why a training on a device that has no units for TF32 cannot have them."""
    return f"tf32 is for GPUs of NVIDIA since Ampere (2020), and this trains on {device}; leave 'precision' out"


def may_have_mps() -> bool:
    """Whether this is an Apple computer with a processor of Apple's, whose GPU only torch can ask for."""
    return sys.platform == "darwin" and platform.machine() == "arm64"


def refusal_of_mps(built: bool, available: bool) -> str | None:
    """Why `mps` cannot be used where this PyTorch is `built` for it or not, and has it `available` or not; None where it can."""
    if available:
        return None
    if not may_have_mps():
        told = f"it is the GPU of an Apple computer with a processor of Apple's, and this one has {_machine()}"
    else:
        told = "this macOS is too old for it" if built else "this PyTorch was not built for it"
    there = count()
    return f"mps cannot be used: {told}; write {'cuda, ' if there else ''}cpu, or auto"


def _machine() -> str:
    system = {"darwin": "macOS", "linux": "Linux", "win32": "Windows"}.get(sys.platform, sys.platform)
    return f"{system} on {platform.machine() or 'a processor of its own'}"


def count() -> int | None:
    """How many GPUs this PyTorch can use; None where that cannot be told for sure."""
    if sys.platform == "darwin":
        return 0
    built = _built_for()
    if built == "unknown":
        return None
    hidden = os.environ.get("CUDA_VISIBLE_DEVICES") in ("", "-1")
    return 0 if built == "cpu" or hidden else _driver_count()


def _built_for() -> str:
    """What the installed PyTorch was built for, from its version file: cuda, cpu, or another (hip, xpu, unknown)."""
    module = importlib.util.find_spec("torch")
    try:
        text = Path(str(module and module.origin)).with_name("version.py").read_text(encoding="utf-8")
    except OSError:
        return "unknown"
    built = {name: value != "None" for name, value in re.findall(r"^(cuda|hip|xpu)\b[^=]*= *(.+?) *$", text, re.MULTILINE)}
    if "cuda" not in built or built.get("hip") or built.get("xpu"):
        return "unknown"
    return "cuda" if built["cuda"] else "cpu"


def _driver_count() -> int | None:
    """The number of GPUs that NVIDIA's driver sees, CUDA_VISIBLE_DEVICES considered. A copy of this process asks it: later
    copies of one that has asked it itself can use no GPU, and PyTorch warns in them."""
    torch = sys.modules.get("torch")
    if torch is not None and torch.cuda.is_initialized():
        there: int = torch.cuda.device_count()
        return there
    if not can_copy():
        return _asked_driver()
    copy = Copy(lambda connection: connection.send(_asked_driver()))
    try:
        answer: int | None = copy.connection.recv()
        return answer
    except EOFError:  # the driver ended the copy
        return None
    finally:
        copy.end()


def _asked_driver() -> int | None:
    """What NVIDIA's driver answers this process."""
    try:
        driver = ctypes.CDLL("nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1")
    except OSError:  # no driver; unless it lies where only torch looks for it
        return None if any(glob.glob(sign) for sign in SIGNS) else 0
    if status := driver.cuInit(0):
        return 0 if status == NO_DEVICE else None
    number = ctypes.c_int(0)
    return None if driver.cuDeviceGetCount(ctypes.byref(number)) else number.value
