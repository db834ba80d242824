"""M2M100 and NLLB: one network, two vocabularies. Languages are tokens, first of the source and forced first of the answer."""

import json
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer, models, pre_tokenizers, trainers
from transformers import M2M100Config, M2M100ForConditionalGeneration
from transformers.models.m2m_100.tokenization_m2m_100 import FAIRSEQ_LANGUAGE_CODES as M2M100_LANGUAGES
from transformers.models.nllb.tokenization_nllb import FAIRSEQ_LANGUAGE_CODES as NLLB_LANGUAGES

from . import unigram
from .export import export
from .files import fresh_folder, write_json
from .generation import write_references
from .sentences import ALL
from .weights import avoid_repetition, end_after, randomise, reserve, sharpen_attention

WIDTH = 16
POSITIONS = 256
PAD, EOS = 1, 2


@dataclass(frozen=True)
class Recipe:
    seed: int
    languages: list[str]
    source: str
    targets: tuple[str, str]
    after: list[str]
    generation: dict
    tokenizer: dict


RECIPES = {
    "m2m100-random": Recipe(
        seed=41,
        languages=[f"__{code}__" for code in M2M100_LANGUAGES["m2m100"]],
        source="__en__",
        targets=("__es__", "__ca__"),
        after=[f"madeupword{number}" for number in range(8)],
        generation={"early_stopping": True, "num_beams": 5},
        tokenizer={
            "language_codes": "m2m100",
            "num_madeup_words": 8,
            "src_lang": None,
            "tokenizer_class": "M2M100Tokenizer",
        },
    ),
    "nllb-random": Recipe(
        seed=42,
        languages=list(NLLB_LANGUAGES),
        source="eng_Latn",
        targets=("spa_Latn", "cat_Latn"),
        after=["<mask>"],
        generation={},
        tokenizer={
            "cls_token": "<s>",
            "legacy_behaviour": False,
            "mask_token": "<mask>",
            "src_lang": "eng_Latn",
            "tokenizer_class": "NllbTokenizer",
        },
    ),
}


def pieces(size: int) -> tuple[list[str], list[tuple[str, str]]]:
    """The pieces of a byte-pair model over words that begin with "▁", and its merges in order."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")]
    )
    tokenizer.train_from_iterator(ALL, trainers.BpeTrainer(vocab_size=size, show_progress=False))
    vocab = tokenizer.get_vocab()
    found = sorted(vocab, key=vocab.get)
    merges = json.loads(tokenizer.to_str())["model"]["merges"]
    return found, [tuple(merge) for merge in merges]


def tokenizer_json(recipe: Recipe) -> dict:
    found, merges = pieces(300)
    tokens = ["<s>", "<pad>", "</s>", "<unk>", *found, *recipe.languages, *recipe.after]
    ids = {token: id for id, token in enumerate(tokens)}
    special = ["<s>", "<pad>", "</s>", "<unk>", *recipe.languages, *(["<mask>"] if "<mask>" in ids else [])]
    metaspace = {"type": "Metaspace", "replacement": "▁", "add_prefix_space": True}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [unigram.added_token(ids[token], token) for token in special],
        "normalizer": {
            "type": "Sequence",
            "normalizers": [
                {"type": "Precompiled", "precompiled_charsmap": None},
                {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "},
            ],
        },
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, metaspace]},
        "post_processor": unigram.template([recipe.source], ["</s>"], ids),
        "decoder": metaspace,
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": "<unk>",
            "continuing_subword_prefix": None,
            "end_of_word_suffix": None,
            "fuse_unk": True,
            "vocab": ids,
            "merges": [" ".join(merge) for merge in merges],
        },
    }


def generate(name: str, models_folder: Path) -> None:
    recipe = RECIPES[name]
    folder = fresh_folder(models_folder / name)
    tokenizer = tokenizer_json(recipe)
    ids = tokenizer["model"]["vocab"]
    model = _model(recipe, ids)
    export(model, folder, "text2text-generation-with-past", opset=14)
    config = model.config.to_dict()
    for key in ("dtype", "tie_word_embeddings"):
        config.pop(key, None)
    generation = {
        "bos_token_id": 0,
        "decoder_start_token_id": EOS,
        "eos_token_id": EOS,
        "max_length": 200,
        "pad_token_id": PAD,
        "transformers_version": "4.57.6",
        **recipe.generation,
    }
    write_json(folder / "config.json", {**config, "architectures": ["M2M100ForConditionalGeneration"]})
    write_json(folder / "generation_config.json", generation)
    write_json(folder / "tokenizer.json", tokenizer)
    write_json(
        folder / "tokenizer_config.json",
        {
            "additional_special_tokens": recipe.languages,
            "bos_token": "<s>",
            "clean_up_tokenization_spaces": True,
            "eos_token": "</s>",
            "model_max_length": POSITIONS,
            "pad_token": "<pad>",
            "sep_token": "</s>",
            "sp_model_kwargs": {},
            "tgt_lang": None,
            "unk_token": "<unk>",
            **recipe.tokenizer,
        },
    )
    texts = range(4, 4 + 260)
    write_references(
        folder / "reference.json",
        model,
        sources=[[ids[recipe.source], *texts[start : start + 40 : step], EOS] for start, step in ((0, 2), (90, 3), (200, 9))],
        first_tokens=[ids[target] for target in recipe.targets],
    )


def _model(recipe: Recipe, ids: dict[str, int]) -> M2M100ForConditionalGeneration:
    config = M2M100Config(
        vocab_size=len(ids),
        d_model=WIDTH,
        encoder_layers=1,
        decoder_layers=1,
        encoder_attention_heads=2,
        decoder_attention_heads=2,
        encoder_ffn_dim=2 * WIDTH,
        decoder_ffn_dim=2 * WIDTH,
        max_position_embeddings=POSITIONS,
        encoder_layerdrop=0.0,
        decoder_layerdrop=0.0,
        scale_embedding=True,
        pad_token_id=PAD,
        bos_token_id=0,
        eos_token_id=EOS,
        decoder_start_token_id=EOS,
        tie_word_embeddings=False,
    )
    model = M2M100ForConditionalGeneration(config).eval()
    with torch.no_grad():
        randomise(model, recipe.seed)
        tokens, head = model.model.shared.weight, model.lm_head.weight
        tokens.normal_(std=WIDTH**-0.5, generator=torch.Generator().manual_seed(recipe.seed))
        sharpen_attention(model, "encoder_attn", 3)
        reserve(model.model.decoder)
        head.normal_(std=0.8, generator=torch.Generator().manual_seed(recipe.seed + 1))
        head[[id for token, id in ids.items() if token in {"<s>", "<pad>", "<unk>", *recipe.languages, *recipe.after}]] *= 0.2
        avoid_repetition(head, tokens, strength=8)
        # The first position is row 2 of the table; an encoder's table has no counter.
        end_after(model.model.decoder.embed_positions.weights[2:], head, torch.empty_like(tokens), EOS, typical=24)
    return model
