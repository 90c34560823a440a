"""How long and how much memory? Training and recommending for 1,000 and 10,000 products x 104 weeks.

Each size runs in a process of its own, so that its peak memory is its own: `python -m benchmarks.engine_scale N`.
"""

import json
import os
import resource
import subprocess
import sys
import time

from benchmarks.report import Options, Table
from pricing import engine
from pricing.engine.simulate import simulate

NAME = "Engine: time and memory"
SIZES = (1_000, 10_000)
QUICK_SIZES = (50, 100)


def run(options: Options) -> list[Table]:
    """Measure every size in a child."""
    sizes, weeks = (QUICK_SIZES, 60) if options.quick else (SIZES, 104)
    rows = []
    for size in sizes:
        print(f"  {size} products", file=sys.stderr, flush=True)
        found = _child(size, weeks, options)
        rows.append(
            [
                f"{size:,} × {weeks}",
                f"{found['rows']:,}",
                *(f"{found[name]:.1f} s" for name in ("read", "train", "recommend")),
                f"{found['peak_mb'] / 1024:.2f} GB",
                f"{found['before_mb'] / 1024:.2f} GB",
            ]
        )
    note = f"{options.jobs} cores. Peak memory of the whole process, the simulated table included."
    columns = ("products × weeks", "rows", "check and aggregate", "train", "recommend", "peak", "peak before")
    return [Table("Train and recommend", columns, rows, note=note)]


def measure(size: int, weeks: int, seed: int, jobs: int) -> dict[str, float]:
    """Train and recommend once in this process; seconds and megabytes."""
    panel = simulate("many", size, weeks, seed)
    frame, candidates = panel.history, panel.candidates
    del panel
    before = _peak_mb()
    started = time.perf_counter()
    history = engine.History.from_frame(frame)
    rows = len(frame)
    del frame
    read = time.perf_counter()
    model = engine.train(history, settings=engine.Settings(seed=0, n_jobs=jobs))
    trained = time.perf_counter()
    model.recommend(candidates, rules=engine.Rules())
    done = time.perf_counter()
    return {
        "rows": rows,
        "read": read - started,
        "train": trained - read,
        "recommend": done - trained,
        "before_mb": before,
        "peak_mb": _peak_mb(),
    }


def _child(size: int, weeks: int, options: Options) -> dict[str, float]:
    command = [
        sys.executable,
        "-m",
        "benchmarks.engine_scale",
        *map(str, (size, weeks, options.seed, options.jobs)),
    ]
    environment = {**os.environ, "OMP_NUM_THREADS": str(options.jobs)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        raise RuntimeError(f"{size} products: {done.stderr.strip()[-500:]}")
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _peak_mb() -> float:
    """Largest resident size so far; Linux counts kilobytes, macOS bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    print(json.dumps(measure(*map(int, sys.argv[1:5]))))
