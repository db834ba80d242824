"""Sentences spoken by flite and eSpeak NG, in several pitches and speeds, kept as 16 kHz samples."""

import hashlib
import json
import subprocess
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np

SAMPLE_RATE_HZ = 16000

#: Said beside the programme's sentences, with their words in other places.
OTHER_SENTENCES = [
    "The weather will be cold and clear in the morning.",
    "The minister has won an important game.",
    "A strong wind is expected near the river.",
    "The train waited for two hours near the capital.",
    "The captain said that the children are well.",
    "Many people are looking for the small island.",
    "The team will return to the stadium next week.",
    "Some birds live in the mountains in the winter.",
    "The police said that nobody was hurt.",
    "It will rain in the whole country on Sunday.",
    "They believe that the price of milk will go down.",
    "The hospital is in the south of the capital.",
    "She was very happy with the second half.",
    "Forty families came to the village to see the snow.",
    "Good night and thank you for watching.",
    "The student ran home before the rain.",
]


@dataclass(frozen=True)
class Clip:
    text: str
    samples: np.ndarray
    #: Of the programme, in the voice that says it there.
    own: bool


def programme(script: Path) -> list[tuple[str, str]]:
    """(voice, text) of every sentence of the built-in programme."""
    sections = json.loads(script.read_text(encoding="utf-8"))["sections"]
    return [(sentence["voice"], sentence["text"]) for section in sections for sentence in section["sentences"]]


def speak_all(script: Path, cache: Path) -> list[Clip]:
    cache.mkdir(parents=True, exist_ok=True)
    clips = []
    voices = ["slt", "rms", "awb", "kal16"]
    for own, text in programme(script):
        clips += [Clip(text, _flite(cache, text, own, stretch, 0), True) for stretch in (1.0, 0.92, 1.1)]
        clips += [Clip(text, _flite(cache, text, voice, 1.0, 0), False) for voice in voices if voice != own]
        clips += [Clip(text, _flite(cache, text, own, 1.04, shift), False) for shift in (-12, 15)]
        clips += [Clip(text, _espeak(cache, text, pitch, speed), False) for pitch, speed in ((40, 150), (60, 170))]
    for number, text in enumerate(OTHER_SENTENCES):
        clips += [Clip(text, _flite(cache, text, voice, 1.0, 0), False) for voice in voices]
        clips.append(Clip(text, _espeak(cache, text, 40 + 3 * (number % 8), 160), False))
    return clips


def _flite(cache: Path, text: str, voice: str, stretch: float, shift: int) -> np.ndarray:
    pitch = [] if shift == 0 else ["--setf", f"int_f0_target_mean={(170 if voice == 'slt' else 110) + shift}"]
    return _spoken(cache, ["flite", "-voice", voice, "--setf", f"duration_stretch={stretch}", *pitch, "-t", text, "-o"])


def _espeak(cache: Path, text: str, pitch: int, speed: int) -> np.ndarray:
    return _spoken(cache, ["espeak-ng", "-v", "en-us", "-p", str(pitch), "-s", str(speed), text, "-w"])


def _spoken(cache: Path, command: list[str]) -> np.ndarray:
    file = cache / f"{hashlib.sha1(' '.join(command).encode()).hexdigest()[:16]}.wav"
    if not file.exists():
        subprocess.run([*command, str(file)], check=True, capture_output=True)
    with wave.open(str(file)) as sound:
        rate = sound.getframerate()
        samples = np.frombuffer(sound.readframes(sound.getnframes()), dtype=np.int16).astype(np.float32) / 32768
    if rate != SAMPLE_RATE_HZ:
        times = np.arange(int(len(samples) * SAMPLE_RATE_HZ / rate)) * rate / SAMPLE_RATE_HZ
        samples = np.interp(times, np.arange(len(samples)), samples).astype(np.float32)
    loud = np.flatnonzero(np.abs(samples) > 0.01)
    samples = samples[max(0, loud[0] - 320) : loud[-1] + 320]
    return (samples * (0.08 / np.sqrt(np.mean(samples**2)))).astype(np.float32)
