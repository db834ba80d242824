"""What `transformers` itself generates with a model, to hold a decoding loop to: beam search above all."""

from pathlib import Path

import torch
from transformers import GenerationConfig
from transformers.generation import GenerationMixin

from .files import write_json

#: Each is a way to search; `transformers` calls the options num_beams, length_penalty and early_stopping.
SEARCHES = [
    {"beams": 1, "lengthPenalty": 1.0, "earlyStopping": False},
    {"beams": 4, "lengthPenalty": 1.0, "earlyStopping": False},
    {"beams": 4, "lengthPenalty": 0.6, "earlyStopping": False},
    {"beams": 5, "lengthPenalty": 1.0, "earlyStopping": True},
]


def write_references(file: Path, model, sources: list[list[int]], first_tokens: list[int | None], **options) -> None:
    """
    For each source (token numbers), forced first token and search: the tokens generated, decoder start and end included,
    and the score of a search with beams (the sum of log probabilities over length to the power of the penalty).
    """
    references = []
    for source in sources:
        for first in first_tokens:
            for search in SEARCHES:
                references.append(_reference(model, source, first, search, options))
    write_json(file, references)


def write_whisper_reference(file: Path, model, prompt: list[int], generation: dict) -> None:
    """
    The same for features that both sides can make: of mel band m in frame t, sin(m / 7) * cos(t / 40), in -1..1. Tokens
    begin with the prompt.
    """
    bands, frames = torch.arange(80, dtype=torch.float64), torch.arange(3000, dtype=torch.float64)
    features = (torch.sin(bands / 7)[:, None] * torch.cos(frames / 40)[None, :]).float()
    references = []
    for search in SEARCHES:
        with torch.no_grad():
            # Whisper's own generate() has rules for long recordings around this.
            result = GenerationMixin.generate(
                model,
                input_features=features[None],
                decoder_input_ids=torch.tensor([prompt]),
                generation_config=GenerationConfig(
                    num_beams=search["beams"],
                    length_penalty=search["lengthPenalty"],
                    early_stopping=search["earlyStopping"],
                    max_length=64,
                    return_dict_in_generate=True,
                    output_scores=True,
                    **{key: generation[key] for key in _SHARED},
                ),
            )
        reference = {**search, "tokens": result.sequences[0].tolist()}
        if search["beams"] > 1:
            reference["score"] = round(float(result.sequences_scores[0]), 5)
        references.append(reference)
    write_json(file, references)


_SHARED = (
    "bos_token_id",
    "eos_token_id",
    "pad_token_id",
    "decoder_start_token_id",
    "suppress_tokens",
    "begin_suppress_tokens",
)


def _reference(model, source: list[int], first: int | None, search: dict, options: dict) -> dict:
    with torch.no_grad():
        result = model.generate(
            input_ids=torch.tensor([source]),
            attention_mask=torch.ones(1, len(source), dtype=torch.long),
            forced_bos_token_id=first,
            num_beams=search["beams"],
            length_penalty=search["lengthPenalty"],
            early_stopping=search["earlyStopping"],
            do_sample=False,
            max_length=64,
            return_dict_in_generate=True,
            output_scores=True,
            **options,
        )
    reference = {"source": source, **search, "tokens": result.sequences[0].tolist()}
    if first is not None:
        reference["forcedFirst"] = first
    if search["beams"] > 1:
        reference["score"] = round(float(result.sequences_scores[0]), 5)
    return reference
