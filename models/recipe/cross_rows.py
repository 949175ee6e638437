"""What the cross-encoder is fitted on: the pieces that it knows, people's rows, and planted ones with their labels."""

import random
from collections import Counter
from collections.abc import Iterator, Set
from dataclasses import dataclass
from pathlib import Path

import e5
import exchanges
import numpy as np
import planting
import pseudo
import slips
from held_out import folds
from labels import Label, drawn
from planting import WEIGHTS, Corpus

from audit import lexicon
from audit.crossencoder import SEGMENT_FIGURES, WORD_LOGITS, Pieced, Pieces, Shape
from audit.gather import CROSS_PIECES as PIECES
from audit.models import EMBEDDED, resolve

COUNTS = {
    "mqm_news20_ende": 9000,
    "mqm_news21_ende": 7200,
    "mqm_ted_ende": 5400,
    "mlqe_pe_ende/train": 7000,
    "ced_ende/train": 7878,
    "synced_ende/train_silver": 8000,
}
EVERY = {"mqm_news20_ende": 14_180, "mqm_news21_ende": 8959, "mqm_ted_ende": 7406}  # all that there are
ALONE = 0.25  # share of the rows that are read without their source, too
EXCHANGES, KEPT_OUT, EXCHANGES_ALONE = 12800, 800, 0.3
SLIPS, SLIPS_ALONE = 70_800, 0.75
RAREST = 3  # occurrences in the corpus that a piece needs
LONGEST = 300  # pieces of a row
LEAST_WEIGHT, SHORTEST = 0.3, 12  # of pairs without labels: of their origin, and characters of the German
EDITED, EXCHANGED, UNGRAMMATICAL = (WORD_LOGITS.index(name) for name in ("edited", "exchanged", "ungrammatical"))
ADEQUACY, HALF_SHARED = SEGMENT_FIGURES.index("adequacy"), 0.5
# Which of the four folds of documents each judge is fitted on: half of all, and no two the same.
SEEN = (0, 1), (2, 3), (0, 2), (1, 3)
ALL = tuple(range(len(SEEN)))


@dataclass(slots=True)
class Row:
    """A text that is read. words: (n, 5) labels of the target's words; judges: those that are fitted on it before they
    see everything; label: whose it is, None for what nobody was asked for."""

    pieces: Pieces
    words: np.ndarray
    whole: np.ndarray
    segment: str
    judges: tuple[int, ...]
    given: bool
    label: Label | None


def cut_vocabulary(corpus: Path, encoder: Path, out: Path) -> None:
    """The tokenizer with the pieces that the corpus has, and all single letters of its scripts."""
    whole = e5.read(encoder, Shape(pieces=0)).pieces
    tokenizer = tokenizer_of(whole)
    count: Counter[int] = Counter()
    rows = planting.pairs(corpus)
    for at in range(0, len(rows), 20_000):
        texts = [side for row in rows[at : at + 20_000] for side in row[:2]]
        for found in tokenizer.encode_batch_fast(texts, add_special_tokens=False):
            count.update(found.ids)
    kept = [k for k, (piece, _) in enumerate(whole) if k < 4 or count[k] >= RAREST or _single(piece)]
    np.save(out / "kept.npy", np.array(kept))
    tokenizer_of([whole[k] for k in kept]).save(str(out / PIECES))
    print(f"{len(kept)} of {len(whole)} pieces; the corpus has {len(count)}")


def _single(piece: str) -> bool:
    import unicodedata

    letter = piece.removeprefix("▁")
    scripts = ("LATIN", "DIGIT", "GREEK", "CYRILLIC")
    return len(letter) == 1 and (not letter.isalpha() or unicodedata.name(letter, "").split(" ")[0] in scripts)


def tokenizer_of(pieces: list[tuple[str, float]]):
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=3))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    return tokenizer


