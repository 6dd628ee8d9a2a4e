"""Scores made tables against a real one, with PyPI's `sdmetrics` and a gradient-boosted classifier
of scikit-learn that is trained on made rows and tested on real ones.

usage: score.py TARGET TRAIN.csv TEST.csv MADE.csv...
Prints a line of JSON for each made table.
"""

import json
import sys
import warnings

import pandas
from sdmetrics.reports.single_table import QualityReport
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import f1_score, roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OrdinalEncoder

warnings.filterwarnings("ignore")


def main(target, train, test, *made):
    train, test = pandas.read_csv(train), pandas.read_csv(test)
    for path in made:
        table = pandas.read_csv(path)[list(train)]
        print(json.dumps({"file": path, **quality(train, table), **learned(target, table, test)}))
        sys.stdout.flush()


def quality(real, made):
    number = lambda name: pandas.api.types.is_numeric_dtype(real[name])
    columns = {
        name: {"sdtype": "numerical" if number(name) else "categorical"} for name in real
    }
    report = QualityReport()
    report.generate(real, made, {"columns": columns}, verbose=False)
    parts = report.get_properties().set_index("Property")["Score"]
    return {
        "quality": report.get_score(),
        "shapes": parts["Column Shapes"],
        "trends": parts["Column Pair Trends"],
    }


def learned(target, made, test):
    positive = test[target].value_counts().index[-1]
    inputs = [name for name in test if name != target]
    labels = [name for name in inputs if not pandas.api.types.is_numeric_dtype(test[name])]
    encoder = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
    model = make_pipeline(
        make_column_transformer((encoder, labels), remainder="passthrough"),
        HistGradientBoostingClassifier(random_state=0),
    )
    truth = made[target] == positive
    if truth.nunique() < 2:
        return {"auc": 0.5, "f1": 0.0}
    model.fit(made[inputs], truth)
    share = model.predict_proba(test[inputs])[:, 1]
    wanted = test[target] == positive
    return {"auc": roc_auc_score(wanted, share), "f1": f1_score(wanted, share > 0.5)}


main(*sys.argv[1:])
