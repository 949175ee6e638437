"""A folder in exactly the layout of Helsinki-NLP/opus-mt-*: untrained, tiny, two SentencePiece models, one joint
vocabulary whose last entry is <pad>, weights in pytorch_model.bin, the settings that OPUS-MT's own configurations have.
"""

import json
from pathlib import Path

import sentencepiece
import torch
from transformers import MarianConfig, MarianMTModel

TEXTS = {
    "en": "the house is big . the government promised more money on monday . where is the old station ? we see it .",
    "de": "das haus ist groß . die regierung versprach am montag mehr geld . wo ist der alte bahnhof ? wir sehen es .",
    "fr": "la maison est grande . le gouvernement a promis plus d'argent lundi . où est la vieille gare ? on la voit .",
}


def make(
    folder: Path,
    source: str,
    target: str,
    *,
    tags: tuple[str, ...] = (),
    safetensors: bool = False,
    seed: int = 1,
    positions: int = 512,
) -> Path:
    """The folder, made. source, target: languages of TEXTS, as the tokenizer's settings name them in "old" style;
    tags: of a multi-target model, e.g. (">>deu<<",); positions: most pieces of a text, and two."""
    folder.mkdir(parents=True)
    pieces: dict[str, int] = {"</s>": 0, "<unk>": 1}
    for side, language in (("source", source), ("target", target)):
        text = folder / "text.txt"
        text.write_text("\n".join([TEXTS[language]] * 3), encoding="utf-8")
        sentencepiece.SentencePieceTrainer.train(
            input=str(text), model_prefix=str(folder / side), vocab_size=60, hard_vocab_limit=False,
            character_coverage=1.0, bos_id=-1, eos_id=0, unk_id=1, minloglevel=2,
        )  # fmt: skip
        (folder / f"{side}.model").rename(folder / f"{side}.spm")
        (folder / f"{side}.vocab").unlink()
        text.unlink()
        spm = sentencepiece.SentencePieceProcessor(model_file=str(folder / f"{side}.spm"))
        for i in range(spm.get_piece_size()):
            pieces.setdefault(spm.id_to_piece(i), len(pieces))
    for tag in (*tags, "<pad>"):
        pieces[tag] = len(pieces)
    pad = pieces["<pad>"]
    torch.manual_seed(seed)
    config = MarianConfig(
        vocab_size=len(pieces), d_model=16, encoder_layers=1, decoder_layers=1, encoder_attention_heads=2,
        decoder_attention_heads=2, encoder_ffn_dim=32, decoder_ffn_dim=32, max_position_embeddings=positions,
        activation_function="swish", scale_embedding=True, static_position_embeddings=True, pad_token_id=pad,
        eos_token_id=0, forced_eos_token_id=0, decoder_start_token_id=pad, bad_words_ids=[[pad]], num_beams=6,
        share_encoder_decoder_embeddings=True,
    )  # fmt: skip
    model = MarianMTModel(config)
    with torch.no_grad():
        model.model.shared.weight[pad] = 0
    model.save_pretrained(folder)
    if not safetensors:
        torch.save(model.state_dict(), folder / "pytorch_model.bin")
        (folder / "model.safetensors").unlink()
    (folder / "vocab.json").write_text(json.dumps(pieces, ensure_ascii=False), encoding="utf-8")
    settings = {"target_lang": target, "source_lang": source}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")
    return folder
