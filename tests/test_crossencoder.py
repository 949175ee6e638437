"""The cross-encoder: what it reads, what it keeps, and what it hears in sentences of our own."""

import pytest
import torch

from audit.cache import Cache
from audit.crossencoder import PAD, WORD_LOGITS, Base, CrossEncoder, Judge, Layer, Pieced, Shape, load, save, tensors_of
from audit.errors import ModelError
from audit.estimate import grammar_doubt
from audit.gather import Interpreter
from audit.lexicon import Lexicon
from audit.models import EMBEDDED, embedded_folder, resolve
from audit.words import tokens

SMALL = Shape(pieces=50, positions=16, width=24, heads=3, inner=48, shared=1, own=2, judges=2)
WEIGHTS, TOKENIZER = embedded_folder() / "crossencoder.en-de.safetensors", embedded_folder() / "crossencoder.json"


@pytest.fixture(scope="module")
def embedded():
    return CrossEncoder(WEIGHTS, TOKENIZER)


def test_what_is_saved_comes_back_but_for_rounding(tmp_path):
    torch.manual_seed(1)
    base, judges, sense = Base(SMALL).eval(), [Judge(SMALL).eval() for _ in range(2)], Judge(SMALL).eval()
    with torch.no_grad():  # such as come in 4 bits
        base.pieces.weight.copy_(torch.randint(-8, 8, (SMALL.pieces, SMALL.width)) / 8)
        base.pieces.weight[:, 0] = -1
    save(SMALL, base, judges, sense, tmp_path / "small.safetensors")
    shape, other, others, own = load(tmp_path / "small.safetensors")
    assert shape == SMALL and len(others) == 2
    assert torch.equal(base.pieces.weight, other.pieces.weight)
    ids, real, words = torch.tensor([[0, 7, 9, 2]]), torch.ones(1, 4, dtype=torch.bool), torch.eye(4)[None, 1:3]
    with torch.inference_mode():
        for one, two in zip([*judges, sense], [*others, own], strict=True):
            for left, right in zip(one(base(ids, real), real, words), two(other(ids, real), real, words), strict=True):
                assert torch.allclose(left, right, atol=0.05)
    assert [path.name for path in tmp_path.iterdir()] == ["small.safetensors"]


def test_padding_changes_nothing():
    torch.manual_seed(2)
    layer = Layer(SMALL).eval()
    states = torch.randn(1, 3, SMALL.width)
    padded = torch.cat([states, torch.randn(1, 5, SMALL.width)], dim=1)
    real = torch.arange(8)[None] < 3
    with torch.inference_mode():
        assert torch.allclose(layer(states, real[:, :3]), layer(padded, real)[:, :3], atol=1e-5)


def test_damaged_files_are_told_in_one_line(tmp_path):
    broken = tmp_path / "crossencoder.en-de.safetensors"
    broken.write_bytes(b"no weights")
    with pytest.raises(ModelError, match=r"crossencoder\.en-de\.safetensors.*install again"):
        load(broken)
    with pytest.raises(ModelError, match="tokenizer cannot be loaded"):
        Pieced(broken)


def test_every_word_of_the_target_has_its_pieces():
    target = "„Er sagte's nicht“, schrieb die Nachrichtenagentur – 2,5 Mio. Euro."
    pieces = Pieced(TOKENIZER)("He didn't say it.", target)
    count = sum(1 for _ in tokens(target))
    assert sorted(set(pieces.owners)) == list(range(-1, count))
    ids, real, words = tensors_of([pieces, Pieced(TOKENIZER)("", "Ja.")])
    assert words.shape == (2, count, len(pieces.ids)) and torch.allclose(words[0].sum(-1), torch.ones(count))
    assert ids[1, int(real[1].sum()) :].eq(PAD).all() and words[1, 1:].eq(0).all()


def test_an_opinion_is_the_same_each_time_and_has_a_figure_for_each_word(embedded):
    said = embedded("The council met on Monday.", "Der Rat tagte am Montag.")
    assert said == CrossEncoder(WEIGHTS, TOKENIZER)("The council met on Monday.", "Der Rat tagte am Montag.")
    assert all(len(getattr(said, name)) == 5 for name in (*WORD_LOGITS, "sense"))


