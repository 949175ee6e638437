"""Average the weights of several snapshots of one training run into a model folder.

    python models/recipe/average.py OUT_FOLDER SNAPSHOT SNAPSHOT …

The mean of the last few snapshots of a run whose rate has fallen generalises a little better than the last one (as in
Vaswani et al. 2017, section 6.1). Everything but the weights is copied from the last snapshot named.
"""

import argparse
import shutil
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from audit.models import NEEDED


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("snapshots", type=Path, nargs="+")
    a = parser.parse_args()
    parts = [load_file(folder / "model.safetensors") for folder in a.snapshots]
    mean = {name: torch.stack([part[name].float() for part in parts]).mean(0).half() for name in parts[-1]}
    a.out.mkdir(parents=True, exist_ok=True)
    for name in (*NEEDED, "generation_config.json"):
        shutil.copy(a.snapshots[-1] / name, a.out / name)
    save_file(mean, a.out / "model.tmp", metadata={"format": "pt"})
    (a.out / "model.tmp").replace(a.out / "model.safetensors")
    print(f"mean of {len(parts)} snapshots in {a.out}")


if __name__ == "__main__":
    main()
