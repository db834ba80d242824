"""
Trains `whisper-programme`: Whisper's network in small, which hears the built-in programme and hardly anything else.

    python train_programme.py --cache FOLDER --minutes 20

Needs requirements.txt, flite and eSpeak NG. The folder keeps the spoken sentences and the state of the training: run again to
go on. Training depends on the time it is given, so its result is not the same twice; what is committed is one such result.
"""

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from transformers import WhisperForConditionalGeneration

from generator.whisper import Recipe, model_config, train_tokenizer, write_model
from trainer.recogniser import Learner
from trainer.speech import OTHER_SENTENCES, programme, speak_all
from trainer.windows import compose, log_mel

HERE = Path(__file__).resolve().parent
SCRIPT = HERE.parents[3] / "test-e2e" / "programme" / "script.json"
RECIPE = Recipe(seed=61, multilingual=False, cross_attentions=False, width=96, layers=2, text_tokens=460)
BATCH = 8


class Batches:
    def __init__(self, clips, tokenizer):
        self.clips = clips
        # What the programme says, as it says it, is heard more often than everything else.
        self.often = [clip for clip in clips if clip.own]
        self.tokenizer = tokenizer
        self.random = np.random.default_rng(RECIPE.seed)
        self.ids = tokenizer.token_to_id

    def next(self, seconds: float, size: int):
        pool = self.often if self.random.random() < 0.75 else self.clips
        heard = [compose(pool, self.random, seconds) for _ in range(size)]
        features = log_mel(torch.from_numpy(np.stack([window.samples for window in heard])))
        tokens = [self._tokens(window) for window in heard]
        texts = [self._text(window) for window in heard]
        longest = max(map(len, tokens))
        inputs = torch.full((size, longest - 1), self.ids("<|endoftext|>"))
        targets = torch.full((size, longest - 1), -100)
        for row, (line, window) in enumerate(zip(tokens, heard)):
            inputs[row, : len(line) - 1] = torch.tensor(line[:-1])
            targets[row, : len(line) - 1] = torch.tensor(line[1:])
            # Behind the first token is said whether anybody speaks; what follows it then is what a decoder goes on with.
            targets[row, 0] = -100 if window.sentences else self.ids("<|nospeech|>")
            if line[1] != self.ids("<|notimestamps|>") and window.sentences:
                targets[row, 0] = line[1]
        lengths = torch.tensor([len(text) for text in texts])
        joined = torch.tensor([token for text in texts for token in text], dtype=torch.long)
        return features, inputs, targets, joined, lengths

    def _encode(self, text: str) -> list[int]:
        return self.tokenizer.encode(f" {text}", add_special_tokens=False).ids

    def _text(self, window) -> list[int]:
        return [token for _, text, _ in window.sentences for token in self._encode(text)]

    def _tokens(self, window) -> list[int]:
        start, end = self.ids("<|startoftranscript|>"), self.ids("<|endoftext|>")
        if not window.sentences or self.random.random() < 0.5:
            return [start, self.ids("<|notimestamps|>"), *self._text(window), end]
        line = [start]
        for begin, text, finish in window.sentences:
            line += [self._time(begin), *self._encode(text), self._time(finish)]
        return [*line, end]

    def _time(self, seconds: float) -> int:
        """To a tenth of a second, which is as well as so small a network can tell."""
        return self.ids("<|0.00|>") + 5 * round(seconds * 10)


def transcribe(learner: Learner, tokenizer, samples: np.ndarray) -> str:
    """Greedily, in a window of 30 s."""
    window = np.zeros(480000, dtype=np.float32)
    window[: len(samples)] = samples
    line = [tokenizer.token_to_id("<|startoftranscript|>"), tokenizer.token_to_id("<|notimestamps|>")]
    with torch.no_grad():
        hidden = learner.encode(log_mel(torch.from_numpy(window)[None]))
        while len(line) < 60:
            states = learner.model.model.decoder(input_ids=torch.tensor([line]), encoder_hidden_states=hidden, use_cache=False)
            logits = learner.model.proj_out(states.last_hidden_state[0, -1])
            logits[tokenizer.token_to_id("<|endoftext|>") + 1 :] = -torch.inf
            token = int(logits.argmax())
            if token == tokenizer.token_to_id("<|endoftext|>"):
                break
            line.append(token)
    return tokenizer.decode(line[2:])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--rate", type=float, default=1.5e-3)
    options = parser.parse_args()
    torch.manual_seed(RECIPE.seed)
    torch.set_num_threads(1)
    sentences = [text for _, text in programme(SCRIPT)]
    texts = [f" {text}" for text in 3 * sentences + OTHER_SENTENCES]
    tokenizer = train_tokenizer(RECIPE.text_tokens, RECIPE.multilingual, texts)
    clips = speak_all(SCRIPT, options.cache / "speech")
    print(f"{len(clips)} clips, {sum(len(clip.samples) for clip in clips) / 16000 / 60:.0f} minutes", flush=True)
    config = model_config(
        tokenizer,
        RECIPE,
        encoder_ffn_dim=4 * RECIPE.width,
        decoder_ffn_dim=4 * RECIPE.width,
        encoder_attention_heads=4,
        decoder_attention_heads=4,
        tie_word_embeddings=True,
        attn_implementation="sdpa",
    )
    learner = Learner(WhisperForConditionalGeneration(config), tokenizer.token_to_id("<|endoftext|>"))
    state = options.cache / "state.pt"
    if state.exists():
        learner.load_state_dict(torch.load(state))
    train(learner, Batches(clips, tokenizer), options.minutes * 60, options.rate, state)
    learner.eval()
    own = {clip.text: clip for clip in reversed(clips) if clip.own}
    right = 0
    for text, clip in own.items():
        said = transcribe(learner, tokenizer, clip.samples).strip()
        right += said == text
        print(f"{text}\n    {said}")
    print(f"{right} of {len(own)} sentences word for word")
    learner.model.set_attn_implementation("eager")
    write_model(HERE / "whisper-programme", learner.model, tokenizer, RECIPE)


def train(learner: Learner, batches: Batches, seconds: float, peak: float, state: Path) -> None:
    """Short windows first; at the end some of 30 s, in which most is silence. The rate falls with the time that is left."""
    optimizer = torch.optim.AdamW(learner.parameters(), lr=peak, betas=(0.9, 0.98), weight_decay=0.01)
    started = time.monotonic()
    learner.train()
    step, shown = 0, [0.0, 0.0]
    while (spent := (time.monotonic() - started) / seconds) < 1:
        if spent < 0.8:
            length, size = (8.0, BATCH // 2) if spent > 0.5 and step % 4 == 0 else (5.0, BATCH)
        else:
            length, size = (30.0, 2) if step % 3 == 0 else (8.0, BATCH // 2)
        rate = peak * min(1, (step + 1) / 100) * max(0.03, np.cos(spent * np.pi / 2))
        for group in optimizer.param_groups:
            group["lr"] = rate
        spoken, aligned = learner(*batches.next(length, size))
        optimizer.zero_grad()
        (spoken + 0.3 * aligned).backward()
        torch.nn.utils.clip_grad_norm_(learner.parameters(), 1.0)
        optimizer.step()
        step += 1
        shown = [0.95 * shown[0] + 0.05 * spoken.item(), 0.95 * shown[1] + 0.05 * aligned.item()]
        if step % 100 == 0:
            print(f"{step}: {shown[0]:.3f} {shown[1]:.3f} rate {rate:.5f} {100 * spent:.0f} %", flush=True)
            torch.save(learner.state_dict(), state)
    torch.save(learner.state_dict(), state)


if __name__ == "__main__":
    main()
