"""
Kokoro: phonemes, a style and a speed in; sound at 24 kHz out. The network has the parts that StyleTTS 2 has (durations from
a recurrent predictor, norms that the style sets, an inverse Fourier transform at the end) in the smallest size that speaks.
"""

import math
from pathlib import Path
from tempfile import TemporaryDirectory

import onnx
import torch
import torch.nn.functional as F
from torch import nn

from .export import save
from .files import fresh_folder, write_json
from .unigram import template
from .weights import randomise

SEED = 71
WIDTH = 16
STYLE = 128
LONGEST_DURATION = 50
FFT, HOP = 20, 5

#: The numbers that the published vocabulary gives to phonemes; those in between are not used.
PHONEMES = {
    0: "$;:,.!?",
    9: "—…\"()“” \u0303ʣʥʦʨᵝ\uab67AI",
    31: "O",
    33: "Q",
    35: "ST",
    39: "W",
    41: "Yᵊ",
    43: "abcdef",
    50: "hijklmnopqrstuvwxyzɑɐɒæ",
    75: "βɔɕç",
    80: "ɖðʤə",
    85: "ɚɛɜ",
    90: "ɟ",
    92: "ɡ",
    99: "ɥ",
    101: "ɨɪʝ",
    110: "ɯɰŋɳɲɴø",
    118: "ɸθœ",
    123: "ɹ",
    125: "ɾɻ",
    128: "ʁɽʂʃʈʧ",
    135: "ʊʋ",
    138: "ʌɣɤ",
    142: "χʎ",
    147: "ʒʔ",
    156: "ˈˌː",
    162: "ʰ",
    164: "ʲ",
    169: "↓",
    171: "→↗↘",
    177: "ᵻ",
}
VOCABULARY = {phoneme: first + n for first, phonemes in PHONEMES.items() for n, phoneme in enumerate(phonemes)}
SYMBOLS = 178

#: A voice is a style for each number of phonemes, from none to 509.
VOICES = ("af_heart", "ef_dora")
LENGTHS = 510


class StyledNorm(nn.Module):
    def __init__(self, channels: int):
        super().__init__()
        self.fc = nn.Linear(STYLE, 2 * channels)

    def forward(self, x, style):
        """x: (1, channels, time); style: (1, STYLE)."""
        scale, shift = self.fc(style)[:, :, None].chunk(2, dim=1)
        centred = x - x.mean(dim=2, keepdim=True)
        return (1 + scale) * centred * torch.rsqrt(centred.square().mean(dim=2, keepdim=True) + 1e-5) + shift


