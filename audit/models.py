"""Which models exist and where they lie: embedded, a local folder, or a hub id that was fetched before.

A *model name* is one of
    embedded                     the model that ships with mt-audit (both directions of German-English)
    FOLDER                       a local folder in Hugging Face MarianMT form
    OWNER/NAME                   a hub id; fetched once with `mt-audit models fetch`, offline ever after
    A+B                          two of these, one for each direction
Nothing here touches the network but `fetch`.
"""

import hashlib
import json
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from audit.errors import ModelError

EMBEDDED = "embedded"
EMBEDDED_NAME = "marian-deen"
MANIFEST = "manifest.json"
NEEDED = ("config.json", "source.spm", "target.spm", "vocab.json", "tokenizer_config.json")
WEIGHTS = ("model.safetensors", "pytorch_model.bin")
GENERATION = "generation_config.json"  # how the model wants to be decoded; optional
# ISO 639-1 to the ISO 639-3 codes of OPUS-MT's target tags and folders; other codes are used as they stand.
ISO3 = {"de": "deu", "en": "eng", "fr": "fra", "es": "spa", "it": "ita", "nl": "nld", "pl": "pol", "ru": "rus"}


@dataclass(frozen=True, slots=True)
class Direction:
    """One direction of translation: the folder, and the tag that stands before the source (">>deu<<"), or "" where the
    model knows one target language only."""

    folder: Path
    tag: str


@dataclass(frozen=True, slots=True)
class ModelPair:
    """The models of an audit: `reading` translates the target into the source language, `writing` the other way.
    digest: SHA-256 over both with their tags, 64 hexadecimal digits; name: of the folders, not where they lie."""

    name: str
    reading: Direction
    writing: Direction
    digest: str


def embedded_folder() -> Path:
    """The embedded model: inside an installed wheel, or `models/` of a checkout."""
    installed = Path(__file__).parent / "embedded" / EMBEDDED_NAME
    return installed if installed.is_dir() else Path(__file__).parent.parent / "models" / EMBEDDED_NAME


def resolve(name: str, *, source_language: str, target_language: str) -> ModelPair:
    """The models behind a name, checked: folders complete, checksums right, languages as asked.

    Raises ModelError (exit code 3), whose text says what to do."""
    parts = [part.strip() for part in name.split("+")]
    if len(parts) > 2:
        raise ModelError(f"--model {name}: at most two models, one for each direction, joined by +")
    folders = list(dict.fromkeys(map(_folder, parts)))
    for folder in folders:
        check_folder(folder)
    reading, writing = _directions(folders, (source_language, target_language), name)
    both = "|".join(f"{digest(direction.folder)}{direction.tag}" for direction in (reading, writing))
    return ModelPair(
        name="+".join(dict.fromkeys(direction.folder.name for direction in (reading, writing))),
        reading=reading,
        writing=writing,
        digest=hashlib.sha256(both.encode()).hexdigest(),
    )


def _folder(part: str) -> Path:
    if part == EMBEDDED:
        return embedded_folder()
    if Path(part).is_dir():
        return Path(part)
    if part.count("/") == 1 and not part.startswith(("/", ".")):
        return _fetched(part)
    raise ModelError(f"--model {part}: no such folder; give a folder, a hub id (owner/name), or '{EMBEDDED}'")


