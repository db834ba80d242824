"""Piper voices: NAME.onnx and NAME.onnx.json, one with a single speaker and one with three."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import onnx
import onnxruntime
import torch

from .export import save
from .files import fresh_folder, write_json
from .vits import PiperVoice, small

SAMPLE_RATE_HZ = 22050

#: "_" is between any two phonemes, "^" before and "$" after all of them; then what eSpeak NG writes.
PHONEMES = [
    *"_^$ !'(),-.:;?",
    *"abcdefhijklmnopqrstuvwxyz",
    *"æçðøħŋœɐɑɒɔɕɖəɚɛɜɟɡɣɥɦɨɪɫɬɭɯɲɳɵɸɹɻɾʀʁʂʃʈʉʊʋʌʎʏʐʑʒʔʝʲˈˌːˑ˞θχ\u0303\u0329\u032f\u0361βɱɽ↓↑→↗↘",
]


@dataclass(frozen=True)
class Recipe:
    seed: int
    voice: str
    language: dict
    speakers: int


RECIPES = {
    "piper-random": Recipe(
        seed=31,
        voice="es",
        language={
            "code": "es_ES",
            "family": "es",
            "region": "ES",
            "name_native": "Español",
            "name_english": "Spanish",
            "country_english": "Spain",
        },
        speakers=1,
    ),
    "piper-speakers-random": Recipe(
        seed=32,
        voice="en-us",
        language={
            "code": "en_US",
            "family": "en",
            "region": "US",
            "name_native": "English",
            "name_english": "English",
            "country_english": "United States",
        },
        speakers=3,
    ),
}


def generate(name: str, models_folder: Path) -> None:
    recipe = RECIPES[name]
    folder = fresh_folder(models_folder / name)
    speakers = {"num_speakers": recipe.speakers, "speaker_embedding_size": 8} if recipe.speakers > 1 else {}
    model = small(len(PHONEMES), recipe.seed, sampling_rate=SAMPLE_RATE_HZ, **speakers)
    file = folder / f"{name}.onnx"
    save(_graph(PiperVoice(model), recipe), file)
    write_json(folder / f"{name}.onnx.json", _config(recipe))
    _write_references(folder, file, recipe)


def _graph(voice: PiperVoice, recipe: Recipe) -> onnx.ModelProto:
    inputs = (torch.randint(0, len(PHONEMES), (1, 50)), torch.tensor([50]), torch.tensor([0.667, 1.0, 0.8]))
    names = ["input", "input_lengths", "scales"]
    axes = {
        "input": {0: "batch_size", 1: "phonemes"},
        "input_lengths": {0: "batch_size"},
        "output": {0: "batch_size", 3: "time"},
    }
    if recipe.speakers > 1:
        inputs = (*inputs, torch.tensor([0]))
        names.append("sid")
        axes["sid"] = {0: "batch_size"}
    with TemporaryDirectory() as temporary, torch.no_grad():
        file = Path(temporary) / "voice.onnx"
        torch.onnx.export(
            voice,
            inputs,
            str(file),
            input_names=names,
            output_names=["output"],
            dynamic_axes=axes,
            opset_version=15,
            dynamo=False,
        )
        return onnx.load(file)


def _config(recipe: Recipe) -> dict:
    many = recipe.speakers > 1
    return {
        "audio": {"sample_rate": SAMPLE_RATE_HZ, "quality": "medium"},
        "espeak": {"voice": recipe.voice},
        "inference": {"noise_scale": 0, "length_scale": 1, "noise_w": 0},
        "phoneme_type": "espeak",
        "phoneme_map": {},
        "phoneme_id_map": {phoneme: [id] for id, phoneme in enumerate(PHONEMES)},
        "num_symbols": len(PHONEMES),
        "num_speakers": recipe.speakers,
        "speaker_id_map": {f"speaker-{id}": id for id in range(recipe.speakers)} if many else {},
        "piper_version": "1.0.0",
        "language": recipe.language,
        "dataset": "random",
    }


#: Phonemes as eSpeak NG writes a sentence, and how the numbers of a voice are made of them.
REFERENCES = ["ˈola mˈundo.", "bwˈenas nˈotʃes i βjɛnβenˈiðos.", "hɛlˈoʊ wˈɜːld."]


def phoneme_ids(phonemes: str) -> list[int]:
    """^ and a blank, each phoneme and a blank, $."""
    ids = [1, 0]
    for phoneme in phonemes:
        if phoneme in PHONEMES:
            ids += [PHONEMES.index(phoneme), 0]
    return [*ids, 2]


def _write_references(folder: Path, file: Path, recipe: Recipe) -> None:
    """What the Python runtime makes of the voice: reference.json, and each waveform as little-endian float32."""
    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    references = []
    for number, phonemes in enumerate(REFERENCES):
        ids = phoneme_ids(phonemes)
        for length_scale in (1.0, 0.75):
            for speaker in range(recipe.speakers if number == 0 else 1):
                feeds = {
                    "input": np.array([ids], dtype=np.int64),
                    "input_lengths": np.array([len(ids)], dtype=np.int64),
                    "scales": np.array([0, length_scale, 0], dtype=np.float32),
                }
                if recipe.speakers > 1:
                    feeds["sid"] = np.array([speaker], dtype=np.int64)
                (output,) = session.run(None, feeds)
                reference = {
                    "phonemes": phonemes,
                    "ids": ids,
                    "lengthScale": length_scale,
                    **({"speaker": speaker} if recipe.speakers > 1 else {}),
                    "samples": output.shape[-1],
                    "rms": round(float(np.sqrt(np.mean(output**2))), 6),
                }
                if number == 0 and length_scale == 1:
                    name = f"reference-{len(references)}.f32"
                    output.reshape(-1)[:4096].astype("<f4").tofile(folder / name)
                    reference["first4096"] = name
                references.append(reference)
    write_json(folder / "reference.json", references)
