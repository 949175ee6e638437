"""The small head over cross-encoder and estimator, fitted on documents that neither was fitted on."""

import pickle
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from fitting import even, fit_binary, measured, to_json
from labels import Label

from audit import estimate
from audit.calibration import Basis, Linear, Regressions
from audit.checks import meaning, suspicion
from audit.checks.doubt import Doubt
from audit.evidence import Evidence, Judgement, Opinion
from audit.regression import least_squares, logistic
from audit.result import WordError
from audit.words import tokens

Judged = tuple[Label, Evidence]
# With .4, .5, .6 and .8: Spearman on WMT22 QE dev .369, .371, .374, .378 (without .357), on MLQE-PE test20 .453, .456,
# .459, .461 (.434); tau within a source, a mean over documents held out of newstest2020, newstest2021 and TED, .114,
# .111, .108, .095 (.120).
SURE = 0.5


def read(folder: Path, opinions: Path) -> dict[bool, dict[Basis, list[Judged]]]:
    """What both said of documents that they were not fitted on, with a source (True) and without: of the folder that
    `estimator.py cross` wrote, and the file of `crossencoder.py cross`."""
    parts = sorted(folder.glob("crossed.*.pkl"))
    judgements = [row for path in parts for row in pickle.loads(path.read_bytes())]
    # Planted critical errors are left out: no person judged them.
    said = [row for row in pickle.loads(opinions.read_bytes()) if not row[0].name.startswith("synced")]
    return {given: rows(judgements, said, given=given) for given in (True, False)}


def rows(
    judgements: list[tuple[Label, bool, Judgement]], opinions: list[tuple[Label, bool, Opinion]], *, given: bool
) -> dict[Basis, list[Judged]]:
    """For each basis that such rows have (audit.calibration.Basis.of) the labelled rows with what was said of them."""
    estimator = {_key(label): said for label, with_source, said in judgements if with_source == given}
    read = [(label, said) for label, with_source, said in opinions if with_source == given]
    every = [
        (label, Evidence(source_given=given, opinion=said, judgement=estimator.get(_key(label))))
        for label, said in read
    ]
    out: dict[Basis, list[Judged]] = {Basis.READ: every}
    for row in every:
        if (basis := Basis.of(row[1])) is not Basis.READ:
            out.setdefault(basis, []).append(row)
    return out


def _key(label: Label) -> tuple[str, ...]:
    return label.segment, label.system, label.source, label.target


def regressions(crossed: dict[Basis, list[Judged]], basis: Basis, *, given: bool) -> dict:
    """The regressions of a basis, fitted on what was said of documents that nobody asked was fitted on."""
    own = crossed[basis]
    heard = basis if given else Basis.READ
    judges = [widened(judge, basis) for judge in of_words(crossed[heard], heard)]
    features = np.array([estimate.segment_features(said, basis, judges) for _, said in own])
    others = features[:, :-1]  # without the words that are surely wrong, which have a voice of their own
    whole = np.array([label.whole for label, _ in own], dtype=float)
    edits = np.array([label.row.get("hter", np.nan) for label, _ in own], dtype=float)
    critical, made = (~np.isnan(whole[:, k]) for k in (2, 3))
    docs = [label.document for label, _ in own]
    label = f"{'with' if given else 'without'} source, {basis}:"
    fitted = {
        "penalty": penalty(features, whole[:, 0], edits, [one.segment for one, _ in own]),
        "critical": deaf(fit_binary(others[critical], whole[critical, 2], pick(docs, critical), f"{label} critical")),
        "machine": deaf(of_machine(others[made], whole[made, 3], pick(docs, made), f"{label} machine against human")),
    }
    trips = np.array([np.nan if said.retold is None else said.retold for _, said in own])
    known = made & ~np.isnan(trips)
    if known.any():
        both = np.stack([fitted["machine"](features[known]), trips[known]], axis=1)
        fitted["contrast"] = of_machine(
            both, whole[known, 3], pick(docs, known), f"{label} the same after a round trip"
        )
    return to_json(judges, fitted)


def of_machine(features: np.ndarray, made: np.ndarray, docs: list[str], label: str) -> Linear:
    return even(fit_binary(features, made, docs, label), made)


def of_words(own: list[Judged], basis: Basis) -> list[Linear]:
    """What a post-editor objects to, and what a rater does."""
    logits = np.concatenate([estimate.word_features("", said, basis) for _, said in own])
    gold = np.concatenate([label.words[:, :2] for label, _ in own])
    return [logistic(logits[~np.isnan(column)], column[~np.isnan(column)]) for column in gold.T]


def widened(judge: Linear, basis: Basis) -> Linear:
    """The judge among the features of this basis; deaf to the estimator where it was fitted without. Of a text without
    its source that one knows how good it is in all, but not which words are wrong: heard, it found no more in
    translations, and two thirds more in sound German."""
    names = estimate.OPINION_WORDS + (estimate.JUDGEMENT_WORDS if basis is Basis.JUDGED else ())
    more = len(names) - len(judge.weight)
    mean, weight = (np.r_[column, np.zeros(more)] for column in (judge.mean, judge.weight))
    return Linear(mean, np.r_[judge.scale, np.ones(more)], weight, judge.bias)


