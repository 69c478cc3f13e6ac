"""The comments of a drafted spec, in English and Korean."""

from __future__ import annotations

from dltrain.diagnosis.words import Words

TITLE = Words(
    en="Drafted by dltrain init from a look at {name}. Check it: dltrain check {file}. Train it: dltrain train {file}",
    ko="dltrain init이 쓴 초안입니다: {name}. 확인하려면 dltrain check {file}, 훈련하려면 dltrain train {file}",
)
SEED = Words(
    en="initial weights and the order of rows; not the split", ko="초기 가중치와 행의 순서를 정합니다. 분할에는 쓰이지 않습니다"
)
TARGET = {
    "given": Words(en="what is predicted", ko="예측할 열"),
    "only_in_train": Words(
        en="what is predicted: {unlabelled} has all columns but this", ko="예측할 열: {unlabelled}에 이 열만 없습니다"
    ),
    "name": Words(en="what is predicted, by the column's name", ko="예측할 열(열 이름을 보고 골랐습니다)"),
    "part_of_name": Words(
        en="what is predicted, by a word of the column's name", ko="예측할 열(열 이름의 낱말을 보고 골랐습니다)"
    ),
    "first": Words(
        en="a guess: the first column has classes; another one with --target",
        ko="추측한 것입니다: 첫 열에 클래스가 있습니다. 다른 열은 --target으로 정하세요",
    ),
    "last": Words(
        en="a guess: the last column; another one with --target", ko="추측한 것입니다: 마지막 열. 다른 열은 --target으로 정하세요"
    ),
}
LEFT_OUT = {
    "identifier": Words(
        en="{count} different values in {rows} rows: it names the row", ko="행 {rows}개에 서로 다른 값 {count}개: 행의 이름입니다"
    ),
    "constant": Words(en="the same in every row", ko="모든 행에서 같습니다"),
    "inexact": Words(
        en="the same as numbers, which do not keep so many digits; if they are names declare them categorical",
        ko="이렇게 긴 수는 끝자리를 잃어 모두 같아집니다. 번호라면 columns에 categorical로 쓰세요",
    ),
    "seldom": Words(
        en="{count} different words in {rows} rows: few rows to learn each from",
        ko="행 {rows}개에 서로 다른 낱말 {count}개: 하나하나는 배울 행이 적습니다",
    ),
    "empty": Words(en="{count} of {rows} rows have no value", ko="행 {rows}개 가운데 {count}개에 값이 없습니다"),
    "undated": Words(
        en="dates, or times of day, that are not all read: the notice says what to write",
        ko="날짜나 시각인데 모두 읽을 수는 없습니다. 어떻게 쓸지는 알림에 있습니다",
    ),
    "leak": Words(
        en="it alone tells the target: is it known when you predict?",
        ko="이 열만으로 목표값을 알 수 있습니다. 예측할 때도 아는 값인가요?",
    ),
    "time": Words(en="the time of the rows, which their order tells already", ko="행의 시간이며 이미 행의 순서에 들어 있습니다"),
}
MISSING = Words(en="words among the numbers of a column, read as blank cells", ko="수 사이에 있는 말이며 빈칸으로 읽습니다")
MISSING_TARGET = Words(en="{count} rows have no target and are left out", ko="목표값이 없는 행 {count}개는 뺍니다")
TEXT = {
    None: Words(en="texts, whose words are averaged", ko="글이며 낱말 벡터의 평균을 씁니다"),
    "words": Words(en="texts, whose words' vectors are averaged", ko="글이며 낱말 벡터의 평균을 씁니다"),
    "characters": Words(en="texts, read character by character", ko="글이며 한 글자씩 읽습니다"),
}
NUMBERS = Words(en="numbers, which the file keeps as strings", ko="파일에 문자열로 적힌 수입니다")
CODES = Words(en="codes, which would lose their leading zeros as numbers", ko="수로 읽으면 앞의 0을 잃는 번호입니다")
DATES = {
    False: Words(en="dates, as they are written", ko="날짜이며 이렇게 쓰여 있습니다"),
    True: Words(en="dates, if the other way is not meant: {other}", ko="날짜이며 {other}로 쓰인 것일 수도 있습니다"),
}
EMBEDDING = Words(en="a vector for each character", ko="글자마다 벡터 하나")
PICTURE = Words(en="paths of pictures, from the folder of the table on", ko="표의 폴더에서 시작하는 사진의 경로입니다")
STRONGEST = Words(en="what was found anywhere in the text", ko="글 어디에서든 찾은 것")
ORDERED = Words(
    en="a series in time: the earliest rows train, the latest test", ko="시계열: 앞선 행으로 훈련하고 마지막 행으로 시험합니다"
)
SPLIT = Words(
    en="rows that choose the best epoch, and rows that are looked at once, at the end",
    ko="가장 좋은 에포크를 고르는 행과 마지막에 한 번만 보는 행",
)
TEST_FILE = Words(en="the test rows are a file of their own", ko="시험 데이터는 따로 있습니다")
WINDOW = Words(
    en="the next row's target is forecast from so many rows before it; horizon: how far ahead",
    ko="앞선 행 여러 개로 다음 행의 목표값을 예측합니다. horizon은 얼마나 앞을 볼지입니다",
)
LAYERS = Words(en="small, as {rows} training rows bear it", ko="훈련 행 {rows}개에 맞는 작은 신경망")
CONVOLUTIONS = Words(
    en="pictures of {shape}: convolutions, each half as wide", ko="{shape} 크기의 그림: 합성곱을 거칠 때마다 절반으로"
)
LINEAR = Words(
    en="linear in the window, which is hard to beat; next: [flatten, 64], or a gru",
    ko="창의 모든 값에 선형이며 이기기 어렵습니다. 다음에는 [flatten, 64]나 gru를 써 보세요",
)
SCHEDULE = Words(en="ends in small steps", ko="끝으로 갈수록 작게 움직입니다")
DROPOUT = Words(
    en="a share of the units is off in each step, against learning by heart", ko="단계마다 노드 일부를 꺼서 외우지 못하게 합니다"
)
BATCH_NORM = Words(en="lets convolutions learn quickly", ko="합성곱이 빨리 배우게 합니다")
OPTIMIZER = Words(
    en="sgd, momentum, adamw, ... (dltrain explain optimizer)", ko="sgd, momentum, adamw, ... (dltrain explain optimizer)"
)
RATE = Words(en="auto has it searched", ko="auto라고 쓰면 찾아 줍니다")
EPOCHS = Words(en="at most: early stopping ends it sooner", ko="많아도 이만큼이고, 조기 종료가 먼저 끝냅니다")
BATCH = Words(en="rows a step", ko="한 단계의 행 수")
STOPPING = Words(
    en="so many epochs without a lower validation loss", ko="검증 손실이 이만큼의 에포크 동안 내려가지 않으면 멈춥니다"
)
BALANCED = Words(
    en="{share:.0%} of the rows are of the smaller class: each class weighs the same",
    ko="작은 클래스가 {share:.0%}입니다: 클래스마다 무게를 같게 합니다",
)
METRICS = Words(
    en="with {share:.0%} in the smaller class accuracy alone says little",
    ko="작은 클래스가 {share:.0%}라서 정확도만으로는 알기 어렵습니다",
)
