"""How audit/languages/de/finite_verbs.txt was learned: PYTHONPATH=. python models/recipe/finite_verbs.py TRAIN.tsv.xz

German only. A word that stands directly after a pronoun that begins its sentence is a finite verb of that person
("Wir gehen …"). Written: form, tab, persons: 1 (ich), 2 (du), 3 (er, man), p (wir, sie in the plural).
"""

import argparse
import lzma
import re
from collections import Counter, defaultdict
from pathlib import Path

from audit.checks.agreement import word_set

OUT = Path(__file__).parents[2] / "audit" / "languages" / "de" / "finite_verbs.txt"
PERSON = {"ich": "1", "du": "2", "er": "3", "man": "3", "wir": "p"}
START = re.compile(r"(?:^|[.!?] |[„“\"])(Ich|Du|Er|Man|Wir|Es|Sie) ([a-zäöüß]{2,})(?= [a-zäöüß]|[.!?])")
ADVERBS = word_set("auch nur selbst allein und oder aber sowie als alle beide noch schon nicht dort hier da mit")
WORD = re.compile(r"[a-zäöüß]+")


def persons(form: str, tally: Counter[str], total: int) -> str:
    """The persons of a form: those with 5 % of its contexts, filled up by the paradigm ("ging" is 1 and 3 alike)."""
    n = sum(tally[p] for p in "123p")
    if (
        n < 2
        or form.endswith("gegen")
        or form in ADVERBS
        or (tally.total() / max(total, 1) < 0.01 and not form.endswith("en"))
    ):
        return ""
    kept = {p for p in "123p" if tally[p] >= max(1, 0.05 * n)}
    if form.endswith("e"):
        kept |= {"1", "3"}  # "ich gehe", "er gehe" (reported speech), "ich/er sagte"
    elif kept == {"1"} and form != "bin":
        kept.add("3")  # "ich/er geriet"
    elif "3" in kept and (not form.endswith("t") or tally["3"] < 10) and form != "ist":
        kept.add("1")  # rare forms in -t may be strong pasts
    if form.endswith("en") and not form.endswith("schien"):  # "erschien" ends as a plural does and is none
        kept = {"p"}
    if form.endswith("st") and "2" in kept and tally["2"] >= 0.5 * n:
        kept = {"2"}
    return "".join(sorted(kept))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("train", type=Path)
    args = parser.parse_args()
    tallies: dict[str, Counter[str]] = defaultdict(Counter)
    total: Counter[str] = Counter()
    with lzma.open(args.train, "rt", encoding="utf-8") as lines:
        for line in lines:
            german = line.split("\t")[1]
            total.update(WORD.findall(german))
            for pronoun, verb in START.findall(german):
                tallies[verb][PERSON.get(pronoun.lower(), "?")] += 1
    rows = [(v, persons(v, t, total[v])) for v, t in sorted(tallies.items())]
    rows = [(v, p) for v, p in rows if p]
    OUT.write_text("".join(f"{v}\t{p}\n" for v, p in rows), encoding="utf-8")
    print(len(rows), "forms")


if __name__ == "__main__":
    main()
