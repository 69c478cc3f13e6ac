"""The free memory is the least of what the system, a control group or one above it, and the process's own limits leave."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from dltrain.process.free import free_memory

MIB = 2**20


def system(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def test_without_groups_it_is_what_the_system_has(tmp_path: Path):
    root = system(tmp_path, {"proc/meminfo": "MemTotal: 4000 kB\nMemAvailable:    3000 kB\n"})
    assert free_memory(root) == 3000 * 1024


def test_the_group_above_counts_and_files_are_given_up_where_needed(tmp_path: Path):
    files = {
        "proc/meminfo": f"MemAvailable: {4096 * 1024} kB\n",
        "proc/self/cgroup": "0::/outer/inner\n",
        "sys/fs/cgroup/outer/memory.max": f"{100 * MIB}\n",
        "sys/fs/cgroup/outer/memory.current": f"{90 * MIB}\n",
        "sys/fs/cgroup/outer/memory.stat": f"anon 5\ninactive_file {30 * MIB}\nactive_file {10 * MIB}\n",
        "sys/fs/cgroup/outer/inner/memory.max": "max\n",
        "sys/fs/cgroup/outer/inner/memory.current": f"{80 * MIB}\n",
    }
    assert free_memory(system(tmp_path, files)) == (100 - 50) * MIB


def test_a_group_of_the_first_version_seen_from_within_a_container(tmp_path: Path):
    files = {
        "proc/meminfo": f"MemAvailable: {4096 * 1024} kB\n",
        "proc/self/cgroup": "4:memory:/docker/1234\n2:cpu:/docker/1234\n",
        "sys/fs/cgroup/memory/memory.limit_in_bytes": f"{64 * MIB}\n",
        "sys/fs/cgroup/memory/memory.usage_in_bytes": f"{20 * MIB}\n",
        "sys/fs/cgroup/memory/memory.stat": f"total_inactive_file {4 * MIB}\ntotal_active_file 0\ninactive_file 1\n",
    }
    assert free_memory(system(tmp_path, files)) == (64 - 16) * MIB


def test_a_system_that_tells_nothing(tmp_path: Path):
    assert free_memory(tmp_path) is None


def test_a_limit_of_this_process_counts():
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_DATA, (2**30, 2**30))\n"
        "from dltrain.process.free import free_memory; print(free_memory())"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True).stdout
    assert 0.5 * 2**30 < int(told) < 2**30
