"""What sdmetrics, anonymeter and mostlyai-qa say of pairs of datasets, as JSON.

Usage: reference.py SPECIFICATION.json > NUMBERS.json
"""

import json
import os
import site
import sys
import types
import warnings

import numpy as np
import pandas as pd

warnings.filterwarnings("ignore")

import sdmetrics.reports.multi_table._properties.base as of_datasets  # noqa: E402
import sdmetrics.reports.single_table._properties.base as of_tables  # noqa: E402
from sdmetrics.reports import DiagnosticReport, QualityReport  # noqa: E402
from sdmetrics.single_column import (  # noqa: E402
    CategoryCoverage,
    MissingValueSimilarity,
    RangeCoverage,
    StatisticSimilarity,
)
from sdmetrics.single_table import NewRowSynthesis  # noqa: E402
from sdmetrics.single_table.privacy import (  # noqa: E402
    DCROverfittingProtection,
    DisclosureProtection,
)
from sdmetrics.single_table.privacy.dcr_utils import calculate_dcr  # noqa: E402


# The report's own switch does not reach the parts of datasets of several tables.
of_datasets.DEFAULT_NUM_ROWS_SUBSAMPLE = of_tables.DEFAULT_NUM_ROWS_SUBSAMPLE = None


def accuracy_of_mostlyai():
    """The module of accuracies, without the models that its package loads."""
    base = next(p for p in site.getsitepackages() if os.path.isdir(f"{p}/mostlyai"))
    for name, path in [("mostlyai", "mostlyai"), ("mostlyai.qa", "mostlyai/qa")]:
        module = types.ModuleType(name)
        module.__path__ = [f"{base}/{path}"]
        sys.modules[name] = module
    for name in ["phik", "phik.phik"]:
        sys.modules.setdefault(name, types.ModuleType(name))
    from mostlyai.qa import _accuracy

    return _accuracy


def read(paths, metadata):
    tables = {}
    for name, path in paths.items():
        columns = metadata["tables"][name]["columns"]
        texts = {c: str for c, m in columns.items() if m["sdtype"] in ("categorical", "id")}
        frame = pd.read_csv(path, keep_default_na=False, na_values=[""], dtype=texts)
        for column, meta in columns.items():
            if meta["sdtype"] == "datetime":
                frame[column] = pd.to_datetime(frame[column])
        tables[name] = frame
    return tables


def number(value):
    return None if value is None or pd.isna(value) else float(value)


def quality(real, synthetic, metadata):
    report = QualityReport()
    report.num_rows_subsample = None
    report.generate(real, synthetic, metadata, verbose=False)
    numbers = {"quality": number(report.get_score())}
    names = ["Column Shapes", "Column Pair Trends"]
    if len(real) > 1:
        names += ["Cardinality", "Intertable Trends"]
    scores = dict(report.get_properties().to_numpy())
    for name in names:
        numbers[name.lower().replace(" ", "_")] = number(scores[name])
        for _, row in report.get_details(name).iterrows():
            if name == "Intertable Trends":
                parts = [row["Parent Table"], row["Column 1"], row["Column 2"]]
            elif name == "Cardinality":
                parts = [row["Child Table"], row["Foreign Key"]]
            elif name == "Column Shapes":
                parts = [row["Table"], row["Column"]]
            else:
                parts = [row["Table"], row["Column 1"], row["Column 2"]]
            key = "|".join([name, *parts])
            numbers[key] = number(row["Score"])
            if "Real Correlation" in row:
                numbers[f"{key}|real_correlation"] = number(row["Real Correlation"])
            if "Real Association" in row:
                numbers[f"{key}|real_association"] = number(row["Real Association"])
    return numbers


def diagnostic(real, synthetic, metadata):
    report = DiagnosticReport()
    report.generate(real, synthetic, metadata, verbose=False)
    scores = dict(report.get_properties().to_numpy())
    numbers = {
        "diagnostic": number(report.get_score()),
        "data_validity": number(scores["Data Validity"]),
        "data_structure": number(scores["Data Structure"]),
    }
    if len(real) > 1:
        numbers["relationship_validity"] = number(scores["Relationship Validity"])
        for _, row in report.get_details("Relationship Validity").iterrows():
            numbers[f"{row['Metric']}|{row['Child Table']}|{row['Foreign Key']}"] = number(row["Score"])
    for _, row in report.get_details("Data Validity").iterrows():
        numbers[f"{row['Metric']}|{row['Table']}|{row['Column']}"] = number(row["Score"])
    return numbers


def columns(real, synthetic, metadata):
    numbers = {}
    for table, meta in metadata["tables"].items():
        for column, column_meta in meta["columns"].items():
            one, two = real[table][column], synthetic[table][column]
            key = f"{table}|{column}"
            numbers[f"MissingValueSimilarity|{key}"] = number(MissingValueSimilarity.compute(one, two))
            sdtype = column_meta["sdtype"]
            if sdtype == "categorical":
                numbers[f"CategoryCoverage|{key}"] = number(CategoryCoverage.compute(one, two))
            elif sdtype in ("numerical", "datetime"):
                numbers[f"RangeCoverage|{key}"] = number(RangeCoverage.compute(one, two))
                for statistic, name in [("mean", "Mean"), ("median", "Median"), ("std", "Std")]:
                    if sdtype == "numerical":
                        value = StatisticSimilarity.compute(one, two, statistic)
                        numbers[f"{name}Similarity|{key}"] = number(value)
    return numbers


