"""The keys of a spec in Korean: the names of each, with commas between them, and what it is."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "data": ("데이터", "무엇으로부터 학습하는가"),
    "model": ("모델, 모형", "어떤 신경망인가"),
    "training": ("훈련, 학습", "신경망이 어떻게 학습하는가"),
    "name": ("이름, 실행 이름", "실행의 이름. 쓰지 않으면 파일의 이름"),
    "seed": (
        "시드, 난수 시드, 난수 씨앗",
        "초기 가중치, 행의 순서, 드롭아웃, 데이터 증강의 난수 시드. 데이터 분할의 시드는 아님",
    ),
    "device": ("장치, 디바이스", "어디에서 훈련할지. auto는 GPU가 있으면 첫 GPU"),
    "precision": (
        "연산 정밀도",
        "연산의 정밀도. 가중치는 언제나 float32. auto: GPU에서는 bfloat16, 그리고 전용 장치가 있는 프로세서에서 사진의 "
        "합성곱도 bfloat16",
    ),
    "threads": ("스레드, 스레드 수", "한 스텝에 쓰는 프로세서 코어 수"),
    "engine": (
        "엔진, 계산 엔진",
        "무엇으로 스텝을 계산할지. PyTorch의 자동 미분, 또는 밀집 신경망에서는 손으로 쓴 기울기를 PyTorch 텐서나 (작은 "
        "신경망은 PyTorch 없이) NumPy 배열로 계산",
    ),
    "metrics": ("평가 지표, 지표, 측정 지표", "무엇을 잴지. 쓰지 않으면 과제에 흔히 쓰이는 것들"),
    "baselines": (
        "비교 모델, 기준 모델, 베이스라인",
        "신경망과 나란히 비교할 더 단순한 학습기. 다수 클래스나 평균은 언제나 포함됨",
    ),
    "ensemble": ("앙상블", "하나처럼 답하는 여러 신경망. 쓰지 않으면 신경망 하나"),
    "use": ("내 부품, 사용할 파일", "층, 손실, 지표 등을 이름을 붙여 더하는 파이썬 파일들"),
    "use_sha256": ("부품 파일 해시", "그 파일들이 그대로인지 확인하는 해시. 실행 자신의 spec에 적힘"),
    "sweep": (
        "스윕, 시드 반복",
        "시드나 다른 키의 값만 다른 여러 실행. `dltrain sweep`이 쓰며 `dltrain train`은 쓰지 않음",
    ),
    "data.source": (
        "데이터 소스, 데이터 출처",
        "spec 기준의 경로, 내장 데이터의 이름, type이 있는 매핑, 또는 train·validation·test 파일",
    ),
    "data.target": ("타깃, 목표 변수, 목표 열, 목푯값", "예측할 열 하나 또는 여러 개. 머리글이 없는 열은 번호로 가리킴"),
    "data.exclude": ("제외할 열", "쓰지 않을 열"),
    "data.features": ("특성 열, 입력 열", "학습에 쓸 열. 쓰지 않으면 타깃을 뺀 전부"),
    "data.missing_values": ("결측값 표기", "빈칸 말고도 결측으로 볼 낱말"),
    "data.missing_target": ("타깃 결측", "타깃이 없는 행을 어떻게 할지. 오류로 알리거나, 몇 행인지 알리고 뺌"),
    "data.columns": ("열, 열의 종류", "추론된 종류가 원하는 것이 아닐 때 정해 주는 열의 종류"),
    "data.scale": (
        "스케일링, 스케일",
        "수와 회귀의 타깃을 훈련 행에 맞추어 조정하는 방법. 평균 0, 표준편차 1로, 또는 0에서 1로",
    ),
    "data.reduce": ("차원 축소", "스케일링한 특성을 더 적은 수의 값으로 줄임. 훈련 행만으로 맞춤"),
    "data.split": (
        "분할, 데이터 분할",
        "어느 행으로 훈련하고 검증하고 시험할지. 쓰지 않으면 검증과 시험이 0.2씩, none이면 모든 행으로 훈련",
    ),
    "data.augment": ("데이터 증강", "훈련할 때마다 사진을 무작위로 차례차례 바꾸는 방법"),
    "data.rows": ("행 수, 행", "각 파일의 처음 몇 행만 쓸지"),
    "data.weight": ("행 가중치, 표본 가중치", "각 행을 얼마나 중요하게 볼지 적힌 열"),
    "data.window": ("윈도, 시계열 윈도, 창", "시간 순서의 표에서 만드는 시퀀스. 연속한 몇 행을 보고 다음 행들을 예측"),
    "data.group": ("그룹, 묶음", "값이 같은 행들이 한 시퀀스가 되는 열. 한 시퀀스가 한 예이고, window와 함께 쓰면 한 시계열"),
    "data.source.train": ("훈련 파일", "훈련에 쓸 데이터. 경로, 내장 데이터의 이름, 또는 type이 있는 매핑"),
    "data.source.validation": ("검증 파일", "가장 좋은 에포크를 고르는 데 쓸 데이터"),
    "data.source.test": ("시험 파일, 테스트 파일", "끝에 성능을 재는 데 쓸 데이터"),
    "data.split.validation": ("검증 비율", "가장 좋은 에포크를 고르는 데 쓸 행의 비율. 쓰지 않으면 0.2"),
    "data.split.test": ("시험 비율, 테스트 비율", "시험에 쓸 행의 비율. 쓰지 않으면 0.2"),
    "data.split.stratify": ("층화, 층화 추출", "나눈 부분마다 클래스 비율을 같게 할지. 클래스라면 쓰지 않아도 true"),
    "data.split.seed": ("분할 시드", "행을 고르는 난수의 시드"),
    "data.split.order": ("순서 분할", "행의 순서를 지킬지. 시계열에 맞게 먼저 훈련, 다음 검증, 다음 시험"),
    "data.split.column": ("분할 열", "train, validation, test라는 낱말이 적힌 열"),
    "data.split.folds": ("폴드 수", "교차 검증의 폴드 수만큼 실행하며, 행마다 꼭 한 번은 시험에 쓰임"),
    "data.split.fold": ("폴드 번호", "1부터 센 번호의 폴드 하나만 실행. 쓰지 않으면 전부"),
    "data.window.length": ("윈도 길이", "한 예의 입력이 되는 연속한 행의 수"),
    "data.window.horizon": ("예측 구간", "이어지는 행 가운데 몇 행이 타깃인지"),
    "data.window.stride": ("윈도 간격", "훈련 윈도의 시작점 사이의 행 수. 검증과 시험의 윈도는 모든 행에서 시작"),
    "model.layers": ("층, 레이어, 은닉층 목록", "출력층을 뺀 층들. 정수는 유닛이 그만큼인 밀집층이고, []는 선형 모델"),
    "model.type": ("모델의 종류", "신경망의 종류"),
    "model.activation": ("활성화 함수", "모든 밀집층과 합성곱층의 활성화 함수"),
    "model.initializer": ("가중치 초기화", "모든 가중치의 처음 값. auto: 이어지는 가중치 층의 수에 맞춘 직교 초기화"),
    "model.dropout": ("드롭아웃", "훈련할 때 모든 밀집층과 합성곱층 뒤에서 끄는 출력의 비율"),
    "model.batch_norm": ("배치 정규화", "모든 밀집층과 합성곱층을 배치 정규화할지"),
    "model.output": (
        "출력층",
        "타깃과 손실이 정하는 것과 다른 출력층. none: 출력층 없이 layers에서 나온 값이 점수이고, 여러 행 앞은 행 × 타깃의 꼴",
    ),
    "model.initialize_from": ("가중치 이어받기", "가중치를 물려받을 체크포인트. 이름과 꼴이 같은 층끼리"),
    "model.initialize_from_sha256": (
        "가중치 해시",
        "그 체크포인트의 가중치가 그대로인지 확인하는 해시. 실행 자신의 spec에 적힘",
    ),
    "model.freeze": ("고정할 층, 층 동결", "가중치를 바꾸지 않을 층의 번호 (0부터)"),
    "model.output.type": ("출력층의 종류", "출력층은 밀집층"),
    "model.output.units": ("출력 유닛 수", "한 행의 점수 개수. 쓰지 않으면 타깃과 손실에 필요한 만큼"),
    "model.output.activation": ("출력층의 활성화 함수", "점수를 예측으로 바꾸는 함수. 쓰지 않으면 손실에 맞는 것"),
    "model.output.initializer": ("출력층의 초기화", "출력층 가중치의 처음 값. 쓰지 않으면 모델의 것"),
    "model.encoder": (
        "인코더, 부호기",
        "코드까지 내려가는 층들이며 마지막 층에서 나온 값이 코드. 정수는 유닛이 그만큼인 밀집층",
    ),
    "model.decoder": ("디코더, 복호기", "코드에서 출력층까지 올라가는 층들. 출력층의 유닛은 입력의 수만큼이고, []는 선형"),
    "model.noise": ("입력 잡음", "훈련할 때 스케일링한 입력에 더하는 것. 수는 가우스 잡음의 표준편차"),
    "model.tokenizer": ("토크나이저, 토큰화", "글에서 무엇을 토큰으로 볼지"),
    "model.context": ("문맥 길이, 컨텍스트 길이, 문맥 창", "한 번에 이어서 보는 토큰의 수"),
    "model.generator": ("생성자", "잡음에서 출력층까지의 층들. 출력층이 데이터의 한 행을 만듦"),
    "model.discriminator": ("판별자", "데이터의 한 행에서 진짜와 가짜를 가르는 점수 하나까지의 층들"),
    "model.latent": ("잠재 차원, 잠재 변수 수", "한 행을 만드는 데 쓰는 정규 난수의 개수"),
    "training.loss": ("손실, 손실 함수", "무엇을 작게 만들지. auto는 타깃에 맞는 것"),
    "training.optimizer": ("옵티마이저, 최적화 알고리즘, 최적화 기법", "기울기로 어떻게 걸음을 내디딜지"),
    "training.learning_rate": (
        "학습률, 학습 속도",
        "걸음의 크기. auto: 학습 전에 짧은 범위 시험으로 찾는다. 생략하면 옵티마이저의 논문에 적힌 기본값",
    ),
    "training.learning_rate_factors": (
        "층별 학습률, 층별 학습률 배율, 차등 학습률",
        "층마다 학습률에 곱하는 수. 층의 번호나 output과 배율: {0: 0.1, output: 2}. 수 하나 d이면 층마다 다음 층의 "
        "학습률의 d배로 배우고 마지막 층은 그대로 배움",
    ),
    "training.accumulate": (
        "기울기 누적, 그래디언트 누적",
        "배치 몇 개가 한 스텝이 되는지. 기울기를 더해 그만큼 큰 배치 하나처럼 학습하되 메모리는 배치 하나만큼만 씀",
    ),
    "training.decay": (
        "감쇠 대상",
        "weight_decay가 어느 파라미터에 작용할지. weights: 편향과 정규화의 배율과 이동에는 작용하지 않음",
    ),
    "training.schedule": ("학습률 스케줄, 학습률 계획", "학습률이 어떻게 바뀌는지"),
    "training.epochs": (
        "에포크 수",
        "훈련 행 전체를 몇 번 볼지. 0이면 처음 가중치로 재기만 함. auto: 5,000스텝이 되는 만큼, 다만 20 이상 1,000 이하",
    ),
    "training.batch_size": (
        "배치 크기, 미니배치 크기",
        "한 스텝에 쓰는 행의 수. all은 (전체) 경사 하강법. auto: 32, 3만 2천 행부터는 더 크게, 1,024까지",
    ),
    "training.weight_decay": (
        "가중치 감쇠",
        "L2 벌점. adamw와 lion에서는 기울기와 분리됨. auto: 옵티마이저의 논문에 적힌 기본값",
    ),
    "training.l1": ("L1 벌점, L1 규제", "L1 벌점. 가중치 크기의 합에 이 값을 곱해 손실에 더함"),
    "training.gradient_clip": (
        "기울기 클리핑, 기울기 자르기, 그래디언트 클리핑",
        "한 스텝의 기울기가 가질 수 있는 가장 큰 길이 (2-노름), 또는 기울기의 수마다 가질 수 있는 가장 큰 크기",
    ),
    "training.average_weights": (
        "가중치 평균, 가중치의 평균",
        "마지막 가중치 대신 재고 최선으로 저장할 가중치의 평균",
    ),
    "training.label_smoothing": ("레이블 스무딩, 레이블 평활화", "정답 레이블의 몫 가운데 모든 클래스에 고루 나누어 줄 비율"),
    "training.class_weights": (
        "클래스 가중치",
        "클래스마다 한 행을 얼마나 중요하게 볼지. 적지 않은 클래스는 1. balanced: 훈련 행에서 행 수 / (클래스 수 × 그 "
        "클래스의 행 수). 한 스텝의 손실은 배치의 행 수 × 훈련 행의 평균 가중치로 나눔",
    ),
    "training.early_stopping": ("조기 종료, 조기 중단", "마지막 에포크 전에 언제 멈출지"),
    "training.save_every": ("저장 간격", "체크포인트를 얼마나 자주 쓸지. auto는 저장에 드는 시간을 1 % 아래로 유지"),
    "training.early_stopping.monitor": (
        "관찰 지표, 모니터",
        "validation_accuracy처럼 기록되는 값. auto: validation_loss, 없으면 train_loss",
    ),
    "training.early_stopping.patience": ("인내, 참을성", "더 나아지지 않아도 기다릴 에포크 수"),
    "training.early_stopping.min_delta": ("최소 개선 폭", "얼마나 나아져야 나아졌다고 볼지"),
    "sweep.seeds": ("시드 수", "설정마다 실행할 횟수. 시드는 seed, seed + 1, …"),
    "sweep.parameters": (
        "탐색할 키, 탐색 공간, 하이퍼파라미터 탐색 공간",
        "바꾸어 볼 spec의 키와, 그 값의 목록 또는 수의 범위. 매핑인 값 안에도 범위를 쓸 수 있음: "
        "`training.optimizer: [adam, {type: sgd, momentum: {low: 0.5, high: 0.99}}]`",
    ),
    "sweep.search": (
        "탐색 방법, 하이퍼파라미터 탐색",
        "설정을 고르는 방법. grid: 모두, random: 무작위로, tpe: 결과가 좋았던 설정 가까이에서(트리 구조 파젠 추정기). auto: 모든 "
        "키가 값의 목록이면 grid, 아니면 tpe",
    ),
    "sweep.trials": ("시도 수, 시도 횟수", "random과 tpe가 시도할 설정의 수. 쓰지 않으면 40"),
    "sweep.monitor": (
        "스윕의 관찰 지표",
        "가장 좋은 설정을 고르는, validation_accuracy처럼 기록되는 값. auto: validation_loss, 없으면 train_loss",
    ),
    "sweep.prune": (
        "가지치기, 조기 포기",
        "멤버를 일찍 끝낼지. median: 그 에포크에 절반 넘는 멤버보다 나쁠 때. hyperband: 에포크의 1/20, 3/20, 9/20 뒤에 상위 "
        "3분의 1에 들지 못할 때. true는 median",
    ),
    "sweep.parameters.KEY.low": ("하한, 범위의 최솟값", "가장 작은 값"),
    "sweep.parameters.KEY.high": ("상한, 범위의 최댓값", "가장 큰 값"),
    "sweep.parameters.KEY.scale": (
        "척도, 로그 척도",
        "값이 어떻게 퍼져 있는지. linear: 고르게, log: 1e-4와 1e-3 사이에 1e-3과 1e-2 사이만큼 많이",
    ),
    "sweep.parameters.KEY.step": ("값의 간격", "low부터 이웃한 값 사이의 간격. 쓰지 않으면 그 사이의 모든 값"),
}
