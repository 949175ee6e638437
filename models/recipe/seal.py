"""Write a model folder's manifest.json: the SHA-256 of every file that the model is made of.

    python models/recipe/seal.py [FOLDER]

The manifest is verified whenever the model is loaded. Seal last, after weights and calibration are in place.
"""

import sys
from pathlib import Path

from audit.estimate import CALIBRATION
from audit.models import GENERATION, NEEDED, WEIGHTS, embedded_folder, seal


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else embedded_folder()
    names = [name for name in (*NEEDED, *WEIGHTS, CALIBRATION, GENERATION) if (folder / name).is_file()]
    seal(folder, names)
    print(f"sealed {len(names)} files of {folder.name}")


if __name__ == "__main__":
    main()
