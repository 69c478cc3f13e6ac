"""The tokenizer of a language model's folder as the one JSON that Hugging Face's `tokenizers` reads.

A folder without tokenizer.json has the files of an older kind, of which transformers makes the same tokenizer: vocab.txt of BERT
and ELECTRA (WordPiece, Devlin et al. 2019, and of Korean models as well), vocab.json with merges.txt of RoBERTa (BPE over bytes).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dltrain.errors import PRETRAINED, InputError
from dltrain.models.pretrained.folder import read_json

MAX_WORD_LENGTH = 100  # characters of a word that WordPiece looks at, as in BERT's own code


def tokenizer_json(folder: Path) -> str:
    """The tokenizer of a folder. Raises InputError where it has none that can be read."""
    try:
        import tokenizers
    except ImportError:
        raise InputError(f"a pretrained model's tokenizer needs the package tokenizers: {PRETRAINED}") from None
    try:
        if (folder / "tokenizer.json").exists():
            read_json(folder / "tokenizer.json")
            made: Any = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
        elif (folder / "vocab.txt").exists():
            made = _word_pieces(folder)
        elif (folder / "vocab.json").exists() and (folder / "merges.txt").exists():
            made = _byte_pairs(folder)
        else:
            raise InputError(_none_in(folder))
    except InputError:
        raise
    except Exception as error:  # the library raises plain Exception
        raise InputError(f"the tokenizer in '{folder}' is damaged: {error}; copy the model here again") from None
    made.no_padding()
    made.no_truncation()
    text: str = made.to_str()
    return text


def _none_in(folder: Path) -> str:
    """What is said of a folder that has no tokenizer, or one that only transformers can read."""
    pieces = next((path.name for path in sorted(folder.glob("*.model"))), None)
    head = f"'{folder}' has no tokenizer: expected tokenizer.json, vocab.txt, or vocab.json and merges.txt"
    if pieces is None:
        return head
    code = f"from transformers import AutoTokenizer; AutoTokenizer.from_pretrained('{folder}').save_pretrained('{folder}')"
    return f'{head}; of its {pieces} transformers makes tokenizer.json: python -c "{code}"'


def _word_pieces(folder: Path) -> Any:
    """As transformers makes of vocab.txt: the line of a piece is its number."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    settings = _settings(folder)
    lines = (folder / "vocab.txt").read_text(encoding="utf-8").split("\n")
    vocabulary = {line.rstrip("\r"): number for number, line in enumerate(lines) if line.rstrip("\r") or number + 1 < len(lines)}
    words = {key: _word(settings, key, default) for key, default in (("unk", "[UNK]"), ("cls", "[CLS]"), ("sep", "[SEP]"))}
    if missing := [word for word in words.values() if word not in vocabulary]:
        raise InputError(f"'{folder / 'vocab.txt'}' has no {missing[0]}: it is no vocabulary of word pieces")
    made = Tokenizer(models.WordPiece(vocabulary, unk_token=words["unk"], max_input_chars_per_word=MAX_WORD_LENGTH))
    made.normalizer = normalizers.BertNormalizer(
        clean_text=True,
        handle_chinese_chars=bool(settings.get("tokenize_chinese_chars", True)),
        strip_accents=settings.get("strip_accents"),
        lowercase=bool(settings.get("do_lower_case", True)),
    )
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    ends = [(words[key], vocabulary[words[key]]) for key in ("cls", "sep")]
    made.post_processor = processors.TemplateProcessing(
        single=f"{words['cls']}:0 $A:0 {words['sep']}:0",
        pair=f"{words['cls']}:0 $A:0 {words['sep']}:0 $B:1 {words['sep']}:1",
        special_tokens=ends,
    )
    specials = [*words.values(), _word(settings, "pad", "[PAD]"), _word(settings, "mask", "[MASK]")]
    made.add_special_tokens([word for word in specials if word in vocabulary])
    return made


def _byte_pairs(folder: Path) -> Any:
    """As transformers makes of vocab.json and merges.txt."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, processors

    settings = _settings(folder)
    vocabulary = read_json(folder / "vocab.json")
    lines = (folder / "merges.txt").read_text(encoding="utf-8").split("\n")
    pairs = (line.rstrip("\r").partition(" ") for line in lines if not line.startswith("#version"))
    merges = [(before, after) for before, _, after in pairs if after]
    spaced = bool(settings.get("add_prefix_space", False))
    made = Tokenizer(models.BPE(vocabulary, merges, continuing_subword_prefix="", end_of_word_suffix="", fuse_unk=False))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=spaced)
    made.decoder = decoders.ByteLevel()
    begin, end = _word(settings, "cls", "<s>"), _word(settings, "sep", "</s>")
    if missing := [word for word in (begin, end) if word not in vocabulary]:
        raise InputError(f"'{folder / 'vocab.json'}' has no {missing[0]}: it is no vocabulary of a RoBERTa")
    made.post_processor = processors.RobertaProcessing((end, vocabulary[end]), (begin, vocabulary[begin]), True, spaced)
    specials = [begin, end, _word(settings, "unk", "<unk>"), _word(settings, "pad", "<pad>")]
    made.add_special_tokens([word for word in specials if word in vocabulary])
    mask = _word(settings, "mask", "<mask>")
    if mask in vocabulary:
        made.add_special_tokens([AddedToken(mask, lstrip=True)])
    return made


def _settings(folder: Path) -> dict[str, Any]:
    path = folder / "tokenizer_config.json"
    return read_json(path) if path.exists() else {}


def _word(settings: dict[str, Any], key: str, default: str) -> str:
    """A special token of the settings, which some write as a mapping."""
    value = settings.get(f"{key}_token", default)
    return str(value["content"] if isinstance(value, dict) else value)
