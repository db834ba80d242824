"""What `transformers` itself generates with a model, to hold a decoding loop to: beam search above all."""

from pathlib import Path

import torch

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
