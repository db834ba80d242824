"""Marian (opus-mt): one with several target languages, chosen by a `>>xx<<` token, and one of a single pair."""

from dataclasses import dataclass
from pathlib import Path

import torch
from transformers import MarianConfig, MarianMTModel

from . import sentences, unigram
from .export import export
from .files import fresh_folder, write_json
from .generation import write_references
from .weights import avoid_repetition, end_after, randomise, reserve, sharpen_attention


@dataclass(frozen=True)
class Recipe:
    seed: int
    source: str
    target: str
    target_texts: list[str]
    language_tokens: tuple[str, ...]
    width: int
    layers: int


RECIPES = {
    "marian-random": Recipe(
        seed=11,
        source="en",
        target="ROMANCE",
        target_texts=sentences.SPANISH + sentences.CATALAN + sentences.PORTUGUESE + sentences.FRENCH,
        language_tokens=(">>es<<", ">>ca<<", ">>pt<<", ">>pt_br<<", ">>fr<<"),
        width=32,
        layers=2,
    ),
    "marian-pair-random": Recipe(
        seed=12, source="eng", target="spa", target_texts=sentences.SPANISH, language_tokens=(), width=16, layers=1
    ),
}


def vocabulary(recipe: Recipe) -> list[list]:
    """
    [token, score] by id. The source's pieces and the target's are one vocabulary: where both have a piece, the better
    score; language tokens are in neither and get -100.
    """
    source = unigram.train(sentences.ENGLISH, 220)
    target = unigram.train(recipe.target_texts, 300)
    pieces = [*source, *(piece for piece in target if piece not in source)]
    return [
        ["</s>", 0.0],
        ["<unk>", 0.0],
        *([token, -100] for token in recipe.language_tokens),
        *([piece, max(source.get(piece, -100), target.get(piece, -100))] for piece in pieces),
        ["<pad>", 0.0],
    ]


def tokenizer_json(vocab: list[list]) -> dict:
    ids = {token: id for id, (token, _) in enumerate(vocab)}
    metaspace = {"type": "Metaspace", "replacement": "▁", "add_prefix_space": True}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [unigram.added_token(ids[token], token) for token in ("</s>", "<unk>", "<pad>")],
        "normalizer": {"type": "Precompiled", "precompiled_charsmap": None},
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, metaspace]},
        "post_processor": unigram.template([], ["</s>"], ids),
        "decoder": metaspace,
        "model": {"type": "Unigram", "unk_id": 1, "vocab": vocab},
    }


def generate(name: str, models_folder: Path) -> None:
    recipe = RECIPES[name]
    folder = fresh_folder(models_folder / name)
    vocab = vocabulary(recipe)
    pad = len(vocab) - 1
    config = MarianConfig(
        vocab_size=len(vocab),
        d_model=recipe.width,
        encoder_layers=recipe.layers,
        decoder_layers=recipe.layers,
        encoder_attention_heads=2,
        decoder_attention_heads=2,
        encoder_ffn_dim=2 * recipe.width,
        decoder_ffn_dim=2 * recipe.width,
        max_position_embeddings=512,
        activation_function="swish",
        scale_embedding=True,
        pad_token_id=pad,
        eos_token_id=0,
        bos_token_id=0,
        decoder_start_token_id=pad,
        forced_eos_token_id=0,
        tie_word_embeddings=False,
    )
    model = MarianMTModel(config)
    with torch.no_grad():
        randomise(model, recipe.seed, gain=0.7)
        _shape(model, recipe.seed, languages=len(recipe.language_tokens))
    export(model, folder, "text2text-generation-with-past", opset=14)
    generation = {
        "bad_words_ids": [[pad]],
        "bos_token_id": 0,
        "decoder_start_token_id": pad,
        "eos_token_id": 0,
        "forced_eos_token_id": 0,
        "max_length": 512,
        "num_beams": 4,
        "pad_token_id": pad,
        "renormalize_logits": True,
        "transformers_version": "4.57.6",
    }
    value = config.to_dict()
    for key in ("dtype", "tie_word_embeddings"):
        value.pop(key, None)
    write_json(
        folder / "config.json",
        {**value, "architectures": ["MarianMTModel"], "max_length": 512, "num_beams": 4, "bad_words_ids": [[pad]]},
    )
    write_json(folder / "generation_config.json", generation)
    write_json(folder / "tokenizer.json", tokenizer_json(vocab))
    write_json(
        folder / "tokenizer_config.json",
        {
            "clean_up_tokenization_spaces": True,
            "eos_token": "</s>",
            "model_max_length": 512,
            "pad_token": "<pad>",
            "separate_vocabs": False,
            "source_lang": recipe.source,
            "sp_model_kwargs": {},
            "target_lang": recipe.target,
            "tokenizer_class": "MarianTokenizer",
            "unk_token": "<unk>",
        },
    )
    texts = range(2 + len(recipe.language_tokens), pad)
    write_references(
        folder / "reference.json",
        model,
        sources=[[id, *texts[start : start + 40 : step], 0] for id, start, step in ((2, 0, 2), (3, 90, 3), (2, 200, 9))],
        first_tokens=[None],
        bad_words_ids=[[pad]],
        renormalize_logits=True,
    )


def _shape(model: MarianMTModel, seed: int, languages: int) -> None:
    """Varied answers of about 20 tokens. Norms come after each layer here, so the layers must leave the counter some room."""
    decoder = model.model.decoder
    tokens = model.model.shared.weight
    head = model.lm_head.weight
    tokens.normal_(std=tokens.shape[1] ** -0.5, generator=torch.Generator().manual_seed(seed))
    tokens[2 : 2 + languages] *= 3
    sharpen_attention(model, "encoder_attn", 3)
    reserve(decoder)
    for name, parameter in decoder.named_parameters():
        if "norm" in name:
            parameter[-2:] = 1 if name.endswith("weight") else 0
    head.normal_(std=0.6, generator=torch.Generator().manual_seed(seed + 1))
    head[2 : 2 + languages] *= 0.2
    head[-1] = 0
    avoid_repetition(head, tokens, strength=12)
    end_after(decoder.embed_positions.weight, head, torch.empty_like(tokens), 0, typical=20)
