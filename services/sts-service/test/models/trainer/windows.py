"""What the recogniser hears while it learns: windows of some seconds with sentences, pauses, noise, music and beeps in them."""

from dataclasses import dataclass

import numpy as np
import torch
from transformers.audio_utils import mel_filter_bank

from .speech import SAMPLE_RATE_HZ, Clip

_FILTERS = torch.from_numpy(mel_filter_bank(201, 80, 0.0, 8000.0, SAMPLE_RATE_HZ, norm="slaney", mel_scale="slaney")).float()
_WINDOW = torch.hann_window(400)


@dataclass(frozen=True)
class Heard:
    samples: np.ndarray
    #: (start in seconds, text, end in seconds)
    sentences: list[tuple[float, str, float]]


def log_mel(samples: torch.Tensor) -> torch.Tensor:
    """(batch, samples) to Whisper's features (batch, 80, samples / 160)."""
    spectrum = torch.stft(samples, 400, 160, window=_WINDOW, return_complex=True)[..., :-1].abs() ** 2
    mel = torch.clamp(_FILTERS.T @ spectrum, min=1e-10).log10()
    mel = torch.maximum(mel, mel.amax(dim=(1, 2), keepdim=True) - 8)
    return (mel + 4) / 4


def compose(clips: list[Clip], random: np.random.Generator, seconds: float) -> Heard:
    """One window: often one sentence, sometimes more or none."""
    samples = np.zeros(int(seconds * SAMPLE_RATE_HZ), dtype=np.float32)
    sentences = []
    kind = random.random()
    wanted = 0 if kind < 0.05 else 1 if kind < 0.4 else 6
    at = int(random.uniform(0.0, 0.5) * SAMPLE_RATE_HZ)
    for _ in range(wanted):
        clip = clips[random.integers(len(clips))]
        spoken = _at_speed(clip.samples, random.uniform(0.94, 1.06)) * random.uniform(0.5, 1.6)
        if at + len(spoken) > len(samples):
            break
        samples[at : at + len(spoken)] += spoken
        sentences.append((at / SAMPLE_RATE_HZ, clip.text, (at + len(spoken)) / SAMPLE_RATE_HZ))
        at += len(spoken) + int(random.uniform(0.25, 1.2) * SAMPLE_RATE_HZ)
    samples += _background(len(samples), random)
    # Most of what a service is asked for is shorter than the window: nothing at all comes behind it.
    end = sentences[-1][2] + random.uniform(0.05, 0.8) if sentences else random.uniform(0.5, seconds)
    if random.random() < 0.7:
        samples[int(end * SAMPLE_RATE_HZ) :] = 0
    return Heard(samples, sentences)


def _at_speed(samples: np.ndarray, speed: float) -> np.ndarray:
    times = np.arange(int(len(samples) / speed)) * speed
    return np.interp(times, np.arange(len(samples)), samples).astype(np.float32)


def _background(length: int, random: np.random.Generator) -> np.ndarray:
    kind = random.random()
    sound = random.normal(0, 10 ** random.uniform(-4.5, -2.3), length).astype(np.float32)
    times = np.arange(length, dtype=np.float32) / SAMPLE_RATE_HZ
    if kind < 0.4:
        root = random.uniform(80, 300)
        for ratio in (1, 1.25, 1.5, 2):
            sound += random.uniform(0.001, 0.012) * np.sin(2 * np.pi * root * ratio * times + random.uniform(0, 6)).astype(np.float32)
    if kind > 0.9:
        start = random.integers(max(1, length - 1600))
        sound[start : start + 1600] += 0.2 * np.sin(2 * np.pi * 1000 * times[: len(sound[start : start + 1600])])
    return sound