class StyledBlock(nn.Module):
    def __init__(self, channels: int, kernel: int = 3):
        super().__init__()
        self.styled = StyledNorm(channels)
        self.conv = nn.Conv1d(channels, channels, kernel, padding=kernel // 2)

    def forward(self, x, style):
        return x + self.conv(F.leaky_relu(self.styled(x, style), 0.2))


class Kokoro(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(SYMBOLS, WIDTH)
        self.encoder = nn.LSTM(WIDTH, WIDTH // 2, batch_first=True, bidirectional=True)
        self.predictor = nn.LSTM(WIDTH + STYLE, WIDTH // 2, batch_first=True, bidirectional=True)
        self.durations = nn.Linear(WIDTH, LONGEST_DURATION)
        self.melody = nn.Linear(WIDTH, 1)
        self.decoder = nn.ModuleList([StyledBlock(WIDTH), StyledBlock(WIDTH)])
        self.first_up = nn.ConvTranspose1d(WIDTH, WIDTH, 20, 10, padding=5)
        self.first_block = StyledBlock(WIDTH)
        self.second_up = nn.ConvTranspose1d(WIDTH, WIDTH // 2, 12, 6, padding=3)
        self.second_block = StyledBlock(WIDTH // 2)
        self.spectrum = nn.Conv1d(WIDTH // 2, FFT + 2, 7, padding=3)
        bins, places = torch.arange(FFT // 2 + 1), torch.arange(FFT)
        angle = 2 * math.pi * torch.outer(bins, places) / FFT
        window = torch.hann_window(FFT) / FFT
        self.register_buffer("cosines", (angle.cos() * window)[:, None])
        self.register_buffer("sines", (angle.sin() * window)[:, None])

    def forward(self, input_ids, style, speed):
        """input_ids: (1, phonemes); style: (1, 2 * STYLE), of the sound and of the prosody; speed: (1,)."""
        sound, prosody = style[:, :STYLE], style[:, STYLE:]
        encoded, _ = self.encoder(self.embed(input_ids))
        beside = prosody[:, None, :].expand(-1, input_ids.shape[1], -1)
        predicted, _ = self.predictor(torch.cat([encoded, beside], dim=2))
        frames = torch.sigmoid(self.durations(predicted)).sum(dim=2) / speed
        frames = torch.clamp(torch.round(frames), min=1)
        ends = frames.cumsum(dim=1)
        moments = torch.arange(ends[0, -1].long())[None, :, None]
        here = (moments < ends[:, None, :]) & (moments >= (ends - frames)[:, None, :])
        placed = here.to(encoded.dtype) @ torch.cat([encoded, self.melody(predicted)], dim=2)
        x = placed[:, :, :WIDTH].transpose(1, 2)
        pitch = placed[:, :, WIDTH:].transpose(1, 2)
        for block in self.decoder:
            x = block(x + pitch, sound)
        # Two steps for each frame of a duration, sixty for each of those, five samples for each of these.
        x = F.interpolate(x, scale_factor=2.0, mode="nearest")
        x = self.first_block(self.first_up(F.leaky_relu(x, 0.1)), sound)
        x = self.second_block(self.second_up(F.leaky_relu(x, 0.1)), sound)
        x = self.spectrum(F.leaky_relu(x))
        magnitude, phase = torch.exp(x[:, : FFT // 2 + 1]), torch.sin(x[:, FFT // 2 + 1 :])
        real = F.conv_transpose1d(magnitude * torch.cos(phase), self.cosines, stride=HOP)
        imaginary = F.conv_transpose1d(magnitude * torch.sin(phase), self.sines, stride=HOP)
        overhang = FFT - HOP
        return (real - imaginary)[:, 0, overhang // 2 : -(overhang - overhang // 2)]


def generate(name: str, models_folder: Path) -> None:
    folder = fresh_folder(models_folder / name)
    torch.manual_seed(SEED)
    model = Kokoro().eval()
    with torch.no_grad():
        generator = randomise(model, SEED)
        # A phoneme lasts about 4 frames of 25 ms.
        model.durations.bias.add_(-2.6)
        model.spectrum.weight.mul_(0.5)
        voices = {voice: _voice(generator) for voice in VOICES}
        sound = model(torch.arange(43, 60)[None], voices[VOICES[0]][17], torch.tensor([1.0]))
        # The loudness of all bins is in the biases of their magnitudes.
        model.spectrum.bias[: FFT // 2 + 1].add_(torch.log(0.1 / sound.std()))
    save(_graph(model, voices[VOICES[0]][20]), folder / "onnx" / "model.onnx")
    (folder / "voices").mkdir()
    for voice, styles in voices.items():
        (folder / "voices" / f"{voice}.bin").write_bytes(styles.numpy().astype("<f4").tobytes())
    write_json(folder / "config.json", {"model_type": "style_text_to_speech_2"})
    write_json(folder / "tokenizer.json", tokenizer_json())
    write_json(
        folder / "tokenizer_config.json",
        {"model_max_length": 512, "pad_token": "$", "tokenizer_class": "PreTrainedTokenizer", "unk_token": "$"},
    )


def _voice(generator: torch.Generator) -> torch.Tensor:
    """(LENGTHS, 1, 2 * STYLE): one style that drifts with the length. In steps of 1/256, so that it packs well."""
    base, drift = torch.randn(2, 1, 1, 2 * STYLE, generator=generator)
    lengths = torch.linspace(0, 1, LENGTHS)[:, None, None]
    return torch.round((0.25 * base + 0.15 * drift * lengths) * 256) / 256


def _graph(model: Kokoro, style: torch.Tensor) -> onnx.ModelProto:
    with TemporaryDirectory() as temporary, torch.no_grad():
        file = Path(temporary) / "model.onnx"
        torch.onnx.export(
            model,
            (torch.arange(30)[None], style, torch.tensor([1.0])),
            str(file),
            input_names=["input_ids", "style", "speed"],
            output_names=["waveform"],
            dynamic_axes={"input_ids": {1: "sequence_length"}, "waveform": {1: "num_samples"}},
            opset_version=17,
            dynamo=False,
        )
        return onnx.load(file)


def tokenizer_json() -> dict:
    """One token for each phoneme; what is none of them is left out; "$" before and after."""
    known = "".join(phoneme for phoneme in VOCABULARY if phoneme != "$")
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "normalizer": {"type": "Replace", "pattern": {"Regex": f"[^${known}]"}, "content": ""},
        "pre_tokenizer": {"type": "Split", "pattern": {"Regex": ""}, "behavior": "Isolated", "invert": False},
        "post_processor": template(["$"], ["$"], VOCABULARY),
        "decoder": None,
        "model": {"vocab": VOCABULARY},
    }