def accuracies(module, table, real, synthetic):
    prefix = module.TGT_COLUMN_PREFIX
    real = real.rename(columns=lambda c: prefix + c)
    synthetic = synthetic.rename(columns=lambda c: prefix + c)
    one, bins = module.bin_data(real, 10)
    two, _ = module.bin_data(synthetic, bins)
    numbers = {}
    frames = [
        module.calculate_univariates(one, two),
        module.calculate_bivariates(one, two),
        module.calculate_trivariates(one, two),
    ]
    for frame in frames:
        names = [c for c in frame.columns if c.startswith("col")]
        for _, row in frame.iterrows():
            parts = sorted(row[name].removeprefix(prefix) for name in names)
            key = "|".join(["Accuracy", table, *parts])
            numbers[key] = number(row["accuracy"])
            numbers[f"{key}|ceiling"] = number(row["accuracy_max"])
    return numbers


def privacy(real, synthetic, holdout, metadata, known, sensitive):
    name = next(iter(real))
    real, synthetic, holdout = real[name].copy(), synthetic[name].copy(), holdout[name]
    own = {"tables": {name: metadata["tables"][name]}}
    parts = dict(metadata=own, table_name=name)
    numbers = {}
    single = dict(metadata=metadata["tables"][name])
    to_real = calculate_dcr(synthetic, real, **single)
    to_holdout = calculate_dcr(synthetic, holdout, **single)
    numbers["dcr_mean"] = number(to_real.mean())
    numbers["dcr_median"] = number(to_real.median())
    share = (to_real < to_holdout).mean() + (to_real == to_holdout).mean() / 2
    numbers["dcr_share"] = number(share)
    numbers["identical"] = number((to_real <= 1e-6).mean())
    overfitting = DCROverfittingProtection.compute(real, synthetic, holdout, **parts)
    numbers["DCROverfittingProtection"] = number(overfitting)
    numbers["NewRowSynthesis"] = number(NewRowSynthesis.compute(real, synthetic, **parts))
    every = metadata["tables"][name]["columns"]
    continuous = [c for c in known if every[c]["sdtype"] in ("numerical", "datetime")]
    # It takes no dates: they are numbers to it.
    for frame in [real, synthetic]:
        for column in continuous:
            if every[column]["sdtype"] == "datetime":
                frame[column] = frame[column].astype("int64")
    numbers["DisclosureProtection"] = number(
        DisclosureProtection.compute(
            real, synthetic, known, [sensitive], continuous_column_names=continuous
        )
    )
    return numbers


def attacks(real, synthetic, holdout, secret):
    from anonymeter.evaluators import (
        InferenceEvaluator,
        LinkabilityEvaluator,
        SinglingOutEvaluator,
    )

    name = next(iter(real))
    ori, syn, control = real[name], synthetic[name], holdout[name]
    numbers = {}

    def rates(key, evaluator, **parts):
        evaluator.evaluate(**parts)
        result = evaluator.results()
        numbers[f"{key}|attack"] = number(result.attack_rate.value)
        numbers[f"{key}|error"] = number(result.attack_rate.error)
        numbers[f"{key}|control"] = number(result.control_rate.value)
        numbers[f"{key}|control_error"] = number(result.control_rate.error)

    rates("univariate", SinglingOutEvaluator(ori, syn, 500, control=control, seed=1), mode="univariate")
    rates("multivariate", SinglingOutEvaluator(ori, syn, 500, control=control, seed=1), mode="multivariate")
    names = list(ori.columns)
    halves = (names[0::2], names[1::2])
    rates("linkability", LinkabilityEvaluator(ori, syn, halves, n_attacks=500, control=control), n_jobs=1)
    known = [c for c in names if c != secret]
    evaluator = InferenceEvaluator(ori, syn, known, secret, False, n_attacks=500, control=control)
    rates("inference", evaluator, n_jobs=1)
    return numbers


def main():
    with open(sys.argv[1]) as file:
        pairs = json.load(file)["pairs"]
    module = accuracy_of_mostlyai()
    found = {}
    for pair in pairs:
        metadata = pair["metadata"]
        real, synthetic = read(pair["real"], metadata), read(pair["synthetic"], metadata)
        numbers = quality(real, synthetic, metadata)
        numbers |= diagnostic(real, synthetic, metadata)
        numbers |= columns(real, synthetic, metadata)
        for table, meta in metadata["tables"].items():
            compared = [c for c, m in meta["columns"].items() if m["sdtype"] != "id"]
            numbers |= accuracies(module, table, real[table][compared], synthetic[table][compared])
        if pair.get("holdout"):
            holdout = read(pair["holdout"], metadata)
            sensitive = pair["sensitive"]
            table = next(iter(metadata["tables"]))
            every = metadata["tables"][table]["columns"]
            compared = [c for c, m in every.items() if m["sdtype"] != "id"]
            known = [c for c in compared if c != sensitive]
            numbers |= privacy(real, synthetic, holdout, metadata, known, sensitive)
            plain = [c for c in compared if every[c]["sdtype"] != "datetime"]
            cut = lambda tables: {n: t[plain].dropna() for n, t in tables.items()}  # noqa: E731
            numbers |= attacks(cut(real), cut(synthetic), cut(holdout), sensitive)
        found[pair["name"]] = numbers
    json.dump(found, sys.stdout)


main()