def test_what_cannot_be_read_gets_no_opinion(embedded):
    assert embedded("A source.", "—") is None
    assert embedded("", "Wort " * 600) is None
    assert embedded("word " * 600, "Wort") is None
    assert embedded("x" * 1_000_000, "Wort") is None


MISPLACED = (  # source, translation, a word of it, one that has no business there
    ("She ate the soup with a spoon.", "Sie aß die Suppe mit einem Löffel.", "Löffel", "Bagger"),
    ("The court found him guilty.", "Das Gericht sprach ihn schuldig.", "Gericht", "Spielfeld"),
    ("The train to Hamburg leaves at nine.", "Der Zug nach Hamburg fährt um neun.", "Zug", "Lehrgang"),
    ("She wrote him a long letter.", "Sie schrieb ihm einen langen Brief.", "Brief", "Regen"),
    ("Please close the door.", "Bitte schließen Sie die Tür.", "schließen", "folgern"),
    ("The doctor opened the window.", "Die Ärztin öffnete das Fenster.", "Fenster", "Jahrhundert"),
    ("The company paid a fine.", "Das Unternehmen zahlte eine Geldstrafe.", "Geldstrafe", "Wolke"),
    ("The president visited the hospital.", "Der Präsident besuchte das Krankenhaus.", "besuchte", "kochte"),
)


@pytest.mark.parametrize("given", [True, False])
def test_a_word_out_of_place_is_mostly_heard_above_the_right_one(embedded, given):
    heard = 0
    for source, right, word, other in MISPLACED:
        at = [token.text for token in tokens(right)].index(word)
        good, bad = (embedded(source if given else "", text) for text in (right, right.replace(word, other)))
        heard += bad.sense[at] > good.sense[at]
    assert heard >= 6


SLIPS = (  # a German sentence, and the same with its verb in the wrong number
    ("Der Rat hat den Antrag abgelehnt.", "Der Rat haben den Antrag abgelehnt."),
    ("Die Minister haben sich am Abend in Berlin getroffen.", "Die Minister hat sich am Abend in Berlin getroffen."),
    ("Die Regierung will das Gesetz ändern.", "Die Regierung wollen das Gesetz ändern."),
    ("Nach dem Essen gingen die Gäste nach Hause.", "Nach dem Essen ging die Gäste nach Hause."),
    ("Das Gebäude war im Sommer sehr heiß.", "Das Gebäude waren im Sommer sehr heiß."),
    ("Die beiden Schulen sind seit Montag geschlossen.", "Die beiden Schulen ist seit Montag geschlossen."),
    ("Er sagte, dass die Arbeiter bald kommen.", "Er sagte, dass die Arbeiter bald kommt."),
    ("Am Morgen wurde der Fahrer befragt.", "Am Morgen wurden der Fahrer befragt."),
    ("Der Preis kann in diesem Jahr noch steigen.", "Der Preis können in diesem Jahr noch steigen."),
    ("Die Polizei sucht nach zwei Männern.", "Die Polizei suchen nach zwei Männern."),
)


def test_a_verb_in_the_wrong_number_is_mostly_heard(embedded):
    heard = [grammar_doubt(embedded("", bad)) > grammar_doubt(embedded("", good)) for good, bad in SLIPS]
    assert sum(heard) >= 8


def test_an_interpreter_remembers_opinions_and_has_none_for_other_languages(tmp_path, monkeypatch):
    pair = resolve(EMBEDDED, source_language="en", target_language="de")
    interpreter = Interpreter(pair, Lexicon("en", "de"), Cache(tmp_path / "cache.sqlite"))
    targets, sources = ["Der Rat tagte.", "—", "Der Rat tagte."], ["The council met.", None, None]
    said = interpreter.opinions(targets, sources)
    assert said[1] is None and said[0] != said[2]
    monkeypatch.setattr(CrossEncoder, "__call__", lambda *_: pytest.fail("asked again"))
    assert Interpreter(pair, Lexicon("en", "de"), interpreter.cache).opinions(targets, sources) == said
    assert Interpreter(pair, Lexicon("en", "fr"), Cache(None)).opinions(targets, sources) == [None] * 3
