"""SentencePiece vocabularies, trained on the spot, and what the tokenizer.json of a Unigram model has around them."""

import io

import sentencepiece


def train(texts: list[str], size: int) -> dict[str, float]:
    """The pieces of a Unigram model with their scores, best first; without its special tokens."""
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts),
        model_writer=model,
        model_type="unigram",
        vocab_size=size,
        hard_vocab_limit=False,
        character_coverage=1.0,
        num_threads=1,
        minloglevel=2,
    )
    processor = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
    ids = range(processor.get_piece_size())
    return {
        processor.id_to_piece(id): round(processor.get_score(id), 6)
        for id in ids
        if not processor.is_control(id) and not processor.is_unknown(id)
    }


def added_token(id: int, content: str) -> dict:
    return {
        "id": id,
        "content": content,
        "single_word": False,
        "lstrip": False,
        "rstrip": False,
        "normalized": False,
        "special": True,
    }


def template(before: list[str], after: list[str], ids: dict[str, int]) -> dict:
    """The post-processor that puts special tokens around a text."""

    def special(token: str) -> dict:
        return {"SpecialToken": {"id": token, "type_id": 0}}

    def text(id: str) -> dict:
        return {"Sequence": {"id": id, "type_id": 0}}

    start, end = [special(token) for token in before], [special(token) for token in after]
    return {
        "type": "TemplateProcessing",
        "single": [*start, text("A"), *end],
        "pair": [*start, text("A"), text("B"), *end],
        "special_tokens": {
            token: {"id": token, "ids": [ids[token]], "tokens": [token]} for token in dict.fromkeys([*before, *after])
        },
    }
