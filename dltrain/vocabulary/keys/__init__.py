"""What other tools call the keys of a spec.

A word stands for a place in the spec (`training.learning_rate`), an option of an entry of a table (`channels`), or a phrase that
says what to do instead; for several of them, the most probable first, with ` | ` between them: the first that is an option where
the word was written is meant. What a phrase has in angle brackets is an example, in place of
which the value that was written is told.
"""

from __future__ import annotations

from dltrain.vocabulary.keys import (
    data,
    hugging_face,
    keras,
    lightning,
    ludwig,
    model,
    pandas,
    pytorch,
    scikit_learn,
    top_level,
    training,
)

WORDS = {
    "Keras": keras.WORDS,
    "PyTorch": pytorch.WORDS,
    "scikit-learn": scikit_learn.WORDS,
    "pandas": pandas.WORDS,
    "Lightning": lightning.WORDS,
    "Hugging Face": hugging_face.WORDS,
    "Ludwig": ludwig.WORDS,
    "the top level": top_level.WORDS,
    "the data": data.WORDS,
    "the model": model.WORDS,
    "the training": training.WORDS,
}
