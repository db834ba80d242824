"""
Fills in beam_answers.json: what transformers' own beam search answers on the translation fixtures, run on the same ONNX
files through optimum. Each entry names a model, the tokens that go in and how to search; the answers are written to it.

    python beam_answers.py

Needs what requirements.txt names, and onnxruntime.
"""

import json
import warnings
from pathlib import Path

import torch
from optimum.onnxruntime import ORTModelForSeq2SeqLM
from transformers import GenerationConfig

HERE = Path(__file__).resolve().parent
FILE = HERE / "beam_answers.json"


def answer(model, question: dict) -> list[dict]:
    settings = question["settings"]
    with torch.no_grad():
        output = model.generate(
            input_ids=torch.tensor([question["tokens"]]),
            attention_mask=torch.ones(1, len(question["tokens"]), dtype=torch.int64),
            num_return_sequences=settings["num_beams"],
            return_dict_in_generate=True,
            output_scores=True,
            do_sample=False,
            **settings,
        )
    ended = model.generation_config.eos_token_id
    pad = model.generation_config.pad_token_id
    return [
        {"tokens": [token for token in row[1:].tolist() if token not in (ended, pad)], "score": round(score.item(), 5)}
        for row, score in zip(output.sequences, output.sequences_scores)
    ]


def main() -> None:
    warnings.filterwarnings("ignore")
    questions = json.loads(FILE.read_text())
    models = {}
    for question in questions:
        name = question["model"]
        if name not in models:
            models[name] = ORTModelForSeq2SeqLM.from_pretrained(HERE / name, subfolder="onnx", use_merged=True)
            models[name].generation_config = GenerationConfig.from_pretrained(HERE / name)
        question["answers"] = answer(models[name], question)
    lines = ",\n".join("  " + json.dumps(question) for question in questions)
    FILE.write_text(f"[\n{lines}\n]\n")


if __name__ == "__main__":
    main()
