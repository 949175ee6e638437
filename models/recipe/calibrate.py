"""Fit the small head (audit.estimate) of a model on human labels and write calibration.json into the model's folder.

    python models/recipe/calibrate.py --bench ../shared/bench --corpus ../shared/corpus/test --crossed READ
        --opinions CROSS/opinions.pkl [--rows 1500] [--asked 6000] [--again]

What is fitted on what (the labelled sets are not part of the project; their names are those of the WMT campaigns):
    word      logistic, MQM spans of newstest2020, newstest2021 and TED, post-edit tags of MLQE-PE train
    penalty   ridge on log(1 + MQM penalty) of the same MQM rows; without a source also original German news, with none
    critical  logistic, WMT21 critical error labels (train)
    machine   logistic, WMT's human references against its systems; without a source also original German news
    contrast  logistic over that logit and how like a text is to what comes back of a round trip
    reliability  per check, the share of its findings that touch a place which a rater marked, on the MQM rows,
              campaigns counted alike; of the meaning check also on WMT22 QE dev
    fluency   mean and deviation of the language model's mean log-probability over original German news, and how much of
              the grammar is in doubt there; from the same text the limit above which the suspicion check speaks
Documents, not rows, are drawn for held-out figures, which are printed beside their floor. Seeds are fixed; a second run
on the same data and model gives the same file. With --again the regressions over glass-box figures stay as they are.
Reading 6,000 rows takes half an hour of a core with their sources, and as long without; what the cache has, no time.
"""

import argparse
import json
import math
import random
from dataclasses import replace
from pathlib import Path

import judged
import numpy as np
from fitting import best_mcc, even, fit_binary, held_out, measured, spearman, to_json
from labels import ORIGINAL, Label, original_german, rows, tagged
from labels import label as labelled
from seal import seal_model

from audit import calibration, checks, contexts, estimate, lexicon, senses
from audit.cache import Cache, default_path
from audit.calibration import Basis
from audit.checks import sense
from audit.checks.doubt import Doubt
from audit.checks.sense_company import Knowledge
from audit.document import Kind, Segment
from audit.evaluation import auc
from audit.evidence import Evidence
from audit.features import FLOOR
from audit.files import put
from audit.finding import Finding
from audit.gather import Interpreter
from audit.models import embedded_folder, resolve
from audit.regression import least_squares, logistic
from audit.senses import Chooser

SEED = 20261123
STRICT = "qe22_mqm_ende/dev"  # of raters who mark little but serious errors; nothing is fitted on its rows
RULES = tuple(rule for rule in checks.GERMAN_RULES if rule is not checks.grammar)  # those that ask no model
MOST = 18_000  # MQM rows in which they are counted
# Raters pass over figures that kept their look while their unit changed (acres, Hektar): a third of the findings have a
# mark, and of 27 that we read ourselves 25 are right. So their stated confidence stays.
OVERLOOKED = frozenset({"numbers"})
TRIPS = 4  # machines' translations of each source that make a round trip
ALARMS = 1 / 2000  # share of the words of edited German that may be suspected to break its grammar


