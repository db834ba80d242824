"""
Random weights that behave: a freshly initialised network repeats one token for ever, with ties at float precision.
These are scaled so that logits are spread, the answer depends on the input, and the end comes.
"""

import torch
from torch import nn

#: Coordinates of the decoder's hidden state that no layer writes to: the position embeddings alone do.
RESERVED = 2


def randomise(model: nn.Module, seed: int, gain: float = 1.0) -> torch.Generator:
    """
    Draws every weight anew. Matrices get the standard deviation gain / sqrt(inputs), so that a layer keeps the size of what
    passes through it; norms get a weight near 1; biases are small.
    """
    generator = torch.Generator().manual_seed(seed)
    for name, parameter in sorted(model.named_parameters()):
        if not parameter.requires_grad:
            continue  # Sinusoids.
        noise = torch.empty_like(parameter).normal_(generator=generator)
        if "norm" in name and name.endswith("weight"):
            value = 1 + 0.1 * noise
        elif parameter.dim() == 1:
            value = 0.1 * noise
        elif "embed" in name:
            value = noise
        else:
            inputs = parameter[0].numel()
            value = noise * (gain / inputs**0.5)
        parameter.data.copy_(value)
    return generator


def sharpen_attention(model: nn.Module, part: str, factor: float) -> None:
    """Queries of the attentions whose name has `part` grow by a factor: they look at few places instead of at the mean."""
    for name, parameter in model.named_parameters():
        if part in name and "q_proj" in name:
            parameter.data.mul_(factor)


def reserve(decoder: nn.Module) -> None:
    """Keeps the last RESERVED coordinates of the decoder's residual stream free of everything but positions."""
    for name, parameter in decoder.named_parameters():
        if name.endswith(("out_proj.weight", "o_proj.weight", "fc2.weight", "out_proj.bias", "fc2.bias")):
            parameter.data[-RESERVED:] = 0


def avoid_repetition(head: torch.Tensor, tokens: torch.Tensor, strength: float) -> None:
    """
    Each token speaks against itself: what the hidden state still holds of the last token makes that one less likely.

    head, tokens: (vocabulary, width); strength: what the token's own logit loses where the state is its embedding alone.
    """
    length = tokens.data.norm(dim=1, keepdim=True).clamp(min=1e-6)
    head.data -= strength / head.shape[1] ** 0.5 * tokens.data / length


def end_after(positions: torch.Tensor, head: torch.Tensor, tokens: torch.Tensor, eos: int, typical: float) -> None:
    """
    Makes the end-of-text token likelier with every step, and certain soon after `typical` ones.

    positions: (steps, width), what is added to the token at each position; head: (vocabulary, width), the rows that give
    logits; tokens: (vocabulary, width), the embeddings. The reserved coordinate -1 counts the steps, and only the end's row
    of the head reads it.
    """
    steps = torch.arange(positions.shape[0], dtype=torch.float32)
    tokens.data[:, -RESERVED:] = 0
    head.data[:, -RESERVED:] = 0
    positions.data[:, -RESERVED:] = 0
    positions.data[:, -1] = torch.clamp(3 * steps / typical - 2, max=4)
    head.data[eos] *= 0.3
    head.data[eos, -1] = 12
