"""Write a model folder's manifest.json: the SHA-256 of every file that the model is made of.

    python models/recipe/seal.py [FOLDER]

The manifest is verified whenever the model is loaded. Seal last, after weights and calibration are in place.
"""

import json
import sys
from pathlib import Path

from audit.estimate import CALIBRATION
from audit.models import MANIFEST, NEEDED, WEIGHTS, embedded_folder, file_digest


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else embedded_folder()
    names = sorted(
        name for name in (*NEEDED, *WEIGHTS, CALIBRATION, "generation_config.json") if (folder / name).is_file()
    )
    files = {name: file_digest(folder / name) for name in names}
    (folder / MANIFEST).write_text(json.dumps({"files": files}, indent=1) + "\n", encoding="utf-8")
    print(f"sealed {len(files)} files of {folder.name}")


if __name__ == "__main__":
    main()
