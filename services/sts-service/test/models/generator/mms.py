"""MMS voices: VITS with letters in, as `Xenova/mms-tts-eng`."""

from pathlib import Path

from .export import export
from .files import fresh_folder, write_json
from .unigram import added_token
from .vits import small

SEED = 21

#: The first letter is also what stands between any two letters.
ALPHABET = ["k", "'", *"zyudhesw–3c-1jmnxbgaloipf0 qrtv6425_", "<unk>"]


def generate(name: str, models_folder: Path) -> None:
    folder = fresh_folder(models_folder / name)
    model = small(len(ALPHABET), SEED)
    export(model, folder, "text-to-audio", opset=15)
    config = model.config.to_dict()
    config.pop("dtype", None)
    write_json(folder / "config.json", {**config, "architectures": ["VitsModel"]})
    write_json(folder / "tokenizer.json", tokenizer_json())
    write_json(
        folder / "tokenizer_config.json",
        {
            "add_blank": True,
            "clean_up_tokenization_spaces": True,
            "is_uroman": False,
            "language": "eng",
            "model_max_length": 1000000000000000019884624838656,
            "normalize": True,
            "pad_token": "k",
            "phonemize": False,
            "tokenizer_class": "VitsTokenizer",
            "unk_token": "<unk>",
        },
    )


def tokenizer_json() -> dict:
    """Lower case, no letter that is not in the alphabet, and the blank before, between and after all letters."""
    letters = "".join(letter for letter in ALPHABET if len(letter) == 1)
    allowed = letters.replace("-", "\\-")
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [added_token(len(ALPHABET) - 1, "<unk>")],
        "normalizer": {
            "type": "Sequence",
            "normalizers": [
                {"type": "Lowercase"},
                {"type": "Replace", "pattern": {"Regex": f"[^{allowed}]"}, "content": ""},
                {"type": "Strip", "strip_left": True, "strip_right": True},
                {"type": "Replace", "pattern": {"Regex": "(?=.)|(?<!^)$"}, "content": "k"},
            ],
        },
        "pre_tokenizer": {"type": "Split", "pattern": {"Regex": ""}, "behavior": "Isolated", "invert": False},
        "post_processor": None,
        "decoder": None,
        "model": {"vocab": {letter: id for id, letter in enumerate(ALPHABET)}},
    }
