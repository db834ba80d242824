"""Moonshine: raw samples in, rotary positions, byte-pair pieces with bytes to fall back to."""

import json
from pathlib import Path

import torch
from optimum.exporters.onnx.model_configs import MoonshineOnnxConfig
from tokenizers import Tokenizer, models, normalizers, trainers
from transformers import MoonshineConfig, MoonshineForConditionalGeneration

from . import unigram
from .export import export
from .files import fresh_folder, write_json
from .sentences import ENGLISH
from .weights import avoid_repetition, randomise, reserve, sharpen_attention

SEED = 51
WIDTH = 32
BOS, EOS = 1, 2


def tokenizer_json() -> dict:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    words = [word for text in ENGLISH for word in text.split()]
    tokenizer.train_from_iterator(words, trainers.BpeTrainer(vocab_size=300, show_progress=False))
    vocab = tokenizer.get_vocab()
    pieces = sorted(vocab, key=vocab.get)
    merges = json.loads(tokenizer.to_str())["model"]["merges"]
    special = ["<unk>", "<s>", "</s>"]
    tokens = [*special, *(f"<0x{byte:02X}>" for byte in range(256)), *pieces, *(f"<<ST_{number}>>" for number in range(8))]
    ids = {token: id for id, token in enumerate(tokens)}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            unigram.added_token(id, token) for token, id in ids.items() if token in special or token.startswith("<<ST_")
        ],
        "normalizer": {
            "type": "Sequence",
            "normalizers": [
                {"type": "Prepend", "prepend": "▁"},
                {"type": "Replace", "pattern": {"String": " "}, "content": "▁"},
            ],
        },
        "pre_tokenizer": None,
        "post_processor": unigram.template(["<s>"], [], ids),
        "decoder": {
            "type": "Sequence",
            "decoders": [
                {"type": "Replace", "pattern": {"String": "▁"}, "content": " "},
                {"type": "ByteFallback"},
                {"type": "Fuse"},
                {"type": "Strip", "content": " ", "start": 1, "stop": 0},
            ],
        },
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": "<unk>",
            "continuing_subword_prefix": None,
            "end_of_word_suffix": None,
            "fuse_unk": True,
            "byte_fallback": True,
            "vocab": ids,
            "merges": [" ".join(merge) for merge in merges],
        },
    }


class WithoutMasks(MoonshineOnnxConfig):
    """The hub's exports take samples alone: one recording at a time needs no mask."""

    @property
    def inputs(self):
        return {name: axes for name, axes in super().inputs.items() if name != "attention_mask"}


def generate(name: str, models_folder: Path) -> None:
    folder = fresh_folder(models_folder / name)
    tokenizer = tokenizer_json()
    ids = tokenizer["model"]["vocab"]
    model = _model(ids)
    task = "automatic-speech-recognition"
    whole = WithoutMasks(model.config, task=task, use_past=True)
    export(
        model,
        folder,
        f"{task}-with-past",
        opset=18,
        custom_onnx_configs={
            "encoder_model": whole.with_behavior("encoder"),
            "decoder_model": whole.with_behavior("decoder", use_past=True, use_past_in_inputs=False),
            "decoder_with_past_model": whole.with_behavior("decoder", use_past=True, use_past_in_inputs=True),
        },
    )
    config = model.config.to_dict()
    for key in ("dtype", "tie_word_embeddings"):
        config.pop(key, None)
    write_json(folder / "config.json", {**config, "architectures": ["MoonshineForConditionalGeneration"]})
    write_json(
        folder / "generation_config.json",
        {
            "bos_token_id": BOS,
            "decoder_start_token_id": BOS,
            "eos_token_id": EOS,
            "max_length": 194,
            "pad_token_id": EOS,
            "transformers_version": "4.57.6",
        },
    )
    write_json(
        folder / "preprocessor_config.json",
        {
            "do_normalize": False,
            "feature_extractor_type": "MoonshineFeatureExtractor",
            "feature_size": 1,
            "padding_side": "right",
            "padding_value": 0.0,
            "processor_class": "MoonshineProcessor",
            "return_attention_mask": True,
            "sampling_rate": 16000,
        },
    )
    write_json(folder / "tokenizer.json", tokenizer)
    write_json(
        folder / "tokenizer_config.json",
        {
            "add_prefix_space": None,
            "bos_token": "<s>",
            "clean_up_tokenization_spaces": False,
            "eos_token": "</s>",
            "legacy": False,
            "model_max_length": 194,
            "processor_class": "MoonshineProcessor",
            "tokenizer_class": "PreTrainedTokenizerFast",
            "unk_token": "<unk>",
        },
    )


def _model(ids: dict[str, int]) -> MoonshineForConditionalGeneration:
    config = MoonshineConfig(
        vocab_size=len(ids),
        hidden_size=WIDTH,
        intermediate_size=2 * WIDTH,
        encoder_num_hidden_layers=1,
        decoder_num_hidden_layers=1,
        encoder_num_attention_heads=2,
        decoder_num_attention_heads=2,
        max_position_embeddings=194,
        pad_token_id=EOS,
        tie_word_embeddings=False,
        attn_implementation="eager",
    )
    model = MoonshineForConditionalGeneration(config).eval()
    with torch.no_grad():
        randomise(model, SEED)
        decoder = model.model.decoder
        tokens, head = decoder.embed_tokens.weight, model.proj_out.weight
        sharpen_attention(decoder, "encoder_attn", 3)
        reserve(decoder)
        head.normal_(std=0.6, generator=torch.Generator().manual_seed(SEED + 1))
        unwanted = [id for token, id in ids.items() if token.startswith(("<0x", "<<ST_")) or token in {"<unk>", "<s>"}]
        head[unwanted] *= 0.2
        avoid_repetition(head, tokens, strength=8)
        _count(decoder, tokens, head)
    return model


def _count(decoder, tokens: torch.Tensor, head: torch.Tensor) -> None:
    """
    Rotary positions add nothing to the hidden state that could count steps. The first attention counts them instead: its
    first head looks at all tokens alike and finds the first one, which alone has coordinate -1, in one of n places.
    Coordinate -2 is then 1.2 - 12 / n or so, and the end's row of the head reads it.
    """
    tokens[:, -1], tokens[:, -2] = 0, 1.2
    tokens[BOS, -1] = 6
    attention = decoder.layers[0].self_attn
    size = attention.head_dim
    attention.q_proj.weight[:size] = 0
    attention.k_proj.weight[:size] = 0
    attention.v_proj.weight[0] = 0
    attention.v_proj.weight[0, -1] = 1
    attention.o_proj.weight[:, 0] = 0
    attention.o_proj.weight[-2, 0] = -4
    head[:, -2:] = 0
    head[EOS] *= 0.3
    head[EOS, -2] = 24
