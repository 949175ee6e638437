"""What lies in a MarianMT folder: its form (SentencePiece models, vocabulary, the ids that matter), read without torch,
and its weights as a network in torch.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audit.errors import ModelError
from audit.models import WEIGHTS, first_line, hushed


@dataclass(frozen=True, slots=True)
class Form:
    """What of a model's folder translating needs besides weights: SentencePiece models of both sides (source, target),
    piece -> id, the ids of <unk>, </s>, <pad> and of what decoding starts from, the number of positions, and the width
    of a state."""

    source: Any
    target: Any
    vocabulary: dict[str, int]
    unknown: int
    end: int
    pad: int
    start: int
    positions: int
    width: int


def read_form(folder: Path) -> Form:
    """The form of a model folder. Raises ModelError where its files are damaged."""
    from sentencepiece import SentencePieceProcessor

    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        vocabulary = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
        return Form(
            source=SentencePieceProcessor(model_file=str(folder / "source.spm")),
            target=SentencePieceProcessor(model_file=str(folder / "target.spm")),
            vocabulary=vocabulary,
            unknown=vocabulary["<unk>"],
            end=int(config["eos_token_id"]),
            pad=int(config["pad_token_id"]),
            start=int(config["decoder_start_token_id"]),
            positions=int(config["max_position_embeddings"]),
            width=int(config["d_model"]),
        )
    except Exception as error:  # damaged files raise many kinds
        raise _unloadable(folder, error) from error


def starts_from_zero(folder: Path, start: int) -> bool:
    """Whether the decoder starts from a zero vector, as Marian's does: then CTranslate2 can say what transformers does.
    Raises ModelError where the weights are damaged."""
    path = folder / WEIGHTS[0]
    if path.is_file():
        from safetensors import SafetensorError, safe_open

        try:
            with safe_open(path, "numpy") as weights:
                names = set(weights.keys())
                for name in ("model.decoder.embed_tokens.weight", "model.shared.weight"):
                    if name in names:
                        return not weights.get_slice(name)[start : start + 1].any()
        except SafetensorError as error:
            raise _unloadable(folder, error) from error
        except TypeError:  # a kind of number that numpy does not know; torch does
            pass
    return not bool(load(folder).get_decoder().embed_tokens.weight[start].any())


def load(folder: Path) -> Any:
    """The network of a folder in Hugging Face form: float32, evaluation mode, attention visible."""
    import torch
    from transformers import MarianMTModel

    try:
        with hushed():
            model = MarianMTModel.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager")
    except Exception as error:  # damaged files raise many kinds, down to struct and JSON errors
        raise _unloadable(folder, error) from error
    return model.eval()


def _unloadable(folder: Path, error: Exception) -> ModelError:
    return ModelError(f"{folder}: this model cannot be loaded ({first_line(error)}); see: mt-audit models")
