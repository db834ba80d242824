"""
Generates the small models that the engines' tests run.

    python generate.py                 all of them
    python generate.py marian-random   one
    python generate.py --check         compares what it generates with what is committed

Needs what requirements.txt names; nothing of it is needed to install, run or test the service.
"""

import argparse
import filecmp
import importlib
import logging
import os
import sys
import tempfile
import warnings
from pathlib import Path

#: Which module generates which model.
MODELS = {
    "whisper-tiny-random": "whisper",
    "whisper-tiny-en-random": "whisper",
    "marian-random": "marian",
    "marian-pair-random": "marian",
    "m2m100-random": "m2m",
    "nllb-random": "m2m",
    "moonshine-random": "moonshine",
    "kokoro-random": "kokoro",
    "mms-random": "mms",
    "piper-random": "piper",
    "piper-speakers-random": "piper",
}

HERE = Path(__file__).resolve().parent


def generate(name: str, folder: Path) -> None:
    module = importlib.import_module(f"generator.{MODELS[name]}")
    module.generate(name, folder)
    size = sum(file.stat().st_size for file in (folder / name).rglob("*") if file.is_file())
    print(f"{name}: {size / 1000:.0f} kB", flush=True)


def differences(made: Path, committed: Path) -> list[str]:
    files = {file.relative_to(root) for root in (made, committed) for file in root.rglob("*") if file.is_file()}
    same, _, _ = filecmp.cmpfiles(made, committed, sorted(map(str, files)), shallow=False)
    return sorted(set(map(str, files)) - set(same))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(MODELS))
    parser.add_argument("--check", action="store_true", help="write nothing here, say which committed files differ")
    options = parser.parse_args()
    unknown = [name for name in options.names if name not in MODELS]
    if unknown:
        parser.error(f"no model is called {', '.join(unknown)}")
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)
    names = options.names or list(MODELS)
    if not options.check:
        for name in names:
            generate(name, HERE)
        return 0
    different = []
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            generate(name, Path(folder))
            different += [f"{name}/{file}" for file in differences(Path(folder) / name, HERE / name)]
    for file in different:
        print(f"differs: {file}")
    return 1 if different else 0


if __name__ == "__main__":
    if os.environ.get("PYTHONHASHSEED") != "0":
        # optimum names the tensors that it merges in the order of a set; torch sums in an order that depends on its threads.
        environment = {**os.environ, "PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
        os.execve(sys.executable, [sys.executable, *sys.argv], environment)
    sys.exit(main())
