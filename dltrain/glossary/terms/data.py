"""Terms: which rows train, validate and test, and what can be wrong with data."""

from __future__ import annotations

from dltrain.glossary.term import term, topic

TOPIC = topic(
    "data and splits",
    "데이터와 분할",
    term(
        "training set, training rows, training split",
        "훈련 세트, 훈련 집합, 훈련 데이터, 학습 데이터",
        en="""
        The rows that the parameters are fitted to. Everything that is learned, the means and deviations for scaling
        too, must come from these rows alone.
        """,
        ko="""
        매개변수를 맞추는 데 쓰는 행들이다. 배우는 것은 스케일링에 쓰는 평균과 표준편차까지도 모두 이 행들에서만 나와야
        한다.
        """,
        spec="""
        data:
          source: iris
          split: {validation: 0.2, test: 0.2}
        """,
        see="validation set, test set, data leakage",
    ),
    term(
        "validation set, validation rows, development set",
        "검증 세트, 검증 집합, 검증 데이터, 개발 세트",
        en="""
        Rows that do not train but choose: the best epoch, the learning rate, the number of layers. Because they choose,
        a result on them is a little too good.
        """,
        ko="""
        훈련에는 쓰지 않고 고르는 데 쓰는 행들이다. 가장 좋은 에포크, 학습률, 층의 수를 고른다. 고르는 데 썼으므로 그
        위의 성적은 조금 너무 좋게 나온다.
        """,
        spec="""
        data:
          source: iris
          split: {validation: 0.2}
        """,
        lesson="overfitting",
        see="training set, test set, early_stopping, hyperparameter, cross-validation",
    ),
    term(
        "test set, holdout set, test rows",
        "시험 세트, 테스트 세트, 시험 집합, 평가 데이터",
        en="""
        Rows that are looked at once, at the end, to say how good the model is on new data. Whoever chooses by them has
        no test set any more.
        """,
        ko="""
        모델이 새 데이터에서 얼마나 좋은지 말하려고 끝에 단 한 번 보는 행들이다. 이 행들을 보고 무엇을 고르면 더는 시험
        세트가 아니다.
        """,
        spec="""
        data:
          source: iris
          split: {test: 0.2}
        """,
        see="validation set, training set, generalization",
    ),
    term(
        "cross-validation, k-fold cross-validation, k-fold",
        "교차 검증, 교차검증, k-겹 교차 검증, k-폴드 교차 검증",
        en="""
        The rows are parted into k folds, and each fold is the test part of one training on the others. The k results
        give a mean and a deviation, which is worth its time where rows are few.
        """,
        ko="""
        행을 k개의 폴드로 나누고, 폴드마다 한 번씩 그것을 시험에 쓰고 나머지로 훈련하는 것이다. 결과 k개에서 평균과
        표준편차를 얻으므로, 행이 적을 때 그만한 시간을 들일 가치가 있다.
        """,
        numbers="rows of each of 5 trainings // 훈련 5번의 훈련 행: 100 − 100 / 5 = 80",
        spec="""
        data:
          source: iris
          split: {folds: 5}
        """,
        see="validation set, test set, standard deviation",
    ),
    term(
        "stratification, stratified split",
        "층화, 층화 추출, 층화 분할",
        en="""
        Splitting rows so that each part has the classes in the same proportions. Without it a small part may lack a
        rare class altogether.
        """,
        ko="""
        나눈 부분마다 클래스의 비율이 같도록 행을 나누는 것이다. 그러지 않으면 작은 부분에 드문 클래스가 하나도 없을 수
        있다.
        """,
        spec="""
        data:
          source: iris
          split: {validation: 0.2, test: 0.2, stratify: true}
        """,
        see="class imbalance, training set",
    ),
    term(
        "data leakage, leakage, target leakage",
        "데이터 누출, 데이터 누수, 정보 누출, 타깃 누출",
        en="""
        Something of the answer gets into the training that will not be known later: a column made from the target, the
        same row in two splits, scaling by the test rows. Results look wonderful and do not hold.
        """,
        ko="""
        나중에는 알 수 없을 정답의 정보가 훈련에 새어 드는 것이다. 타깃에서 만든 열, 두 부분에 모두 있는 행, 시험 행까지
        써서 한 스케일링이 그렇다. 성적은 놀랍게 좋지만 실제로는 통하지 않는다.
        """,
        see="test set, standardization, training set",
    ),
    term(
        "class imbalance, imbalanced data",
        "클래스 불균형, 불균형 데이터",
        en="""
        One class has far more rows than another. A model that always says the frequent class then has a high accuracy
        and is useless; look at recall, F1 or balanced accuracy, and weigh the classes.
        """,
        ko="""
        한 클래스의 행이 다른 클래스보다 훨씬 많은 것이다. 늘 흔한 클래스만 답하는 쓸모없는 모델도 정확도가 높다.
        재현율, F1, 균형 정확도를 보고 클래스에 가중치를 준다.
        """,
        numbers="""
        accuracy // 정확도: 990 / 1000 = 0.99
        recall of the rare class // 드문 클래스의 재현율: 0 / 10 = 0
        """,
        spec="""
        training:
          class_weights: balanced
        """,
        lesson="confusion_matrix",
        see="class_weights, balanced_accuracy, recall, f1, oversampling",
    ),
    term(
        "oversampling, undersampling, resampling",
        "과표집, 오버샘플링, 언더샘플링, 재표집",
        en="""
        Balancing classes by repeating rows of the rare one, or leaving out rows of the frequent one. Weights for
        classes do the same without changing the rows.
        """,
        ko="""
        드문 클래스의 행을 되풀이하거나 흔한 클래스의 행을 빼서 클래스의 균형을 맞추는 것이다. 클래스 가중치를 주면 행을
        바꾸지 않고도 같은 일을 한다.
        """,
        see="class imbalance, class_weights",
    ),
    term(
        "outlier",
        "이상치, 이상값, 특이점",
        en="""
        A value far from all others, by mistake or by nature. Squared errors follow it most; absolute errors and the
        Huber loss much less.
        """,
        ko="""
        잘못으로든 본래 그렇든 다른 값들과 동떨어진 값이다. 제곱 오차가 가장 많이 끌려가고, 절대 오차와 후버 손실은 훨씬
        덜하다.
        """,
        numbers="""
        mean(1, 2, 3, 100) = 26.5
        median(1, 2, 3, 100) = 2.5
        """,
        lesson="losses",
        see="mean_absolute_error, huber, median, mean",
    ),
    term(
        "missing value, missing data, imputation",
        "결측값, 결측치, 결측 자료, 대치",
        en="""
        A cell without a value. It can be filled with the median or the mean of the training rows, be a level of its own
        among categories, or be told to the network by one more input.
        """,
        ko="""
        값이 없는 칸이다. 훈련 행의 중앙값이나 평균으로 채우거나, 범주에서는 하나의 값으로 치거나, 입력을 하나 더 두어
        신경망에 알려 줄 수 있다.
        """,
        spec="""
        data:
          source: passengers.csv
          columns: {age: {type: numeric, missing: median}}
        """,
        see="missing_values, missing_target, median",
    ),
)
