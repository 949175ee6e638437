"""Beam search by CTranslate2 in int8: several times as fast on a CPU as transformers in float32.

The model is converted once, from its own folder into the user's cache, under a name that follows from the weights and
from CTranslate2's version. A conversion is put in place by one rename and checked against its checksums whenever it is
loaded; a damaged one is made anew. Only generation is int8, and the choice among its hypotheses: scores that are
recorded are always float32 (audit.marian).
"""

import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit import cores
from audit.errors import ModelError
from audit.models import MANIFEST, check_manifest, digest, first_line, hushed, seal

if TYPE_CHECKING:
    from ctranslate2 import Translator

QUANTIZATION = "int8"


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A translation that a search has found: its pieces, and their log-probability per piece in nats."""

    pieces: tuple[str, ...]
    logprob: float


class Generator:
    """CTranslate2 on a MarianMT folder. folder: where conversions are kept; None keeps nothing after this object. Each
    call has one core; as many calls as there are cores may be made at once."""

    def __init__(self, model: Path, folder: Path | None) -> None:
        import ctranslate2

        self._own: tempfile.TemporaryDirectory[str] | None = None
        place = None if folder is None else conversion(model, folder)
        if place is None:
            self._own = tempfile.TemporaryDirectory(prefix="mt-audit-")
            place = Path(self._own.name) / "model"
            _convert(model, place)
        self._translator: Translator = ctranslate2.Translator(
            str(place), device="cpu", compute_type=QUANTIZATION, inter_threads=cores.count(), intra_threads=1
        )

    def __call__(
        self, sources: Sequence[Sequence[str]], *, beams: int, longest: int, no_repeat: int
    ) -> list[list[Hypothesis]]:
        """What is left in the beam of each source, likeliest first. sources: pieces with the tag before and </s> behind
        them; longest: most pieces of a hypothesis; no_repeat: a run of so many pieces comes only once."""
        results = self._translator.translate_batch(
            [list(source) for source in sources],
            beam_size=beams,
            num_hypotheses=beams,
            return_scores=True,
            max_decoding_length=longest,
            no_repeat_ngram_size=no_repeat,
            disable_unk=True,
            max_batch_size=max(1, len(sources)),
        )
        return [
            [Hypothesis(tuple(pieces), score) for pieces, score in zip(found.hypotheses, found.scores, strict=True)]
            for found in results
        ]

    def likelihoods(self, sources: Sequence[Sequence[str]], target: Sequence[str]) -> list[float]:
        """Log-probability per piece, in nats, of one target (pieces) given each of several sources (as above)."""
        found = self._translator.score_batch([list(source) for source in sources], [list(target)] * len(sources))
        return [sum(one.log_probs) / max(1, len(one.log_probs)) for one in found]


def conversion(model: Path, folder: Path) -> Path | None:
    """The model's conversion inside `folder`, made or made anew where needed; None where nothing can be kept there."""
    import ctranslate2

    place = folder / f"{model.name}-{digest(model)[:16]}-{QUANTIZATION}-{ctranslate2.__version__}"
    if place.is_dir():
        try:
            check_manifest(place)
            if (place / MANIFEST).is_file():
                return place
        except ModelError:
            pass
        shutil.rmtree(place, ignore_errors=True)  # it was put here by one rename, so nobody is still writing it
    try:
        folder.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix="converting-", dir=folder))
    except OSError:  # a read-only home: work without
        return None
    try:
        _convert(model, fresh / "model")
        seal(fresh / "model", [path.name for path in (fresh / "model").iterdir()])
        (fresh / "model").rename(place)
    except OSError:  # a full disk; or another process was first, then its conversion is as good
        return place if (place / MANIFEST).is_file() else None
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return place


def _convert(model: Path, place: Path) -> None:
    """Convert a MarianMT folder. Raises ModelError where CTranslate2 cannot."""
    import numpy as np
    from ctranslate2.converters import TransformersConverter

    class Converter(TransformersConverter):  # type: ignore[misc]
        """CTranslate2's own takes it for granted that the decoder has as many attention heads as the encoder."""

        def _load(self) -> Any:
            spec = super()._load()
            settings = json.loads((model / "config.json").read_text(encoding="utf-8"))
            spec.decoder.num_heads = np.int16(settings["decoder_attention_heads"])
            return spec

    try:
        with hushed():
            Converter(str(model)).convert(str(place), quantization=QUANTIZATION)
    except OSError:
        raise
    except Exception as error:  # the converter raises whatever a damaged file leads to
        reason = first_line(error)
        raise ModelError(f"{model}: CTranslate2 cannot convert this model ({reason}); see: mt-audit models") from error
