"""Whisper, multilingual and English only: encoder, merged decoder, byte-level BPE with every special token of the family."""

from dataclasses import dataclass
from pathlib import Path

import torch
from optimum.exporters.onnx.base import ConfigBehavior
from optimum.exporters.onnx.model_configs import WhisperOnnxConfig
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, processors, trainers
from transformers import WhisperConfig, WhisperForConditionalGeneration
from transformers.models.whisper.tokenization_whisper import LANGUAGES

from .export import export
from .files import fresh_folder, write_json
from .generation import write_whisper_reference
from .sentences import ALL
from .weights import avoid_repetition, end_after, randomise, reserve, sharpen_attention

MELS = 80
TIMESTAMPS = 1501


@dataclass(frozen=True)
class Recipe:
    seed: int
    multilingual: bool
    cross_attentions: bool
    width: int = 32
    layers: int = 2
    text_tokens: int = 480


RECIPES = {
    "whisper-tiny-random": Recipe(seed=4, multilingual=True, cross_attentions=True),
    "whisper-tiny-en-random": Recipe(seed=5, multilingual=False, cross_attentions=False, width=16, layers=1),
}


def special_tokens(multilingual: bool) -> list[str]:
    """In the order of the original vocabulary, after the text tokens."""
    languages = [f"<|{code}|>" for code in list(LANGUAGES)[:99]]
    return [
        "<|endoftext|>",
        "<|startoftranscript|>",
        *(languages if multilingual else ["<|en|>"]),
        "<|translate|>",
        "<|transcribe|>",
        "<|startoflm|>",
        "<|startofprev|>",
        "<|nospeech|>",
        "<|notimestamps|>",
    ]


def train_tokenizer(text_tokens: int, multilingual: bool, texts: list[str]) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE(continuing_subword_prefix="", end_of_word_suffix="", fuse_unk=False))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=text_tokens,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    special = special_tokens(multilingual)
    tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in special])
    tokenizer.add_tokens([AddedToken(f"<|{0.02 * step:.2f}|>", normalized=False) for step in range(TIMESTAMPS)])
    ids = tokenizer.token_to_id
    start = ["<|startoftranscript|>", "<|notimestamps|>"]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=" ".join([*start, "$A", "<|endoftext|>"]),
        pair=" ".join([*start, "$A", "$B", "<|endoftext|>"]),
        special_tokens=[(token, ids(token)) for token in [*start, "<|endoftext|>"]],
    )
    return tokenizer


def suppressed(tokenizer: Tokenizer) -> list[int]:
    """What the original suppresses: symbols that are not speech, and the tokens that only a prompt may hold."""
    symbols = '"#()*+/:;<=>@[\\]^_`{|}~'
    ids = [tokenizer.token_to_id(symbol) for symbol in symbols]
    special = ["<|startoftranscript|>", "<|translate|>", "<|transcribe|>", "<|startoflm|>", "<|startofprev|>", "<|nospeech|>"]
    return sorted({*(id for id in ids if id is not None), *(tokenizer.token_to_id(token) for token in special)})


def generation_config(tokenizer: Tokenizer, recipe: Recipe, config: WhisperConfig) -> dict:
    ids = tokenizer.token_to_id
    end = ids("<|endoftext|>")
    value = {
        "begin_suppress_tokens": [ids("Ġ"), end],
        "bos_token_id": end,
        "decoder_start_token_id": ids("<|startoftranscript|>"),
        "eos_token_id": end,
        "is_multilingual": recipe.multilingual,
        "max_initial_timestamp_index": 50,
        "max_length": 448,
        "no_timestamps_token_id": ids("<|notimestamps|>"),
        "pad_token_id": end,
        "prev_sot_token_id": ids("<|startofprev|>"),
        "return_timestamps": False,
        "suppress_tokens": suppressed(tokenizer),
        "transformers_version": "4.57.6",
    }
    if recipe.cross_attentions:
        value["alignment_heads"] = [[config.decoder_layers - 1, head] for head in range(config.decoder_attention_heads)]
    if recipe.multilingual:
        languages = [f"<|{code}|>" for code in list(LANGUAGES)[:99]]
        value["lang_to_id"] = {token: ids(token) for token in languages}
        value["task_to_id"] = {task: ids(f"<|{task}|>") for task in ("transcribe", "translate")}
    return value


def model_config(tokenizer: Tokenizer, recipe: Recipe, **changes) -> WhisperConfig:
    ids = tokenizer.token_to_id
    end = ids("<|endoftext|>")
    return WhisperConfig(
        **{
            "vocab_size": tokenizer.get_vocab_size(),
            "num_mel_bins": MELS,
            "d_model": recipe.width,
            "encoder_layers": recipe.layers,
            "decoder_layers": recipe.layers,
            "encoder_attention_heads": 2,
            "decoder_attention_heads": 2,
            "encoder_ffn_dim": 2 * recipe.width,
            "decoder_ffn_dim": 2 * recipe.width,
            "max_source_positions": 1500,
            "max_target_positions": 448,
            "bos_token_id": end,
            "eos_token_id": end,
            "pad_token_id": end,
            "decoder_start_token_id": ids("<|startoftranscript|>"),
            "suppress_tokens": None,
            "begin_suppress_tokens": None,
            "tie_word_embeddings": False,
            "attn_implementation": "eager",
            **changes,
        }
    )