def labelled(pieced: Pieced, bench: Path) -> list[Row]:
    """The people's rows, the first COUNTS of them each for the judges that see its document's fold, the others for none
    until all are read."""
    first = drawn(bench, COUNTS)
    fold: dict[int, int] = {}
    for k, held in enumerate(folds([one.document for one in first])):
        fold |= {place: k for place, among in enumerate(held) if among}
    further = [one for name in EVERY for one in drawn(bench, {name: EVERY[name]})[COUNTS[name] :]]
    out, read = [], Counter[str]()
    for place, one in enumerate([*first, *further]):
        judges = tuple(judge for judge in ALL if place in fold and fold[place] in SEEN[judge])
        words = np.full((len(one.words), len(WORD_LOGITS)), np.nan, np.float32)
        words[:, : one.words.shape[1]] = one.words
        # The first ones: the estimator reads the same without their source, and calibrate.py needs what both say.
        for given in (True, False) if read[one.name] < ALONE * COUNTS[one.name] else (True,):
            pieces = pieced(one.source if given else "", one.target)
            name = one.segment if given else f"{one.segment}/alone"
            if len(words) and len(pieces.ids) <= LONGEST:
                out.append(Row(pieces, words, one.whole, name, judges, given, one))
        read[one.name] += 1
    return out


def exchanged(pieced: Pieced, corpus: Corpus) -> list[Row]:
    """Right and wrong targets of the exchanges, half of them for every other judge; some are kept from all."""
    known = lexicon.of(
        resolve(EMBEDDED, source_language="en", target_language="de"), source_language="en", target_language="de"
    )
    rng, out = random.Random(1), []
    found = exchanges.exchanges(corpus, known, EXCHANGES)
    for number, one in enumerate(found):
        judges = ALL[number % 2 :: 2] if number >= KEPT_OUT else ()
        given = rng.random() >= EXCHANGES_ALONE
        for target in (one.right, one.wrong):
            wrong = {one.word} if target == one.wrong else set()
            pieces = pieced(one.source if given else "", target)
            out.append(silver(pieces, EXCHANGED, wrong, f"exchange/{number}", judges, given=given))
    return out


def slipped(pieced: Pieced, corpus: Corpus) -> list[Row]:
    """German with slips of grammar, most of it without its source; some are kept from all judges, which see the same
    others."""
    rng, out = random.Random(2), []
    for number, one in enumerate(slips.slips(corpus, SLIPS)):
        given = rng.random() >= SLIPS_ALONE
        pieces = pieced(one.source if given else "", one.text)
        judges = ALL if number >= KEPT_OUT else ()
        out.append(silver(pieces, UNGRAMMATICAL, one.wrong, f"slip/{number}", judges, given=given))
    return out


def compared(pieced: Pieced, made: Path) -> list[Row]:
    """The model's own translations, held against people's: the words that people did without, and their share."""
    out = []
    for number, (source, reference, hypothesis) in enumerate(pseudo.read(made)):
        pieces = pieced(source, hypothesis)
        if pieces.words and len(pieces.ids) <= LONGEST:
            without = pseudo.unshared(hypothesis, reference)
            row = silver(pieces, EDITED, without, f"compared/{number}", ALL, given=True)
            row.whole[ADEQUACY] = 3 * (HALF_SHARED - len(without) / pieces.words)
            out.append(row)
    return out


def paired(pieced: Pieced, corpus: Corpus) -> Iterator[tuple[Row, float]]:
    """The pairs of the corpus with the weights of their origins, by chance; nothing is said of their words."""
    rows = [(english, german, WEIGHTS.get(origin, 1.0)) for english, german, origin in dict.fromkeys(corpus.pairs)]
    random.Random(3).shuffle(rows)
    for number, (english, german, weight) in enumerate(rows):
        if weight >= LEAST_WEIGHT and len(german) >= SHORTEST:
            pieces = pieced(english, german)
            if pieces.words:
                words = np.full((pieces.words, len(WORD_LOGITS)), np.nan, np.float32)
                yield _unasked(pieces, words, f"pair/{number}", (), given=True), weight


def silver(pieces: Pieces, column: int, wrong: Set[int], segment: str, judges: tuple[int, ...], *, given: bool) -> Row:
    """A row that says of one kind of error alone which words have it."""
    words = np.full((pieces.words, len(WORD_LOGITS)), np.nan, np.float32)
    words[:, column] = [k in wrong for k in range(pieces.words)]
    return _unasked(pieces, words, segment, judges, given=given)


def _unasked(pieces: Pieces, words: np.ndarray, segment: str, judges: tuple[int, ...], *, given: bool) -> Row:
    """A row of which nothing is known as a whole."""
    return Row(pieces, words, np.full(4, np.nan, np.float32), segment, judges, given, None)
