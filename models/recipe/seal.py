"""Write a model folder's golden.json, what the model says of some German and English sentences, and its manifest.json,
the SHA-256 of every file that it is made of.

    python models/recipe/seal.py [FOLDER]

The manifest is verified whenever the model is loaded, the golden sentences by `mt-audit models verify`. Seal last,
after weights and calibration are in place.
"""

import sys
from pathlib import Path

from audit.calibration import CALIBRATION
from audit.contexts import FILE as CONTEXTS
from audit.gather import CROSS_PIECES
from audit.golden import GOLDEN, measured, pairs, write
from audit.lexicon import FILE as LEXICON
from audit.marian import Marian
from audit.models import GENERATION, MANIFEST, NEEDED, WEIGHTS, Direction, embedded_folder, seal
from audit.surroundings import FILE as SURROUNDINGS

ESTIMATOR, CROSS_ENCODER = "estimator.en-de.safetensors", "crossencoder.en-de.safetensors"


def seal_model(folder: Path) -> None:
    """Ask the model for its golden sentences and write both files."""
    (folder / MANIFEST).unlink(missing_ok=True)  # of the files before
    directions = ((">>eng<<", ("de", "en")), (">>deu<<", ("en", "de")))
    write(folder, [one for tag, way in directions for one in measured(Marian(Direction(folder, tag)), pairs(way))])
    fitted = (CALIBRATION, LEXICON, CONTEXTS, SURROUNDINGS, ESTIMATOR, CROSS_ENCODER, CROSS_PIECES)
    parts = (*NEEDED, *WEIGHTS, GENERATION, GOLDEN, *fitted)
    names = [name for name in parts if (folder / name).is_file()]
    seal(folder, names)
    print(f"sealed {len(names)} files of {folder.name}")


if __name__ == "__main__":
    seal_model(Path(sys.argv[1]) if len(sys.argv) > 1 else embedded_folder())
