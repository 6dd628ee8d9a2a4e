"""The jobs of `cargo xtask bench evaluate` by sdmetrics.

Usage: bench.py quality REAL.csv SYNTHETIC.csv
       bench.py dcr REAL.csv SYNTHETIC.csv ROWS
"""

import sys
import warnings

import pandas as pd

warnings.filterwarnings("ignore")


def read(path):
    frame = pd.read_csv(path)
    frame["day"] = pd.to_datetime(frame["day"])
    return frame


def metadata(frame):
    def sdtype(column):
        if column == "day":
            return "datetime"
        return "numerical" if column.startswith("n") else "categorical"

    return {"columns": {column: {"sdtype": sdtype(column)} for column in frame.columns}}


def main():
    real, synthetic = read(sys.argv[2]), read(sys.argv[3])
    if sys.argv[1] == "quality":
        from sdmetrics.reports import DiagnosticReport, QualityReport

        tables = {"tables": {"t": metadata(real)}}
        for report in [QualityReport(), DiagnosticReport()]:
            report.generate({"t": real}, {"t": synthetic}, tables, verbose=False)
            print(report.get_score())
    else:
        from sdmetrics.single_table.privacy.dcr_utils import calculate_dcr

        rows = synthetic.head(int(sys.argv[4]))
        print(calculate_dcr(rows, real, metadata=metadata(real)).mean())


main()
