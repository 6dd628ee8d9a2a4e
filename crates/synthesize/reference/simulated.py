"""The simulated sets of the CTGAN paper (Xu et al. 2019, section 5): likelihood fitness.

usage: simulated.py make SET ROWS SEED OUT.csv
       simulated.py score SET TEST.csv MADE.csv
`score` prints the mean log-likelihood of made rows under the distribution that the set is drawn
from, and of test rows under that distribution's form fitted to the made rows. Probabilities below
1e-4 of a network's outcome count as that: what cannot be would count as minus infinity.
"""

import sys

import numpy
import pandas
from sklearn.mixture import GaussianMixture

CENTRES = {
    "ring": [(numpy.cos(a), numpy.sin(a)) for a in numpy.arange(8) * numpy.pi / 4],
    "grid": [(x, y) for x in range(-4, 5, 2) for y in range(-4, 5, 2)],
}
VARIANCE = {"ring": 0.04, "grid": 0.05}

# Lauritzen and Spiegelhalter 1988: parents, and the probability of "yes" by their values.
ASIA = {
    "asia": ([], {(): 0.01}),
    "smoke": ([], {(): 0.5}),
    "tub": (["asia"], {(1,): 0.05, (0,): 0.01}),
    "lung": (["smoke"], {(1,): 0.1, (0,): 0.01}),
    "bronc": (["smoke"], {(1,): 0.6, (0,): 0.3}),
    "either": (["tub", "lung"], {(1, 1): 1.0, (1, 0): 1.0, (0, 1): 1.0, (0, 0): 0.0}),
    "xray": (["either"], {(1,): 0.98, (0,): 0.05}),
    "dysp": (["bronc", "either"], {(1, 1): 0.9, (1, 0): 0.8, (0, 1): 0.7, (0, 0): 0.1}),
}
LEAST = 1e-4


def make(name, rows, seed, out):
    random = numpy.random.default_rng(int(seed))
    rows = int(rows)
    if name == "asia":
        made = {}
        for node, (parents, table) in ASIA.items():
            share = shares(table, [made[parent] for parent in parents], rows)
            made[node] = (random.random(rows) < share).astype(int)
        frame = pandas.DataFrame(made).replace({0: "no", 1: "yes"})
    else:
        centres = numpy.array(CENTRES[name])[random.integers(len(CENTRES[name]), size=rows)]
        points = centres + random.normal(size=(rows, 2)) * VARIANCE[name] ** 0.5
        frame = pandas.DataFrame(points, columns=["x", "y"])
    frame.to_csv(out, index=False)


def shares(table, parents, rows):
    if not parents:
        return numpy.full(rows, table[()])
    return numpy.array([table[tuple(values)] for values in zip(*parents)])


def score(name, test, made):
    test, made = pandas.read_csv(test), pandas.read_csv(made)
    if name == "asia":
        test, made = (frame[list(ASIA)].eq("yes").astype(int) for frame in (test, made))
        fitted = {node: (parents, counted(made, node, parents)) for node, (parents, _) in ASIA.items()}
        print(f"{name} {network(ASIA, made):.2f} {network(fitted, test):.2f}")
        return
    centres = numpy.array(CENTRES[name])
    count = len(centres)
    truth = GaussianMixture(count, covariance_type="spherical")
    truth.weights_ = numpy.full(count, 1 / count)
    truth.means_ = centres
    truth.covariances_ = numpy.full(count, VARIANCE[name])
    truth.precisions_cholesky_ = truth.covariances_**-0.5
    fitted = GaussianMixture(count, means_init=centres, random_state=0).fit(made.to_numpy())
    print(f"{name} {truth.score(made.to_numpy()):.2f} {fitted.score(test.to_numpy()):.2f}")


def counted(frame, node, parents):
    _, table = ASIA[node]
    found = {}
    for values in table:
        rows = frame
        for parent, value in zip(parents, values):
            rows = rows[rows[parent] == value]
        found[values] = (rows[node].sum() + 0.5) / (len(rows) + 1)
    return found


def network(nodes, frame):
    total = numpy.zeros(len(frame))
    for node, (parents, table) in nodes.items():
        share = shares(table, [frame[parent] for parent in parents], len(frame))
        share = numpy.where(frame[node] == 1, share, 1 - share)
        total += numpy.log(numpy.clip(share, LEAST, 1))
    return total.mean()


{"make": make, "score": score}[sys.argv[1]](*sys.argv[2:])