def mqm_rows(bench: Path, count: int, rng: random.Random, *, human: bool = False) -> list[dict]:
    """Rows with src, mt, doc, mqm, bad (set of wrong characters), human (whether a person translated)."""
    out = []
    for name in ("mqm_news20_ende", "mqm_news21_ende", "mqm_ted_ende"):
        found = rows(bench / name / "segments.jsonl.xz")
        found = [r for r in found if (r["system_type"] != "mt") == human and r.get("mqm") is not None]
        rng.shuffle(found)
        for r in found[: count // 3]:
            raters = [r] if r.get("errors") is not None else list(r["raters"].values())
            errors, votes = [e for x in raters for e in x["errors"]], len(raters)
            bad = np.zeros(len(r["mt"]) + 1)
            for e in errors:
                if e.get("side") == "mt" and e.get("start") is not None and not e.get("text_mismatch"):
                    bad[e["start"] : max(e["end"], e["start"] + 1)] += (e["severity"] in ("major", "minor")) / votes
            out.append({"src": r["src"], "mt": r["mt"], "doc": f"{name}/{r['doc']}", "mqm": r["mqm"], "bad": bad})
    return out


def postedit_rows(bench: Path, count: int, rng: random.Random) -> list[dict]:
    found = rows(bench / "mlqe_pe_ende" / "train.jsonl.xz")
    rng.shuffle(found)
    out = []
    for number, r in enumerate(found[:count]):
        out.append({"src": r["src"], "mt": r["mt"], "doc": f"mlqe/{number}", "bad": tagged(r)})
    return out


def segment_of(item: dict, *, given: bool) -> Segment:
    return Segment("1", item["mt"], Kind.ROW, source=item["src"] if given else None)


def evidence_of(interpreter: Interpreter, items: list[dict], *, given: bool, asking: bool = False) -> list[Evidence]:
    """The evidence as an audit gathers it; with asking, the checks' questions are put to the models, too."""
    targets = [item["mt"] for item in items]
    backs = [""] * len(items) if given else interpreter.back_translate(targets)
    sources = [item["src"] if given else None for item in items]
    probes = [checks.probes(segment_of(item, given=given), "de") if asking else () for item in items]
    return interpreter.read(targets, sources, backs, probes)


def fit_words(items: list[dict], evidences: list[Evidence], label: str) -> calibration.Linear:
    x, y, docs = [], [], []
    for item, e in zip(items, evidences, strict=True):
        if estimate.readable(e):
            x.append(estimate.word_features(item["mt"], e, Basis.PLAIN))
            y.append([min(1.0, item["bad"][w.start : w.end].max()) for w in e.words])
            docs += [item["doc"]] * len(e.words)
    features, gold, test = np.concatenate(x), np.concatenate(y), held_out(docs)
    model = logistic(features[~test], gold[~test])
    value = model(features[test])
    bad = gold[test] >= 0.5
    floor = best_mcc(bad, -features[test][:, 0])
    print(
        f"{label} words {len(gold)} bad {gold.mean():.3f} | held-out best MCC {best_mcc(bad, value):.3f} "
        f"AUC {auc(value, bad):.3f} | floor: log-prob alone MCC {floor:.3f}"
    )
    return logistic(features, gold)


def fit_penalty(items: list[dict], evidences: list[Evidence], label: str) -> calibration.Linear:
    kept = [(i, e) for i, e in zip(items, evidences, strict=True) if estimate.readable(e) and "mqm" in i]
    x = np.array([estimate.segment_features(e, Basis.PLAIN, ()) for _, e in kept])
    y = np.array([math.log1p(max(0.0, -i["mqm"])) for i, _ in kept])
    test = held_out([i["doc"] for i, _ in kept])
    value = least_squares(x[~test], y[~test])(x[test])
    print(
        f"{label} segments {len(y)} | held-out spearman {spearman(value, y[test]):.3f} "
        f"| floor: length {spearman(x[test][:, 0], y[test]):.3f}"
    )
    return least_squares(x, y)


def features_of(evidences: list[Evidence]) -> tuple[np.ndarray, list[int]]:
    kept = [i for i, e in enumerate(evidences) if estimate.readable(e)]
    return np.array([estimate.segment_features(evidences[i], Basis.PLAIN, ()) for i in kept]), kept


def fit_plain(interpreter: Interpreter, data: dict[str, list[dict]], *, given: bool) -> dict:
    """The regressions over glass-box figures, for a model that is read by nothing else."""
    label = "with source:" if given else "without source:"
    read = {name: evidence_of(interpreter, items, given=given) for name, items in data.items()}
    both = data["mqm"] + data["postedit"]
    word = fit_words(both, read["mqm"] + read["postedit"], label)
    penalty = fit_penalty(data["mqm"], read["mqm"], label)
    x, kept = features_of(read["critical"])
    y = np.array([float(data["critical"][i]["label"] == "ERR") for i in kept])
    critical = fit_binary(x, y, [str(i) for i in kept], f"{label} critical")
    people, machines = features_of(read["human"]), features_of(read["mqm"])
    x = np.concatenate([people[0], machines[0]])
    y = np.r_[np.zeros(len(people[0])), np.ones(len(machines[0]))]
    docs = [data["human"][i]["doc"] for i in people[1]] + [data["mqm"][i]["doc"] for i in machines[1]]
    machine = fit_binary(x, y, docs, f"{label} machine against human")
    plain = {"penalty": penalty, "critical": critical, "machine": even(machine, y)}
    return {Basis.PLAIN: to_json([word], plain)}


def hear(
    value: dict,
    crossed: dict[Basis, list[judged.Judged]],
    often: float,
    *,
    rules: dict,
    doubted: dict[tuple[str, str], tuple[Doubt, ...]],
    strict: list[judged.Judged],
    given: bool,
) -> calibration.Head:
    """Put into a head's JSON form what rests on the judgements of cross-encoder and estimator, and on rules alone.
    doubted: what the sense check says of some rows, by source and target; strict: rows of one more campaign, for how
    often the findings are right; often: the share of a machine's words that the suspicion check speaks of."""
    value |= {basis: judged.regressions(crossed, basis, given=given) for basis in crossed} | {"reliability": rules}
    head, best = calibration._head(value), list(crossed)[-1]
    value["reliability"]["meaning"] = judged.of_meaning(crossed[best] + strict, head.fitted[best], doubted)
    value["reliability"]["suspicion"] = judged.of_suspicion(crossed[Basis.READ], often)
    return head


def of_rules(items: list[dict], *, given: bool) -> dict:
    """The reliability of the checks that need no model, and of the traps, as they are without the models' answers."""
    found: list[tuple[dict, Finding]] = []
    table = checks.traps.builtin("de")
    for item in items:
        segment = segment_of(item, given=given)
        evidence = Evidence(source=item["src"] if given else "", source_given=given)
        found += [(item, finding) for rule in RULES for finding in rule.check(segment, evidence)]
        found += [(item, finding) for finding in checks.traps.check(segment, evidence, table)]
        found += [(item, finding) for _, finding in checks.spelling.check([segment])]
    return {check: one for check, one in factors(found).items() if check not in OVERLOOKED}


def reliability(
    items: list[dict],
    evidences: list[Evidence],
    head: calibration.Head,
    doubted: dict[tuple[str, str], tuple[Doubt, ...]],
    *,
    given: bool,
) -> dict:
    """The reliability of the checks that ask the models. The meaning check is only printed: the estimator was fitted on
    these rows, so judged.of_meaning says how right it is; the suspicion check likewise does not speak here."""
    found: list[tuple[dict, Finding]] = []
    for item, evidence in zip(items, evidences, strict=True):
        words = estimate.word_errors(item["mt"], evidence, head)
        # One segment at a time: the rows are no document, so what is told across segments means nothing here.
        doubts = [doubted[item["src"], item["mt"]]]
        (own,) = checks.run([segment_of(item, given=given)], [evidence], [words], "de", doubts=doubts)
        found += [(item, finding) for finding in own]
    return {check: one for check, one in factors(found).items() if check not in OVERLOOKED | {"meaning"}}


def factors(found: list[tuple[dict, Finding]]) -> dict:
    """Per check, of its findings on the target, the factor that brings their stated confidence to the share of raters
    who marked the place."""
    by_check: dict[str, list[tuple[str, float, float]]] = {}
    for item, finding in found:
        if finding.side == "target":
            share = min(1.0, float(item["bad"][finding.start : finding.end].max()))
            campaign = item["doc"].split("/")[0]
            by_check.setdefault(finding.check, []).append((campaign, finding.confidence, share))
    return {check: measured(check, own) for check, own in sorted(by_check.items())}


def untranslated(interpreter: Interpreter, crossed: dict[Basis, list[judged.Judged]]) -> None:
    """Put texts that nobody translated among the rows that both readers have read; the estimator has seen none."""
    own = [(label, said) for label, said in crossed[Basis.READ] if label.name == ORIGINAL]
    read = evidence_of(interpreter, [{"mt": label.target} for label, _ in own], given=False)
    for (label, said), one in zip(own, read, strict=True):
        if one.judgement is not None:
            crossed[Basis.JUDGED].append((label, replace(said, judgement=one.judgement)))


def round_trips(interpreter: Interpreter, crossed: dict[Basis, list[judged.Judged]]) -> None:
    """Put into rows that were read without their source how like each is to what comes back of a round trip: all that
    people translated, and of each source TRIPS machines' translations."""
    rng = random.Random(1)
    by: dict[str, list[Label]] = {}
    for label, _ in crossed[Basis.READ]:
        by.setdefault(label.segment, []).append(label)
    chosen: list[str] = []
    for own in by.values():
        machines = [label.target for label in own if label.whole[3] == 1]
        rng.shuffle(machines)
        chosen += [label.target for label in own if label.whole[3] == 0] + machines[:TRIPS]
    known = dict(zip(chosen, interpreter.likeness(chosen, interpreter.back_translate(chosen)), strict=True))
    for basis, own in crossed.items():
        crossed[basis] = [(label, replace(said, retold=known.get(label.target))) for label, said in own]


def edited_german(interpreter: Interpreter, corpus: Path, count: int) -> dict:
    """What the models make of original German news: the scale of fluency, and the limit of suspicion."""
    texts = original_german(corpus)
    items = [{"mt": text, "src": text} for text in texts[:count]]
    # Read with itself as its source: the language model does not care, and no back-translation is needed.
    read = [e for e in evidence_of(interpreter, items, given=True) if len(e.words) >= 6]
    means = [float(np.mean([max(FLOOR, w.lm_logprob) for w in e.words])) for e in read]
    # The cross-encoder is quick, and one word in 2,000 wants many words to be found in.
    alone = [one for one in interpreter.opinions(texts, [None] * len(texts)) if one is not None]
    doubts = [estimate.grammar_doubt(one) / len(one.ungrammatical) for one in alone]
    logits = np.concatenate([one.ungrammatical for one in alone])
    usual, limit = float(np.mean(doubts)), float(np.quantile(logits, 1 - ALARMS))
    print(
        f"edited German: {len(means)} sentences, mean {np.mean(means):.3f} deviation {np.std(means):.3f}, "
        f"{usual:.4f} nats of doubt in a word, suspicion above {limit:.2f}"
    )
    return {
        "fluency": {
            "mean": round(float(np.mean(means)), 6),
            "deviation": round(float(np.std(means)), 6),
            "doubt": round(usual, 6),
        },
        "suspicion": {"limit": round(limit, 4)},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=embedded_folder())
    parser.add_argument("--crossed", type=Path, required=True, help="the folder of `estimator.py cross`")
    parser.add_argument("--opinions", type=Path, required=True, help="what `crossencoder.py cross` wrote")
    parser.add_argument("--again", action="store_true", help="leave the regressions over glass-box figures as they are")
    parser.add_argument("--rows", type=int, default=1500, help="MQM rows for these; other sets in proportion")
    parser.add_argument("--asked", type=int, default=6000, help="MQM rows in which the checks' findings are counted")
    a = parser.parse_args()
    rng = random.Random(SEED)
    crossed = judged.read(a.crossed, a.opinions)
    pair = resolve(str(a.model), source_language="en", target_language="de")
    known = lexicon.of(pair, source_language="en", target_language="de")
    together = contexts.of(pair, source_language="en", target_language="de")
    interpreter = Interpreter(pair, known, Cache(default_path()))
    senses_known = Knowledge(together, known), Chooser(senses.load("de"), together, interpreter.around)
    path = a.model / calibration.CALIBRATION
    german = edited_german(interpreter, a.corpus, a.rows // 2)
    if a.again:
        value = json.loads(path.read_text(encoding="utf-8")) | german
    else:
        critical = rows(a.bench / "ced_ende" / "train.jsonl.xz")
        data = {"mqm": mqm_rows(a.bench, a.rows, rng), "postedit": postedit_rows(a.bench, a.rows // 2, rng)}
        rng.shuffle(critical)
        data |= {"critical": critical[: a.rows // 2], "human": mqm_rows(a.bench, a.rows // 2, rng, human=True)}
        value = {
            "languages": "en-de",
            "fitted_on": {name: len(items) for name, items in data.items()},
            **german,
            "with_source": fit_plain(interpreter, data, given=True),
            "without_source": fit_plain(interpreter, data, given=False),
        }
    every, asked = mqm_rows(a.bench, MOST, random.Random(4)), mqm_rows(a.bench, a.asked, random.Random(SEED))
    strict = rows(a.bench / f"{STRICT}.jsonl.xz")
    untranslated(interpreter, crossed[False])
    round_trips(interpreter, crossed[False])
    for name, given in (("with_source", True), ("without_source", False)):
        rules = of_rules(every, given=given)
        read = evidence_of(interpreter, asked, given=given, asking=True)
        heard = evidence_of(interpreter, strict, given=given)
        doubted = {
            (item["src"], item["mt"]): sense.doubts(item["mt"], evidence, *senses_known)
            for item, evidence in zip(asked + strict, read + heard, strict=True)
        }
        logits = [one.opinion.ungrammatical for one in read if one.opinion is not None]
        often = judged.spoken(logits, german["suspicion"]["limit"])
        more = [(labelled(STRICT, row), evidence) for row, evidence in zip(strict, heard, strict=True)]
        head = hear(value[name], crossed[given], often, rules=rules, doubted=doubted, strict=more, given=given)
        found = reliability(asked, read, head, doubted, given=given)
        value[name]["reliability"] = found | value[name]["reliability"]  # of what hear has counted, more rows were read
    put(path.parent, {path.name: (json.dumps(value, indent=1) + "\n").encode()})
    seal_model(a.model)


if __name__ == "__main__":
    main()
