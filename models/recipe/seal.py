"""Write a model folder's manifest.json: the SHA-256 of every file that the model is made of.

    python models/recipe/seal.py [FOLDER]

The manifest is verified whenever the model is loaded. Seal last, after weights and calibration are in place.
"""

import json
import sys
from pathlib import Path

from audit.estimate import CALIBRATION
from audit.models import GENERATION, MANIFEST, NEEDED, WEIGHTS, embedded_folder, file_digest


def seal(folder: Path) -> None:
    """Write the folder's manifest, whole or not at all."""
    names = (*NEEDED, *WEIGHTS, CALIBRATION, GENERATION)
    files = {name: file_digest(folder / name) for name in sorted(names) if (folder / name).is_file()}
    (folder / "manifest.tmp").write_text(json.dumps({"files": files}, indent=1) + "\n", encoding="utf-8")
    (folder / "manifest.tmp").replace(folder / MANIFEST)
    print(f"sealed {len(files)} files of {folder.name}")


if __name__ == "__main__":
    seal(Path(sys.argv[1]) if len(sys.argv) > 1 else embedded_folder())
