"""Terms: networks that read step by step, and attention."""

from __future__ import annotations

from dltrain.glossary.term import term, topic

TOPIC = topic(
    "sequences and language",
    "시퀀스와 언어",
    term(
        "recurrent neural network, RNN, recurrence",
        "순환 신경망, 순환신경망, 재귀 신경망",
        en="""
        A network that reads a sequence step by step and keeps a state: each step sees its input and the state of the
        step before. The same weights act at every step.
        """,
        ko="""
        시퀀스를 한 스텝씩 읽으며 상태를 지니는 신경망이다. 스텝마다 자기 입력과 앞 스텝의 상태를 본다. 모든 스텝에서
        같은 가중치가 작용한다.
        """,
        formula="hₜ = tanh(W xₜ + U hₜ₋₁ + b)",
        numbers="""
        h1 = tanh(0.5 · 1 + 0.8 · 0) = 0.462
        h2 = tanh(0.5 · 0 + 0.8 · h1) = 0.354
        """,
        spec="""
        model:
          layers: [{type: rnn, units: 32}]
        """,
        lesson="recurrence",
        see="hidden state, lstm, gru, backpropagation through time",
    ),
    term(
        "hidden state, cell state, memory cell",
        "은닉 상태, 셀 상태, 기억 셀",
        en="""
        What a recurrent network remembers of what it has read so far, as a vector. An LSTM has a second one, the cell
        state, which changes only through gates.
        """,
        ko="""
        순환 신경망이 지금까지 읽은 것에서 기억하는 바를 담은 벡터이다. LSTM에는 게이트를 통해서만 바뀌는 셀 상태가 하나
        더 있다.
        """,
        lesson="recurrence",
        see="recurrent neural network, lstm, gate",
    ),
    term(
        "gate, forget gate, input gate, output gate",
        "게이트, 망각 게이트, 입력 게이트, 출력 게이트",
        en="""
        A number between 0 and 1, made by a sigmoid, by which something is multiplied: 0 lets nothing through, 1
        everything. LSTMs learn with gates what to keep, what to forget and what to show.
        """,
        ko="""
        시그모이드가 만드는 0과 1 사이의 수로, 무언가에 곱해진다. 0이면 아무것도, 1이면 모두 통과시킨다. LSTM은 게이트로
        무엇을 간직하고 잊고 내보일지 배운다.
        """,
        numbers="0.9 · 5 + 0.2 · 1 = 4.7",
        lesson="recurrence",
        see="lstm, gru, hidden state, sigmoid",
    ),
    term(
        "LSTM, long short-term memory",
        "장단기 기억, 장단기 메모리",
        en="""
        A recurrent layer with a cell state that is changed by adding, under the control of gates, so that gradients
        survive over many steps (Hochreiter and Schmidhuber 1997). Its forget gate says how much of the old state stays.
        """,
        ko="""
        게이트의 조절 아래 덧셈으로 바뀌는 셀 상태를 지닌 순환층이다. 그래서 기울기가 여러 스텝을 지나도 살아남는다
        (Hochreiter와 Schmidhuber 1997).
        """,
        formula="c = f c₋₁ + i g, h = o tanh(c)",
        spec="""
        model:
          layers: [{type: lstm, units: 64}]
        """,
        lesson="recurrence",
        see="gru, gate, vanishing gradient",
    ),
    term(
        "backpropagation through time, BPTT",
        "시간 역전파, 시간을 통한 역전파",
        en="""
        Backpropagation through a recurrent network, unrolled into one layer a step. The gradient passes the same
        weights at every step, so it vanishes or explodes easily.
        """,
        ko="""
        순환 신경망을 스텝마다 한 층으로 펼쳐 놓고 하는 역전파이다. 기울기가 스텝마다 같은 가중치를 지나므로 쉽게
        사라지거나 폭발한다.
        """,
        numbers="fifty steps of 0.9 // 0.9로 쉰 스텝: 0.9^50 = 0.005",
        lesson="recurrence",
        see="backpropagation, recurrent neural network, vanishing gradient, exploding gradient",
    ),
    term(
        "sequence, step of a sequence",
        "시퀀스, 순차 데이터, 수열",
        en="""
        Values in an order that matters: the words of a sentence, the hours of a day, the points of a stroke. One
        position in it is a step.
        """,
        ko="순서가 중요한 값들이다. 문장의 낱말, 하루의 시간, 펜이 지나간 점들이 그렇다. 그 한 자리를 스텝이라 한다.",
        lesson="recurrence",
        see="time series, recurrent neural network, transformer",
    ),
    term(
        "token, tokenization, tokenizer",
        "토큰, 토큰화, 토크나이저",
        en="""
        What a text is cut into before a network reads it: words, parts of words, characters, or the letters of Korean
        syllables. Each has a number in the vocabulary.
        """,
        ko="신경망이 읽기 전에 글을 자른 조각이다. 낱말, 낱말의 일부, 글자, 또는 한글 자모이다. 저마다 어휘에 번호가 있다.",
        spec="""
        data:
          source: passengers.csv
          columns: {review: {type: text, tokenizer: jamo}}
        """,
        see="vocabulary, embedding, language model",
    ),
    term(
        "vocabulary",
        "어휘, 단어장, 어휘 집합",
        en="All tokens that a model knows, each with a number. What is not in it becomes one token for the unknown.",
        ko="모델이 아는 모든 토큰으로, 저마다 번호가 있다. 여기에 없는 것은 모르는 토큰 하나로 바뀐다.",
        see="token, embedding",
    ),
    term(
        "embedding, word embedding, word vector, word2vec",
        "임베딩, 단어 임베딩, 낱말 임베딩, 단어 벡터",
        en="""
        A learned vector for each word or code, in which what is used alike lies near. It is a table of which a row is
        looked up; training changes the rows.
        """,
        ko="""
        낱말이나 코드마다 학습되는 벡터로, 비슷하게 쓰이는 것들이 가까이 놓인다. 한 줄을 찾아보는 표이며, 훈련이 그
        줄들을 바꾼다.
        """,
        numbers="weights for 1,000 words of 64 numbers // 낱말 1,000개, 수 64개씩: 1000 · 64 = 64,000",
        spec="""
        model:
          layers: [{type: embedding, dimensions: 64}, {type: lstm, units: 32}]
        """,
        see="token, one-hot encoding, cosine similarity",
    ),
    term(
        "attention, attention mechanism, self-attention, multi-head attention",
        "어텐션, 주의, 셀프 어텐션, 자기 주의, 멀티 헤드 어텐션",
        en="""
        Each step asks all steps how much they matter to it, and takes the mean of their values with these weights. In
        self-attention the steps of one sequence ask each other; several heads ask different questions at once.
        """,
        ko="""
        스텝마다 다른 모든 스텝이 자기에게 얼마나 중요한지 묻고, 그 가중치로 값들의 평균을 얻는 것이다. 셀프
        어텐션에서는 한 시퀀스의 스텝들이 서로 묻고, 여러 헤드는 한꺼번에 다른 질문을 한다.
        """,
        formula="softmax(QKᵀ / √d) V",
        numbers="""
        scores 2 and 0 // 점수 2와 0: softmax(2, 0) = (0.881, 0.119)
        mean of the values 1 and 5 // 값 1과 5의 평균: 0.881 · 1 + 0.119 · 5 = 1.476
        """,
        spec="""
        model:
          layers: [positional_encoding, {type: transformer, heads: 4, units: 64}]
        """,
        see="transformer, softmax, positional_encoding, heads",
    ),
    term(
        "transformer, BERT, GPT",
        "트랜스포머",
        en="""
        A network of attention and dense layers, without recurrence: all steps are computed at once (Vaswani et al.
        2017). Language models such as GPT and BERT are transformers.
        """,
        ko="""
        순환 없이 어텐션과 밀집층으로 이루어져 모든 스텝을 한꺼번에 계산하는 신경망이다 (Vaswani 외 2017). GPT와 BERT
        같은 언어 모델이 트랜스포머이다.
        """,
        spec="""
        model:
          layers: [{type: embedding, dimensions: 32}, positional_encoding, {type: transformer, heads: 4, units: 64}]
        """,
        see="attention, positional_encoding, language model",
    ),
    term(
        "language model, large language model, LLM",
        "언어 모델, 대규모 언어 모델, 거대 언어 모델",
        en="""
        A model of which token comes next. Trained on very much text, and made large, it can answer, translate and write
        programs.
        """,
        ko="다음에 어떤 토큰이 올지에 대한 모델이다. 아주 많은 글로 크게 훈련하면 답하고, 번역하고, 프로그램을 쓸 수 있다.",
        formula="p(x₁, …, xₙ) = Π p(xₜ | x₁, …, xₜ₋₁)",
        see="token, perplexity, transformer, self-supervised learning",
    ),
    term(
        "perplexity",
        "혼란도, 퍼플렉서티, 혼잡도",
        en="""
        Among how many tokens a language model hesitates on average: e to the power of the cross-entropy. Guessing
        evenly among 50 gives 50.
        """,
        ko="""
        언어 모델이 평균적으로 몇 개의 토큰 사이에서 망설이는지, 곧 e의 교차 엔트로피 제곱이다. 50개 가운데 고르게
        찍으면 50이다.
        """,
        formula="e^H",
        numbers="""
        −ln(1 / 50) = 3.912
        e^3.912 = 50.0
        """,
        see="language model, cross-entropy",
    ),
    term(
        "encoder and decoder, sequence to sequence, seq2seq",
        "인코더와 디코더, 시퀀스 투 시퀀스, 인코더-디코더",
        en="""
        Two networks: the encoder turns the input into a short description, the decoder makes the output from it.
        Translation and autoencoders are built so.
        """,
        ko="""
        두 신경망으로 이루어진다. 인코더는 입력을 짧은 표현으로 바꾸고, 디코더는 거기서 출력을 만든다. 번역과
        오토인코더가 이렇게 되어 있다.
        """,
        spec="""
        model:
          type: autoencoder
          encoder: [64, 8]
          decoder: [64]
        """,
        see="autoencoder, attention, transformer",
    ),
)
