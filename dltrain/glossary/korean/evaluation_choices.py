"""Metrics, baselines, ensembles and trackers in Korean: the names of each, and what it is."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "tracker tensorboard": (
        "텐서보드",
        "TensorBoard의 이벤트 파일: 기록된 값마다 곡선 하나, spec, 마지막 지표, 그림. `tensorboard --logdir runs`로 본다 "
        "(Abadi 외 2016).",
    ),
    "tracker mlflow": (
        "엠엘플로, ML플로",
        "MLflow의 실행 하나: 기록된 모든 값, 파라미터로 적은 spec, 마지막 지표, 아티팩트로 올린 그림과 가장 좋은 체크포인트. "
        "spec은 실행마다 복사되므로 사용자 이름과 비밀번호는 MLFLOW_TRACKING_USERNAME과 MLFLOW_TRACKING_PASSWORD에서 읽는다 "
        "(Zaharia 외 2018).",
    ),
    "metric accuracy": ("정확도, 정분류율", "맞게 예측한 행 / 전체 행. 레이블이 여럿이면 모두 맞아야 맞은 행이다."),
    "metric balanced_accuracy": ("균형 정확도", "나타나는 클래스들의 재현율의 평균 (Brodersen 외 2010)."),
    "metric top_k_accuracy": (
        "상위 k 정확도, top-k 정확도, 톱-k 정확도",
        "정답 클래스가 가장 그럴듯한 k개 안에 드는 행 / 전체 행. 확률이 같으면 번호가 작은 클래스가 먼저이므로 k = 1이면 "
        "정확도와 같다.",
    ),
    "metric precision": ("정밀도", "그 클래스로 맞게 예측한 행 / 그 클래스로 예측한 행."),
    "metric recall": ("재현율, 민감도", "그 클래스로 맞게 예측한 행 / 그 클래스인 행."),
    "metric f1": ("F1 점수, F1, F1 스코어", "2 · 정밀도 · 재현율 / (정밀도 + 재현율): 둘의 조화 평균."),
    "metric roc_auc": (
        "ROC 곡선 아래 면적, AUC, ROC AUC",
        "한 클래스의 행이 다른 클래스의 행보다 높은 점수를 받을 확률, 동점은 절반으로 센다. 클래스가 둘이면 뒤의 클래스에 "
        "대한 값, 더 많으면 하나 대 나머지의 평균. 어느 클래스에 행이 없거나 전부이면 정의되지 않는다.",
    ),
    "metric average_precision": (
        "평균 정밀도, PR 곡선 아래 면적",
        "서로 다른 점수에 대한 Σ (R_n - R_(n-1)) P_n: 보간하지 않은 정밀도-재현율 계단의 아래 면적. 클래스가 둘이면 뒤의 "
        "클래스, 아니면 클래스나 레이블의 평균.",
    ),
    "metric log_loss": ("로그 손실, 로그손실", "정답 클래스의 -ln p의 평균. 레이블이 여럿이면 각각의 평균."),
    "metric bits_per_character": (
        "글자당 비트, 문자당 비트",
        "참인 토큰의 -log₂ p의 합 / 글의 글자 수. 토큰이 무엇이든 견줄 수 있고, 이상적인 압축기에 필요한 "
        "비트이다 (Shannon 1951).",
    ),
    "metric perplexity": (
        "퍼플렉시티, 혼란도",
        "참인 토큰의 exp(-평균 ln p). 똑같이 그럴듯한 몇 개 가운데 고르는 셈인지를 나타낸다 (Jelinek 외 1977). 토큰이 "
        "무엇인지에 따라 달라진다.",
    ),
    "metric matthews": (
        "매슈스 상관 계수, 매튜 상관계수, MCC",
        "(c s - t·p) / √((s² - p·p) (s² - t·t)). s는 행 수, c는 맞은 행 수, t와 p는 실제와 예측의 클래스별 행 수. "
        "클래스가 몇이든 실제와 예측의 상관이다. 모든 행이 한 클래스이면 0.",
    ),
    "metric cohen_kappa": (
        "코헨의 카파, 카파 통계량",
        "(정확도 - a) / (1 - a). a는 실제와 예측의 클래스 빈도로 볼 때 우연히 일치할 확률 (Cohen 1960).",
    ),
    "metric expected_calibration_error": (
        "기대 보정 오차, 보정 오차, ECE",
        "Σ (구간의 행 / 전체 행) · |구간의 정확도 - 구간의 평균 확신도|. 확신도는 한 행의 가장 큰 확률이다 (Guo 외 2017).",
    ),
    "metric mean_squared_error": ("평균 제곱 오차, 평균제곱오차, MSE", "(예측 - 실제)²의 평균. 단위는 타깃 단위의 제곱."),
    "metric root_mean_squared_error": (
        "평균 제곱근 오차, 평균제곱근오차, RMSE",
        "√((예측 - 실제)²의 평균). 타깃과 같은 단위. 타깃이 여럿이면 제곱근들의 평균.",
    ),
    "metric mean_absolute_error": ("평균 절대 오차, 평균절대오차, MAE", "|예측 - 실제|의 평균. 타깃과 같은 단위."),
    "metric r2": (
        "결정 계수, 결정계수, R², 설명력",
        "1 - Σ (예측 - 실제)² / Σ (실제 - 실제의 평균)²: 설명된 분산의 비율. 언제나 평균을 답하면 0, 그보다 나쁘면 음수. "
        "타깃이 상수이면 정의되지 않는다.",
    ),
    "metric median_absolute_error": ("중앙 절대 오차, 절대 오차의 중앙값", "|예측 - 실제|의 중앙값. 타깃과 같은 단위."),
    "metric mean_absolute_percentage_error": (
        "평균 절대 백분율 오차, MAPE",
        "|예측 - 실제| / |실제|의 평균. 퍼센트가 아니라 비율이다. 실제가 0이면 2.2e-16으로 치므로 그런 행이 있으면 값이 "
        "아주 커진다.",
    ),
    "metric silhouette": (
        "실루엣, 실루엣 계수",
        "(b - a) / max(a, b)의 평균. a는 같은 군집의 다른 행까지, b는 옆 군집의 행까지 평균 거리이다. 군집이 뭉치고 서로 멀면 1, "
        "맞닿으면 0, 다른 군집에 더 가까우면 0보다 작다 (Rousseeuw 1987). 2,000행보다 많으면 늘 같은 행들을 뽑아 잰다.",
    ),
    "metric inertia": (
        "이너셔, 군집 내 제곱합",
        "모든 행의 ‖x - c‖²의 합. c는 그 행이 든 군집의 중심이다. k-평균이 줄이는 값이며 군집이 늘수록 작아진다 (Lloyd 1982).",
    ),
    "metric log_likelihood": (
        "로그 가능도, 로그 우도",
        "한 행의 ln p(x)의 평균. p는 혼합 분포의 밀도이다. 클수록 행이 있을 법하다.",
    ),
    "metric bic": (
        "베이즈 정보 기준, BIC",
        "-2 Σ ln p(x) + m ln(행 수). m은 맞춘 수의 개수이다. 잘 맞을수록, 수가 적을수록 작다 (Schwarz 1978).",
    ),
    "metric adjusted_rand": (
        "조정 랜드 지수, 수정 랜드 지수",
        "같이 묶이는지 따로인지가 클래스와 군집에서 일치하는 행의 쌍을, 우연을 빼고 센 것. 군집이 클래스와 같으면 1, 제비로 "
        "뽑은 것과 같으면 0이다 (Hubert와 Arabie 1985).",
    ),
    "metric explained_variance": (
        "설명된 분산, 설명 분산",
        "1 - Σ (x - x̂)² / Σ (x - x̄)². x̂는 되돌려 준 값, x̄는 수마다의 평균이다. 그대로 되돌려 주면 1, 평균만 돌려주면 0이다.",
    ),
    "metric energy_distance": (
        "에너지 거리",
        "실제 행 x와 생성된 행 y의 2 E‖x - y‖ - E‖x - x'‖ - E‖y - y'‖. 두 분포가 같으면 0, 다르면 0보다 크다 (Székely & "
        "Rizzo 2013).",
    ),
    "baseline majority": (
        "다수 클래스, 최빈 클래스, 다수결 기준",
        "모든 행에 훈련 행의 클래스 빈도를 확률로 답한다. 수라면 평균을 답한다. 언제나 함께 잰다.",
    ),
    "baseline linear": (
        "선형 모델, 로지스틱 회귀 기준, 릿지 회귀 기준",
        "로지스틱 회귀, 수라면 릿지 회귀 (scikit-learn의 LogisticRegression, C = 1 / l2; Ridge, alpha = l2).",
    ),
    "baseline nearest_neighbors": (
        "최근접 이웃, k-최근접 이웃, KNN",
        "가장 가까운 훈련 행들의 클래스 또는 평균 (Cover & Hart 1967).",
    ),
    "baseline tree": (
        "결정 트리, 의사 결정 나무, 의사결정나무",
        "특성에 대한 질문을 따라 내려가는 나무 (Breiman 외 1984, CART).",
    ),
    "baseline forest": ("랜덤 포레스트, 무작위 숲", "랜덤 포레스트: 무작위로 다르게 키운 결정 트리들의 투표 (Breiman 2001)."),
    "baseline svm": (
        "서포트 벡터 머신, 지지 벡터 기계",
        "여백을 가장 크게 하는 경계를 찾는다 (Cortes & Vapnik 1995). 클래스는 답하지만 확률이 없어 손실도 없다. 시간은 행 "
        "수의 제곱 이상으로 늘어난다.",
    ),
    "baseline k_means": (
        "k-평균, k-평균 군집화, 케이 평균",
        "각 행 대신 k개 군집 가운데 가장 가까운 것의 중심을 답한다. k개의 코드로, 오토인코더의 코드와 나란히 본다 (Lloyd "
        "1982; k-means++).",
    ),
    "ensemble averaging": ("평균 앙상블, 평균 내기", "시드만 다른 구성원들의 확률 또는 값의 평균."),
    "ensemble voting": ("투표, 다수결, 투표 앙상블", "구성원들이 가장 많이 고른 클래스. 표가 같으면 평균 확률로 정한다."),
    "ensemble bagging": ("배깅, 부트스트랩 집계", "훈련 행에서 복원 추출한 행들로 따로 배운 구성원들의 평균 (Breiman 1996)."),
    "ensemble boosting": (
        "부스팅, 에이다부스트, 그래디언트 부스팅",
        "클래스에는 AdaBoost(SAMME): 틀린 행을 다음 구성원이 더 중요하게 보고, 덜 틀리는 구성원일수록 표가 무겁다. 값에는 "
        "그래디언트 부스팅: 구성원마다 타깃에서 남은 부분을 배운다.",
    ),
    "ensemble stacking": (
        "스태킹, 쌓기",
        "시드가 다른 구성원들의 답을 다시 입력으로 받는 선형(클래스에는 로지스틱) 모델. 구성원이 보지 못한 훈련 행에 대해 "
        "낸 답으로 배우므로, 구성원마다 폴드 수만큼 한 번씩 더 훈련한다 (Wolpert 1992).",
    ),
}
