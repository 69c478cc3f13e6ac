"""Pretrained models as small as they can be, with random weights, saved by transformers itself. One a family."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

SPECIALS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
PIECES = ("영화", "재미", "##있", "##다", "##없", "정말", "배우", "연기", "##가", "좋", "나쁘", "!", ".", "good", "bad", "##ly")
MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)  # of ImageNet
TRANSFORMER = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32}


def picture_model(folder: Path, kind: str, size: int = 16, **changes: Any) -> Path:
    """A resnet, convnext or vit for pictures of size × size, with the scaling of its pixels."""
    from transformers import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    settings: dict[str, Any]
    if kind == "resnet":
        from transformers.models.resnet.modeling_resnet import ResNetConfig as Config
        from transformers.models.resnet.modeling_resnet import ResNetForImageClassification as Model

        settings = {"embedding_size": 8, "hidden_sizes": [8, 16], "depths": [1, 2], "layer_type": "basic"}
    elif kind == "convnext":
        from transformers.models.convnext.modeling_convnext import ConvNextConfig as Config  # type: ignore[assignment]
        from transformers.models.convnext.modeling_convnext import ConvNextForImageClassification as Model

        settings = {"hidden_sizes": [8, 16], "depths": [1, 1], "num_stages": 2, "patch_size": 2, "drop_path_rate": 0.2}
    else:
        from transformers.models.vit.modeling_vit import ViTConfig as Config  # type: ignore[assignment]
        from transformers.models.vit.modeling_vit import ViTForImageClassification as Model

        settings = {**TRANSFORMER, "image_size": size, "patch_size": size // 4, "attention_probs_dropout_prob": 0.1}
    _save(Model, Config(**(settings | changes)), folder)
    pixels = {"do_resize": True, "size": {"height": size, "width": size}, "resample": 2, "do_rescale": True}
    scale = {"rescale_factor": 1 / 255, "do_normalize": True, "image_mean": list(MEAN), "image_std": list(STD)}
    (folder / "preprocessor_config.json").write_text(json.dumps(pixels | scale), encoding="utf-8")
    return folder


def text_model(folder: Path, kind: str, pieces: Sequence[str] = PIECES, **changes: Any) -> Path:
    """A bert or an electra with a vocabulary of word pieces, or a roberta with one of pairs of bytes."""
    from transformers import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    folder.mkdir(parents=True, exist_ok=True)
    count = _write_byte_pairs(folder) if kind == "roberta" else _write_word_pieces(folder, pieces)
    settings = {**TRANSFORMER, "vocab_size": count, "max_position_embeddings": 34 if kind == "roberta" else 32}
    if kind == "bert":
        from transformers.models.bert.modeling_bert import BertConfig as Config
        from transformers.models.bert.modeling_bert import BertForMaskedLM as Model
    elif kind == "roberta":
        from transformers.models.roberta.modeling_roberta import RobertaConfig as Config  # type: ignore[assignment]
        from transformers.models.roberta.modeling_roberta import RobertaForMaskedLM as Model
    else:
        from transformers.models.electra.modeling_electra import ElectraConfig as Config  # type: ignore[assignment]
        from transformers.models.electra.modeling_electra import ElectraForPreTraining as Model

        settings |= {"embedding_size": 8}
    _save(Model, Config(**(settings | changes)), folder)
    return folder


def _save(model: Any, config: Any, folder: Path) -> None:
    import torch

    with torch.random.fork_rng([]):
        torch.manual_seed(0)
        made = model(config)
        for parameter in made.parameters():  # larger than the 0.02 that nearly all outputs would be alike with
            if parameter.dim() > 1:
                torch.nn.init.normal_(parameter, 0.0, 0.2)
        made.save_pretrained(folder)


def _write_word_pieces(folder: Path, pieces: Sequence[str]) -> int:
    """vocab.txt, as Korean models have it; the capital letters of English count."""
    words = [*SPECIALS, *pieces]
    (folder / "vocab.txt").write_text("\n".join(words) + "\n", encoding="utf-8")
    (folder / "tokenizer_config.json").write_text(json.dumps({"do_lower_case": False}), encoding="utf-8")
    return len(words)


def _write_byte_pairs(folder: Path) -> int:
    """vocab.json and merges.txt: every byte, and what two merges make of them."""
    from tokenizers.pre_tokenizers import ByteLevel

    merges = [("g", "o"), ("go", "o"), ("goo", "d"), ("b", "a"), ("ba", "d")]
    words = ["<s>", "<pad>", "</s>", "<unk>", *sorted(ByteLevel.alphabet()), *("".join(pair) for pair in merges), "<mask>"]
    numbered = {word: number for number, word in enumerate(words)}
    (folder / "vocab.json").write_text(json.dumps(numbered), encoding="utf-8")
    (folder / "merges.txt").write_text("#version: 0.2\n" + "".join(f"{a} {b}\n" for a, b in merges), encoding="utf-8")
    return len(words)
