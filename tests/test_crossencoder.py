"""The cross-encoder: what it reads, what it keeps, and what it hears in sentences of our own."""

from dataclasses import replace

import pytest
import torch

from audit.cache import Cache
from audit.crossencoder import (
    PAD,
    SENSE,
    WORD_LOGITS,
    Base,
    CrossEncoder,
    Judge,
    Layer,
    Networks,
    Pieced,
    Shape,
    load,
    save,
    tensors_of,
)
from audit.errors import ModelError
from audit.estimate import grammar_doubt
from audit.gather import Interpreter
from audit.lexicon import Lexicon
from audit.models import EMBEDDED, embedded_folder, resolve
from audit.words import tokens

SMALL = Shape(pieces=50, positions=16, width=24, heads=3, inner=48, shared=1, taught=2, own=2, judges=1)
WEIGHTS, TOKENIZER = embedded_folder() / "crossencoder.en-de.safetensors", embedded_folder() / "crossencoder.json"


@pytest.fixture(scope="module")
def embedded():
    return CrossEncoder(WEIGHTS, TOKENIZER)


def test_what_is_saved_comes_back_but_for_rounding(tmp_path):
    torch.manual_seed(1)
    plain, taught = Base(SMALL).eval(), Base(replace(SMALL, shared=SMALL.taught)).eval()
    taught.pieces, taught.positions = plain.pieces, plain.positions
    judges, sense = [Judge(SMALL).eval() for _ in range(2)], Judge(SMALL).eval()
    with torch.no_grad():  # such as come in 4 bits
        plain.pieces.weight.copy_(torch.randint(-8, 8, (SMALL.pieces, SMALL.width)) / 8)
        plain.pieces.weight[:, 0] = -1
    whole = Networks(SMALL, plain, taught, judges, sense)
    save(whole, tmp_path / "small.safetensors")
    back = load(tmp_path / "small.safetensors")
    assert back.shape == SMALL and len(back.judges) == 2
    assert torch.equal(plain.pieces.weight, back.plain.pieces.weight)
    assert back.taught.pieces.weight is back.plain.pieces.weight and len(back.taught.layers) == 2
    ids, real, words = torch.tensor([[0, 7, 9, 2]]), torch.ones(1, 4, dtype=torch.bool), torch.eye(4)[None, 1:3]
    for (name, one), (_, two) in zip(whole.parts(), back.parts(), strict=True):
        with torch.inference_mode():
            if isinstance(one, Judge):
                states = plain(ids, real)
                said, again = one(states, real, words), two(states, real, words)
            else:
                said, again = (one(ids, real),), (two(ids, real),)
        for left, right in zip(said, again, strict=True):
            assert torch.allclose(left, right, atol=0.05), name
    assert [path.name for path in tmp_path.iterdir()] == ["small.safetensors"]


def test_the_first_half_of_the_judges_hears_the_plain_encoder(embedded):
    networks = embedded.networks
    ids, real, words = tensors_of([embedded.pieced("The council met.", "Der Rat tagte.")])
    with torch.inference_mode():
        plain, taught = networks.plain(ids, real), networks.taught(ids, real)
        said = [
            judge(states, real, words)[0]
            for judge, states in zip(networks.judges, [plain] * 2 + [taught] * 2, strict=True)
        ]
        sense, _ = networks.sense(taught, real, words)
    heard = embedded("The council met.", "Der Rat tagte.")
    marked = torch.stack(said).mean(0)[0, :, WORD_LOGITS.index("marked")]
    assert heard.marked == pytest.approx(marked.tolist(), abs=1e-3)
    assert heard.sense == pytest.approx(sense[0, :, SENSE].tolist(), abs=1e-3)


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
