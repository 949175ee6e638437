"""Golden sentences: what a model said when it was sealed, and must say again wherever it is installed.

Weights can be whole and yet be used wrongly: a library that ties the wrong matrices, a tokenizer that splits in another
way. So a sealed model carries golden.json (written by models/recipe/seal.py): for some sentence pairs the
log-probability of the target given its source, and how good a translation its own beam search found. A model without
that file is asked a weaker question: whether it listens to its source at all.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from audit.errors import ModelError
from audit.marian import Marian
from audit.models import Direction

GOLDEN = "golden.json"
SAME = 0.02  # nats of a whole sentence: what processors differ by in float32, many times over
AS_GOOD = 2.0  # nats of a whole sentence: what int8 may lose in the search on another processor

# English and German of our own, for golden.json and for models that have none.
PAIRS = (
    ("This is a house.", "Das ist ein Haus."),
    ("Where is the station?", "Wo ist der Bahnhof?"),
    ("I have no time today because I have to work.", "Ich habe heute keine Zeit, weil ich arbeiten muss."),
    ("The government wants to talk to its neighbours again.", "Die Regierung will wieder mit ihren Nachbarn reden."),
    ("She bought three books and a newspaper.", "Sie kaufte drei Bücher und eine Zeitung."),
    ("Nobody knows why the train did not come.", "Niemand weiß, warum der Zug nicht kam."),
)


@dataclass(frozen=True, slots=True)
class Golden:
    """One sentence pair of one direction. logprob: of the target given the source; found: log-probability, by the same
    float32 model, of the translation that its int8 beam search makes of the source. Nats, end of sentence included."""

    tag: str
    source: str
    target: str
    logprob: float
    found: float


def pairs(languages: tuple[str, str]) -> list[tuple[str, str]]:
    """(source, target) sentences from the first language into the second; [] where we know none."""
    sides = {("en", "de"): [*PAIRS], ("de", "en"): [(german, english) for english, german in PAIRS]}
    return sides.get(languages, [])


def measured(model: Marian, sentences: Sequence[tuple[str, str]]) -> list[Golden]:
    """What the model says of these pairs here and now."""
    sources, targets = [source for source, _ in sentences], [target for _, target in sentences]
    own = model.score(list(sentences))
    made = model.score(list(zip(sources, model.translate(sources), strict=True)))
    return [
        Golden(model.tag, source, target, round(forced.total, 4), round(hypothesis.total, 4))
        for source, target, forced, hypothesis in zip(sources, targets, own, made, strict=True)
    ]


def write(folder: Path, golden: Sequence[Golden]) -> None:
    """Write the folder's golden.json."""
    text = json.dumps([asdict(one) for one in golden], ensure_ascii=False, indent=1)
    (folder / GOLDEN).write_text(text + "\n", encoding="utf-8")


def read(folder: Path, tag: str) -> list[Golden]:
    """The golden sentences of one direction; [] where the folder has none. Raises ModelError where damaged."""
    path = folder / GOLDEN
    if not path.is_file():
        return []
    try:
        rows = [Golden(**row) for row in json.loads(path.read_text(encoding="utf-8"))]
    except (ValueError, TypeError) as error:
        raise ModelError(f"{path}: damaged; install again") from error
    return [row for row in rows if row.tag == tag]


def verify(direction: Direction, languages: tuple[str, str], converted: Path | None) -> Iterator[str]:
    """Lines for a person, one per sentence. Raises ModelError where the model does not say what it should."""
    model = Marian(direction, converted=converted)
    if golden := read(direction.folder, direction.tag):
        now = measured(model, [(one.source, one.target) for one in golden])
        for was, here in zip(golden, now, strict=True):
            yield f"{was.source}  log-probability {here.logprob:.3f} ({was.logprob:.3f})"
            if abs(was.logprob - here.logprob) > SAME or here.found < was.found - AS_GOOD:
                raise ModelError(
                    f"{direction.folder}: does not score {was.source!r} as it did when it was made; "
                    "the installed transformers or ctranslate2 may not fit this model, or its files were mixed"
                )
        return
    known = pairs(languages)
    if not known:
        yield f"{'-'.join(languages)}: loads; no sentences are known in these languages to try it with"
        return
    made = model.translate([source for source, _ in known])
    own = model.score(known)
    other = model.score([(known[i - 1][0], target) for i, (_, target) in enumerate(known)])
    yield from (f"{source}  -> {translation}" for (source, _), translation in zip(known, made, strict=True))
    if sum(forced.total for forced in own) <= sum(forced.total for forced in other):
        raise ModelError(f"{direction.folder}: loads, but does not listen to its source; fetch or install again")