class WithCrossAttentions(WhisperOnnxConfig):
    """Adds cross_attentions.N to the decoder's outputs, as the hub's `_timestamped` exports have them."""

    @property
    def outputs(self):
        outputs = super().outputs
        if self._behavior is ConfigBehavior.DECODER:
            for layer in range(self._config.decoder_layers):
                axes = {0: "batch_size", 2: "decoder_sequence_length", 3: "encoder_sequence_length / 2"}
                outputs[f"cross_attentions.{layer}"] = axes
        return outputs


def write_model(folder: Path, model: WhisperForConditionalGeneration, tokenizer: Tokenizer, recipe: Recipe) -> None:
    """Everything that the hub's folder of a Whisper export holds and that an engine reads."""
    fresh_folder(folder)
    options = {}
    if recipe.cross_attentions:
        whole = WithCrossAttentions(model.config, task="automatic-speech-recognition", use_past=True, use_past_in_inputs=False)
        past = WithCrossAttentions(model.config, task="automatic-speech-recognition", use_past=True, use_past_in_inputs=True)
        options = {
            "model_kwargs": {"output_attentions": True},
            "custom_onnx_configs": {
                "encoder_model": whole.with_behavior("encoder"),
                "decoder_model": whole.with_behavior("decoder", use_past=True, use_past_in_inputs=False),
                "decoder_with_past_model": past.with_behavior("decoder", use_past=True, use_past_in_inputs=True),
            },
        }
    export(model, folder, "automatic-speech-recognition-with-past", opset=14, **options)
    config = model.config.to_dict()
    for key in ("dtype", "_attn_implementation_autoset", "tie_word_embeddings"):
        config.pop(key, None)
    write_json(folder / "config.json", {**config, "architectures": ["WhisperForConditionalGeneration"]})
    write_json(folder / "generation_config.json", generation_config(tokenizer, recipe, model.config))
    write_json(
        folder / "preprocessor_config.json",
        {
            "chunk_length": 30,
            "feature_extractor_type": "WhisperFeatureExtractor",
            "feature_size": MELS,
            "hop_length": 160,
            "n_fft": 400,
            "n_samples": 480000,
            "nb_max_frames": 3000,
            "padding_side": "right",
            "padding_value": 0.0,
            "processor_class": "WhisperProcessor",
            "return_attention_mask": False,
            "sampling_rate": 16000,
        },
    )
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    write_json(
        folder / "tokenizer_config.json",
        {
            "add_bos_token": False,
            "add_prefix_space": False,
            "bos_token": "<|endoftext|>",
            "clean_up_tokenization_spaces": True,
            "eos_token": "<|endoftext|>",
            "errors": "replace",
            "model_max_length": 1024,
            "pad_token": "<|endoftext|>",
            "processor_class": "WhisperProcessor",
            "return_attention_mask": False,
            "tokenizer_class": "WhisperTokenizer",
            "unk_token": "<|endoftext|>",
        },
    )


def generate(name: str, models_folder: Path) -> None:
    recipe = RECIPES[name]
    tokenizer = train_tokenizer(recipe.text_tokens, recipe.multilingual, ALL)
    model = WhisperForConditionalGeneration(model_config(tokenizer, recipe))
    with torch.no_grad():
        randomise(model, recipe.seed)
        _shape(model, tokenizer)
    write_model(models_folder / name, model, tokenizer, recipe)
    ids = tokenizer.token_to_id
    prompt = ["<|startoftranscript|>", *(["<|es|>", "<|transcribe|>"] if recipe.multilingual else []), "<|notimestamps|>"]
    write_whisper_reference(
        models_folder / name / "reference.json",
        model,
        [ids(token) for token in prompt],
        generation_config(tokenizer, recipe, model.config),
    )


def _shape(model: WhisperForConditionalGeneration, tokenizer: Tokenizer) -> None:
    """Readable text by default, segment times where times are asked for, and an end after about 30 tokens."""
    ids = tokenizer.token_to_id
    decoder = model.model.decoder
    head = model.proj_out.weight
    positions = decoder.embed_positions.weight
    end = ids("<|endoftext|>")
    sharpen_attention(decoder, "encoder_attn", 3)
    reserve(decoder)
    head.normal_(std=0.6, generator=torch.Generator().manual_seed(end))
    head[[*range(end + 1, head.shape[0]), *_unreadable(tokenizer)]] *= 0.25
    avoid_repetition(head, decoder.embed_tokens.weight, strength=6)
    end_after(positions, head, decoder.embed_tokens.weight, end, typical=30)
    _times(positions, head, ids("<|notimestamps|>") + 1)


def _unreadable(tokenizer: Tokenizer) -> list[int]:
    """Tokens that are a part of a character or that nobody can see; they would hide what the model says."""
    texts = {id: tokenizer.decode([id]) for id in range(tokenizer.token_to_id("<|endoftext|>"))}
    return [id for id, text in texts.items() if not text.isprintable() or "\ufffd" in text]


def _times(positions: torch.Tensor, head: torch.Tensor, first: int) -> None:
    """
    Times are read from the reserved coordinates alone. Coordinate -2 is high at two of eight positions: there no time is
    likelier than the best text but all of them together are, which is the rule by which Whisper's decoding takes one. With m
    from -1 (0 s) to 1 (30 s) and c the coordinate that counts steps, a time's logit is about const - 4 m^2 + 6 m c: the later
    the step, the later the likeliest time.
    """
    steps = torch.arange(positions.shape[0])
    positions[:, -2] = torch.where((steps > 4) & ((steps - 1) % 8 < 2), 2.0, -2.0)
    times = head[first : first + TIMESTAMPS]
    times.mul_(0.1)
    moment = torch.linspace(-1, 1, TIMESTAMPS)
    times[:, -2] = 2.9 - 3 * moment**2
    times[:, -1] = 6 * moment