def _fetched(hub_id: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    try:
        return Path(snapshot_download(hub_id, allow_patterns=list(NEEDED), local_files_only=True))
    except (LocalEntryNotFoundError, ValueError, OSError) as error:
        raise ModelError(f"model {hub_id} is not on this machine; run: mt-audit models fetch {hub_id}") from error


def fetch(hub_id: str) -> Path:
    """Download a model from the hub into its cache and check it against the hub's checksums; the only function that
    touches the network. A broken download goes on where it stopped. Of two forms of the weights one is taken."""
    from huggingface_hub import HfApi, snapshot_download

    try:
        listed = HfApi().model_info(hub_id, files_metadata=True)
        files = {file.rfilename: file.lfs.sha256 if file.lfs else None for file in listed.siblings or []}
        weights = next((name for name in WEIGHTS if name in files), WEIGHTS[0])
        wanted = [name for name in (*NEEDED, weights, GENERATION) if name in files]
        # Not by its commit: the cache would keep no name under which the model is found without the network.
        folder = Path(snapshot_download(hub_id, allow_patterns=wanted))
    except Exception as error:  # the hub client raises many kinds: network, proxy, permission, unknown id
        raise ModelError(
            f"could not fetch {hub_id}: {first_line(error)} (behind a proxy set HTTPS_PROXY, or copy the files into a "
            "folder and give that folder as --model)"
        ) from error
    for name in wanted:
        if files[name] is not None and file_digest(folder / name) != files[name]:
            (folder / name).resolve().unlink()  # or the next try would find it in the cache and call it done
            (folder / name).unlink(missing_ok=True)
            raise ModelError(f"{hub_id}: {name} arrived damaged (its checksum is not the hub's); fetch it again")
    return folder


def check_folder(folder: Path) -> None:
    """Raise ModelError unless the folder has all that Marian needs and every file that its manifest names is intact."""
    missing = [name for name in NEEDED if not (folder / name).is_file()]
    if not any((folder / name).is_file() for name in WEIGHTS):
        missing.append(WEIGHTS[0])
    if missing:
        raise ModelError(f"{folder}: not a Marian model folder, {', '.join(missing)} missing; see: mt-audit models")
    check_manifest(folder)


def check_manifest(folder: Path) -> None:
    """Raise ModelError unless every file that the folder's manifest names is intact."""
    for name, expected in read_manifest(folder).items():
        if not (folder / name).is_file() or file_digest(folder / name) != expected:
            raise ModelError(f"{folder / name}: damaged or changed (its checksum is not the manifest's); install again")


def read_manifest(folder: Path) -> dict[str, str]:
    """File name -> SHA-256 as the folder's manifest has it; empty for models from elsewhere, which have none."""
    path = folder / MANIFEST
    if not path.is_file():
        return {}
    files = _json(path).get("files")
    if not isinstance(files, dict):
        raise ModelError(f"{path}: damaged, this manifest names no files; install again")
    return {str(name): str(value) for name, value in files.items()}


def seal(folder: Path, names: Iterable[str]) -> None:
    """Write the folder's manifest over these of its files, whole or not at all."""
    files = {name: file_digest(folder / name) for name in sorted(names)}
    (folder / "manifest.tmp").write_text(json.dumps({"files": files}, indent=1) + "\n", encoding="utf-8")
    (folder / "manifest.tmp").replace(folder / MANIFEST)


def first_line(error: BaseException) -> str:
    """What an exception of a library says, in one line."""
    said = str(error).strip()
    return said.splitlines()[0][:200] if said else type(error).__name__


@contextmanager
def hushed() -> Iterator[None]:
    """Transformers without its progress bars and advice (it recommends sacremoses, whose punctuation tables would move
    offsets)."""
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _json(path: Path) -> dict[str, Any]:
    """The JSON object in a file. Raises ModelError where there is none."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"{path}: damaged, cannot be read as JSON; install or fetch the model again") from error
    if not isinstance(value, dict):
        raise ModelError(f"{path}: damaged, not a JSON object; install or fetch the model again")
    return value


@lru_cache(maxsize=256)
def _digest_of(path: Path, _size: int, _mtime_ns: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def file_digest(path: Path) -> str:
    """SHA-256 of a file, remembered for this process as long as size and time stay the same."""
    status = path.stat()
    return _digest_of(path, status.st_size, status.st_mtime_ns)


def digest(folder: Path) -> str:
    """SHA-256 over all that decides what a model says, 64 hexadecimal digits."""
    files = [folder / name for name in (*WEIGHTS, *NEEDED, GENERATION) if (folder / name).is_file()]
    return hashlib.sha256("".join(file_digest(path) for path in sorted(files)).encode()).hexdigest()


def _directions(folders: list[Path], languages: tuple[str, str], name: str) -> tuple[Direction, Direction]:
    """Reading and writing between languages (source, target), so that none of the folders is left over."""
    found: list[list[Direction]] = []
    for source, target in (languages[::-1], languages):
        found.append([one for folder in folders if (one := _direction(folder, source, target)) is not None])
        if not found[-1]:
            raise ModelError(
                f"--model {name}: none of its models translates {source} to {target}; "
                f"give a pair such as Helsinki-NLP/opus-mt-{target}-{source}+Helsinki-NLP/opus-mt-{source}-{target}"
            )
    readings, writings = found
    for reading in readings:
        for writing in writings:
            if {reading.folder, writing.folder} == set(folders):
                return reading, writing
    used = {direction.folder for direction in (*readings, *writings)}
    left = next((folder for folder in folders if folder not in used), folders[-1])
    raise ModelError(f"--model {name}: {left.name} has no direction left to translate; leave it out")


def _direction(folder: Path, source: str, target: str) -> Direction | None:
    """How this folder translates source into target; None where it does not. Its target is told by a tag (">>deu<<", in
    older models ">>de<<") or by its tokenizer's only one; its source by its tokenizer, where that names languages
    ("deu+eng") and not a group of them ("gmw")."""
    vocabulary, languages = _json(folder / "vocab.json"), _json(folder / "tokenizer_config.json")
    tag = next((tag for tag in (f">>{ISO3.get(target, target)}<<", f">>{target}<<") if tag in vocabulary), "")
    sources, targets = (set(str(languages.get(key)).lower().split("+")) for key in ("source_lang", "target_lang"))
    grouped = not any(len(code) == 2 or code in ISO3.values() for code in sources)
    reads = bool(sources & _codes(source)) or (bool(tag) and grouped)
    return Direction(folder, tag) if reads and (tag or targets <= _codes(target)) else None


def _codes(language: str) -> set[str]:
    return {language, ISO3.get(language, language)}
