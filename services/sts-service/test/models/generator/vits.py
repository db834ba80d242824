"""
VITS, the network of the MMS and the Piper voices, and Piper's way of asking it.

Noise is multiplied by scales that are 0 by default, so that the same text is the same sound although the graphs draw noise as
the real ones do.
"""

import torch
from torch import nn
from transformers import VitsConfig, VitsModel

from .weights import randomise


def small(symbols: int, seed: int, **changes) -> VitsModel:
    torch.manual_seed(seed)
    config = VitsConfig(
        **{
            "vocab_size": symbols,
            "hidden_size": 16,
            "num_hidden_layers": 1,
            "num_attention_heads": 2,
            "ffn_dim": 32,
            "flow_size": 16,
            "spectrogram_bins": 33,
            "prior_encoder_num_flows": 2,
            "prior_encoder_num_wavenet_layers": 1,
            "posterior_encoder_num_wavenet_layers": 1,
            "duration_predictor_filter_channels": 16,
            "duration_predictor_num_flows": 2,
            "upsample_initial_channel": 16,
            "upsample_rates": [8, 8, 2, 2],
            "upsample_kernel_sizes": [16, 16, 4, 4],
            "resblock_kernel_sizes": [3],
            "resblock_dilation_sizes": [[1, 3]],
            "noise_scale": 0.0,
            "noise_scale_duration": 0.0,
            **changes,
        }
    )
    model = VitsModel(config).eval()
    with torch.no_grad():
        randomise(model, seed)
        for name, parameter in model.named_parameters():
            if name.endswith("original0"):
                parameter.copy_(1 + 0.1 * parameter)  # The length of a normed weight.
        # The last step of the predictor's flows: the logarithm of a typical duration is added to what they say.
        model.duration_predictor.flows[0].translate.fill_(-1.0)
        model.duration_predictor.flows[0].log_scale.fill_(1.0)
        symbols = torch.arange(symbols)[None, :32]
        loudness = model(input_ids=symbols, **({"speaker_id": 0} if config.num_speakers > 1 else {})).waveform.std()
        model.decoder.conv_post.weight.mul_(2.0 ** torch.round(torch.log2(0.12 / loudness)))
    return model


class PiperVoice(nn.Module):
    """A VITS model behind Piper's inputs: noise, length and duration noise are one tensor, and speakers have numbers."""

    def __init__(self, model: VitsModel):
        super().__init__()
        self.model = model

    def forward(self, input, input_lengths, scales, sid=None):
        model = self.model
        model.noise_scale = scales[0]
        model.speaking_rate = 1 / scales[1]
        model.noise_scale_duration = scales[2]
        mask = (torch.arange(input.shape[1])[None, :] < input_lengths[:, None]).long()
        if sid is None:
            waveform = model(input_ids=input, attention_mask=mask).waveform
        else:
            waveform = _with_speaker(model, input, mask, sid)
        return waveform[:, None, None, :]


class _Chosen(nn.Module):
    def __init__(self, embedding):
        super().__init__()
        self.embedding = embedding

    def forward(self, _):
        return self.embedding


def _with_speaker(model: VitsModel, input, mask, sid):
    """VitsModel looks at the value of a speaker's number, which a graph cannot; an embedding looked up before is not looked at."""
    embed = model.embed_speaker
    model.embed_speaker = _Chosen(embed(sid))
    try:
        return model(input_ids=input, attention_mask=mask, speaker_id=0).waveform
    finally:
        model.embed_speaker = embed
