"""What can be told of this machine's GPUs without importing torch, which takes seconds: asked of the driver itself."""

from __future__ import annotations

import ctypes
import glob
import importlib.util
import os
import re
import sys
from pathlib import Path

from dltrain.errors import Problem
from dltrain.spec.experiment import Experiment

NO_DEVICE = 100  # what cuInit says where there is a driver and no GPU (CUDA_ERROR_NO_DEVICE)
SIGNS = ("/dev/nvidia*", "/dev/dxg", "/dev/nvhost-*", "/dev/nvgpu*", "/dev/nvmap", "/proc/driver/nvidia", "/dev/kfd")


def problems(experiment: Experiment) -> list[Problem]:
    """The problem of a `device: cuda` or `cuda:N` that surely is not there; none where it is, or where only torch can tell."""
    if not experiment.device.startswith("cuda") or experiment.engine == "numpy":
        return []
    there = count()
    message = None if there is None else refusal(experiment.device, there)
    return [Problem(("device",), message)] if message else []


def notices(experiment: Experiment) -> list[str]:
    """What to say where only torch can tell whether the GPU is there."""
    unsure = experiment.device.startswith("cuda") and experiment.engine != "numpy" and count() is None
    return [f"whether there is a GPU for device: {experiment.device} is known only in training"] if unsure else []


def refusal(device: str, there: int) -> str | None:
    """Why `cuda` or `cuda:N` cannot be used where there are so many GPUs; None where it can."""
    if int(device.partition(":")[2] or 0) < there:
        return None
    known = f"there are {there} (cuda:0 to cuda:{there - 1})" if there > 1 else "there is cuda:0 alone"
    return f"{device} cannot be used: {known if there else 'there is no GPU that torch can use'}; write cpu, or auto"


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
    """The number of GPUs that NVIDIA's driver sees, CUDA_VISIBLE_DEVICES considered."""
    try:
        driver = ctypes.CDLL("nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1")
    except OSError:  # no driver; unless it lies where only torch looks for it
        return None if any(glob.glob(sign) for sign in SIGNS) else 0
    if status := driver.cuInit(0):
        return 0 if status == NO_DEVICE else None
    number = ctypes.c_int(0)
    return None if driver.cuDeviceGetCount(ctypes.byref(number)) else number.value
