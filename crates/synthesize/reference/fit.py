"""Fits a model of PyPI's `ctgan` or `sdv` and samples from it; prints as JSON what that took.

usage: fit.py METHOD EPOCHS THREADS SEED ROWS DATA.csv OUT.csv
The arguments and the answer are those of the example `measure`. Times are of the processor, all
threads together, beside those of the clock.
"""

import json
import resource
import sys
import time
import warnings

import pandas
import torch

warnings.filterwarnings("ignore")


def main(method, epochs, threads, seed, rows, data, out):
    torch.set_num_threads(int(threads))
    torch.manual_seed(int(seed))
    import numpy

    numpy.random.seed(int(seed))
    table = pandas.read_csv(data)
    labels = [name for name in table if not pandas.api.types.is_numeric_dtype(table[name])]
    model, fit = build(method, int(epochs), table, labels)
    steps = []
    if method != "copula":
        watch(model, steps)
    started, cpu = time.time(), time.process_time()
    fit()
    took, took_cpu = time.time() - started, time.process_time() - cpu
    started, cpu = time.time(), time.process_time()
    made = model.sample(int(rows))
    if isinstance(made, dict):
        (made,) = made.values()
    sampled, sampled_cpu = time.time() - started, time.process_time() - cpu
    made.to_csv(out, index=False)
    print(
        json.dumps(
            {
                "fit_s": took,
                "fit_cpu_s": took_cpu,
                "step_ms": middle([a for a, _ in steps]),
                "step_cpu_ms": middle([b for _, b in steps]),
                "sample_s": sampled,
                "rows_per_cpu_s": int(rows) / max(sampled_cpu, 1e-9),
                "rows_per_s": int(rows) / sampled,
                "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
    )


def build(method, epochs, table, labels):
    if method == "copula":
        from sdv.metadata import Metadata
        from sdv.single_table import GaussianCopulaSynthesizer

        tables = {"table": table}
        model = GaussianCopulaSynthesizer(Metadata.detect_from_dataframes(tables))
        return model, lambda: model.fit(tables)
    import inspect

    import ctgan

    kind = {"ctgan": ctgan.CTGAN, "tvae": ctgan.TVAE}[method]
    takes = inspect.signature(kind.__init__).parameters
    cpu = {"enable_gpu": False} if "enable_gpu" in takes else {"cuda": False}
    model = kind(epochs=epochs, **cpu)
    return model, lambda: model.fit(table, labels)


def watch(model, steps):
    """Takes times between optimizer steps: of CTGAN a training step is two of them."""
    per_step = 2 if type(model).__name__ == "CTGAN" else 1
    original = torch.optim.Adam.step
    state = {"count": 0, "at": None}

    def step(self, *args, **kwargs):
        result = original(self, *args, **kwargs)
        state["count"] += 1
        if state["count"] % per_step == 0:
            now = (time.time(), time.process_time())
            if state["at"]:
                steps.append(tuple(1000 * (b - a) for a, b in zip(state["at"], now)))
            state["at"] = now
        return result

    torch.optim.Adam.step = step


def middle(values):
    return sorted(values)[len(values) // 2] if values else None


main(*sys.argv[1:])
