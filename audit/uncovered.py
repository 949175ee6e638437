"""The network that tells which words of a source nothing in the target stands for.

A bidirectional GRU over the source's words, like the estimator's over the target's. It was fitted on good translations
of which a clause, a few words or one word had been taken out (models/recipe/omissions.py): there it is known what is
missing, while people mark omissions seldom and only somewhere near the place.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from audit.reading import SourceReading, padded
from audit.source_features import SOURCE_NAMES

WIDEST = 5.0  # deviations from the mean, beyond which a feature is cut off


class Uncovered(nn.Module):
    """One network. states: width of the model's states that it listens to."""

    def __init__(self, states: int, features: int = 48, projected: int = 32, hidden: int = 48) -> None:
        super().__init__()
        words = len(SOURCE_NAMES)
        # Mean and deviation over the fitting data; part of the weights.
        self.mean, self.scale = nn.Buffer(torch.zeros(words)), nn.Buffer(torch.ones(words))
        self.state_scale = nn.Buffer(torch.ones(2))  # of the decoder's and the encoder's states
        self.figures = nn.Linear(words, features)
        self.decoder = nn.Linear(states, projected)
        self.encoder = nn.Linear(states, projected)
        self.recurrent = nn.GRU(features + 2 * projected, hidden, batch_first=True, bidirectional=True)
        self.word = nn.Linear(2 * hidden, 1)
        self.drop = nn.Dropout(0.3)

    def forward(self, words: Tensor, decoder: Tensor, encoder: Tensor, real: Tensor) -> Tensor:
        """words (B, m, F), decoder and encoder (B, m, d), real (B, m) bool, false where padded -> logits (B, m)."""
        words = ((words - self.mean) / self.scale).clamp(-WIDEST, WIDEST)
        seen = torch.cat(
            [
                torch.relu(self.figures(words)),
                torch.tanh(self.decoder(self.drop(decoder / self.state_scale[0]))),
                torch.tanh(self.encoder(self.drop(encoder / self.state_scale[1]))),
            ],
            dim=-1,
        )
        packed = pack_padded_sequence(self.drop(seen), real.sum(dim=1), batch_first=True, enforce_sorted=False)
        hidden, _ = pad_packed_sequence(self.recurrent(packed)[0], batch_first=True, total_length=real.shape[1])
        logits: Tensor = self.word(self.drop(hidden))[..., 0]
        return logits


def tensors_of(sources: Sequence[SourceReading]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """The inputs of Uncovered.forward for these sources, padded to the longest."""
    words, decoder, encoder = (
        torch.from_numpy(padded([getattr(source, name) for source in sources]))
        for name in ("words", "decoder", "encoder")
    )
    real = torch.tensor([[k < len(source.words) for k in range(words.shape[1])] for source in sources])
    return words, decoder, encoder, real
