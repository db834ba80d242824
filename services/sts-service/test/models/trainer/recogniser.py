"""Whisper's network, run over windows shorter than 30 s while it learns, with a second head that aligns."""

import torch
import torch.nn.functional as F
from torch import nn
from transformers import WhisperForConditionalGeneration


class Learner(nn.Module):
    def __init__(self, model: WhisperForConditionalGeneration, text_tokens: int):
        super().__init__()
        self.model = model
        #: Which text token a place of the encoder is in, or none: it teaches the encoder where the words are. Not exported.
        self.aligner = nn.Linear(model.config.d_model, text_tokens + 1)

    def encode(self, features: torch.Tensor) -> torch.Tensor:
        encoder = self.model.model.encoder
        hidden = F.gelu(encoder.conv2(F.gelu(encoder.conv1(features)))).transpose(1, 2)
        hidden = hidden + encoder.embed_positions.weight[: hidden.shape[1]]
        for layer in encoder.layers:
            hidden = layer(hidden, None, layer_head_mask=None)[0]
        return encoder.layer_norm(hidden)

    def forward(self, features, inputs, targets, texts, lengths):
        """The loss of the transcript, and that of the alignment."""
        hidden = self.encode(features)
        states = self.model.model.decoder(input_ids=inputs, encoder_hidden_states=hidden, use_cache=False).last_hidden_state
        spoken = F.cross_entropy(self.model.proj_out(states).flatten(0, 1), targets.flatten(), ignore_index=-100, label_smoothing=0.02)
        aligned = self.aligner(hidden).log_softmax(-1).transpose(0, 1)
        sizes = torch.full((len(lengths),), hidden.shape[1])
        aligned = F.ctc_loss(aligned, texts, sizes, lengths, blank=aligned.shape[-1] - 1, zero_infinity=True)
        return spoken, aligned