def penalty(features: np.ndarray, points: np.ndarray, edits: np.ndarray, segments: list[str]) -> Linear:
    """Least squares over the rated rows as they are and, with the same weight, over how they differ from the mean of
    all translations of their source: or it would fit the length of sentences before the quality of vendors. Beside
    them stand the rows that were post-edited, the share of edited words (HTER) brought to the mean and the spread of
    the penalties: other people, other systems and other texts, so that it does not learn one campaign by heart. (What
    MLQE-PE's assessors said of the same rows is worth less: one agrees with the mean of the others with a Spearman of
    .15 on the rows for fitting, of .70 to .78 on the others.)

    points: (N,) log penalties, edits: (N,), NaN where unknown. The words that are surely wrong (the last column) are no
    feature among others but a second voice, with SURE of the say: alone they agree better with people on campaigns that
    nobody has seen, worse on vendors of one source."""
    rated, edited = ~np.isnan(points), ~np.isnan(edits)
    told, own, shares = points[rated], features[rated], edits[edited]
    index = np.unique(pick(segments, rated), return_inverse=True)[1]
    count = np.bincount(index)

    def differing(values: np.ndarray) -> np.ndarray:
        means = np.stack([np.bincount(index, column) / count for column in values.T], axis=1)
        return values - means[index] + values.mean(0)

    x, y = [own, differing(own)], [told, differing(told[:, None])[:, 0]]
    if len(shares):
        x.append(features[edited])
        y.append(told.mean() + told.std() * (shares - shares.mean()) / shares.std())
    every, gold = np.concatenate(x), np.concatenate(y)
    first, second = least_squares(every[:, :-1], gold), least_squares(every[:, -1:], gold)
    said, alone = first(every[:, :-1]), second(every[:, -1:])
    slope = said.std() / alone.std()  # one spread for both, and one mean
    second = second.stretched(slope, said.mean() - slope * alone.mean())
    return together(first.stretched(1 - SURE, 0.0), second.stretched(SURE, 0.0))


def together(first: Linear, second: Linear) -> Linear:
    """The sum of two models over the columns of one and of the other."""
    mean, scale, weight = (np.r_[getattr(first, n), getattr(second, n)] for n in ("mean", "scale", "weight"))
    return Linear(mean, scale, weight, first.bias + second.bias)


def deaf(model: Linear) -> Linear:
    """The model with one more column, which it does not hear."""
    return Linear(np.r_[model.mean, 0.0], np.r_[model.scale, 1.0], np.r_[model.weight, 0.0], model.bias)


def of_meaning(own: list[Judged], fitted: Regressions, doubted: Mapping[tuple[str, str], Sequence[Doubt]]) -> dict:
    """The reliability of the meaning check, from what was said of rows that nobody asked was fitted on. doubted: what
    the sense check says, by source and target; only these rows are counted, and none that people translated."""
    rows: list[tuple[str, float, float]] = []
    for label, said in own:
        if label.whole[3] != 0 and (label.source, label.target) in doubted:
            features = estimate.word_features("", said, fitted.basis)
            errors = [estimate.probability(float(logit)) for logit in fitted.objection(features)]
            words = [WordError(t.start, t.end, e) for t, e in zip(tokens(label.target), errors, strict=True)]
            words = meaning.heard(words, doubted[label.source, label.target])
            for first, last in meaning.runs(words):
                stated = max(word.error for word in words[first : last + 1])
                rows.append((label.name, stated, float((label.words[first : last + 1, 1] > 0).any())))
    out = measured("meaning", rows)
    for low in np.arange(0.3, 1, 0.1):
        inside = [(c, right) for _, c, right in rows if low <= c < low + 0.1]
        if inside:
            print(f"    {low:.1f}: {len(inside)} stated {np.mean([c for c, _ in inside]):.2f}", end=" ")
            print(f"marked {np.mean([right for _, right in inside]):.2f}")
    return out


def of_suspicion(own: list[Judged], often: float) -> dict:
    """The reliability of the suspicion check, likewise. often: the share of a machine's words that it speaks of. The
    judges that are asked here have seen less than those that are shipped and have a scale of their own; from which
    logit on they speak as often is found by trying."""
    machines = [(label, said.opinion.ungrammatical) for label, said in own if label.whole[3] == 1 and said.opinion]
    every = [logits for _, logits in machines]
    limits = np.quantile(np.concatenate(every), 1 - often * np.geomspace(4, 0.5, 60))
    limit = min(limits, key=lambda one: abs(spoken(every, one) - often))
    rows = [
        (label.name, round(estimate.probability(logits[k]), 4), float(label.words[k, 1] > 0))
        for label, logits in machines
        for k in suspicion.broken(logits, limit)
    ]
    return measured("suspicion", rows)


def spoken(logits: Sequence[Sequence[float]], limit: float) -> float:
    """The share of the words of which the suspicion check speaks."""
    return sum(len(suspicion.broken(one, limit)) for one in logits) / sum(map(len, logits))


def pick(names: list[str], chosen: np.ndarray) -> list[str]:
    return [name for name, taken in zip(names, chosen, strict=True) if taken]
