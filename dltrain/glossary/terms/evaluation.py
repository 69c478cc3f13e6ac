"""Terms: the numbers that say how good a model is, and how sure they are."""

from __future__ import annotations

from dltrain.glossary.term import term, topic

TOPIC = topic(
    "measuring a model",
    "모델의 평가",
    term(
        "metric, metrics, evaluation metric, performance measure",
        "평가 지표, 지표, 성능 지표, 성능 척도",
        en="""
        A number that says how good a model is, for people to read: accuracy, F1, root mean squared error. Unlike a loss
        it needs no gradient.
        """,
        ko="""
        모델이 얼마나 좋은지 사람이 읽도록 말해 주는 수이다. 정확도, F1, 평균 제곱근 오차가 있다. 손실과 달리 기울기가
        필요 없다.
        """,
        spec="metrics: [accuracy, f1, roc_auc]",
        lesson="confusion_matrix",
        see="loss function, accuracy",
    ),
    term(
        "confusion matrix, error matrix",
        "혼동 행렬, 오차 행렬, 혼동행렬",
        en="""
        A table of counts: rows are the true class, columns the predicted one, so that what is right stands on the
        diagonal. Accuracy, precision, recall and F1 are all computed from it.
        """,
        ko="""
        개수를 적은 표이다. 행은 실제 클래스, 열은 예측한 클래스라서 맞은 것은 대각선에 놓인다. 정확도, 정밀도, 재현율,
        F1이 모두 여기서 나온다.
        """,
        numbers="""
        TP = 40
        FN = 10
        FP = 5
        TN = 45
        accuracy // 정확도: (TP + TN) / (TP + FN + FP + TN) = 0.85
        precision // 정밀도: TP / (TP + FP) = 0.889
        recall // 재현율: TP / (TP + FN) = 0.8
        """,
        lesson="confusion_matrix",
        see="true positive, false positive, accuracy, precision, recall, f1",
    ),
    term(
        "true positive, TP, true negative, TN",
        "참 양성, 진양성, 참 음성, 진음성",
        en="""
        A row of the positive class that is predicted positive. A true negative is a row of the negative class that is
        predicted negative.
        """,
        ko="양성 클래스의 행을 양성으로 예측한 것이 참 양성이다. 음성 클래스의 행을 음성으로 예측한 것은 참 음성이다.",
        lesson="confusion_matrix",
        see="confusion matrix, false positive, recall",
    ),
    term(
        "false positive, FP, type I error, false alarm",
        "거짓 양성, 위양성, 제1종 오류, 1종 오류",
        en="""
        A row of the negative class that is predicted positive: a false alarm. In hypothesis testing it is the error of
        the first kind.
        """,
        ko="음성 클래스의 행을 양성으로 예측한 것, 곧 헛경보이다. 가설 검정에서는 제1종 오류라고 한다.",
        lesson="confusion_matrix",
        see="false negative, precision, confusion matrix, hypothesis test",
    ),
    term(
        "false negative, FN, type II error, miss",
        "거짓 음성, 위음성, 제2종 오류, 2종 오류",
        en="""
        A row of the positive class that is predicted negative: something missed. In hypothesis testing it is the error
        of the second kind.
        """,
        ko="양성 클래스의 행을 음성으로 예측한 것, 곧 놓친 것이다. 가설 검정에서는 제2종 오류라고 한다.",
        lesson="confusion_matrix",
        see="false positive, recall, confusion matrix, hypothesis test",
    ),
    term(
        "sensitivity and specificity, specificity, sensitivity, true negative rate",
        "민감도와 특이도, 특이도",
        en="""
        Sensitivity is the recall of the positive class, specificity that of the negative one: of the ill, how many are
        found; of the healthy, how many are told so. A test can have a high one and a low other.
        """,
        ko="""
        민감도는 양성 클래스의 재현율, 특이도는 음성 클래스의 재현율이다. 환자 가운데 몇이나 찾아내는지, 건강한 사람
        가운데 몇이나 건강하다고 하는지를 말한다.
        """,
        formula="specificity = TN / (TN + FP) // 특이도 = TN / (TN + FP)",
        numbers="45 / (45 + 5) = 0.9",
        lesson="confusion_matrix",
        see="recall, roc_auc, Bayes' theorem",
    ),
    term(
        "precision-recall tradeoff",
        "정밀도-재현율 절충, 정밀도와 재현율의 절충",
        en="""
        Lowering the threshold finds more of the positives, so that recall rises, but with more false alarms, so that
        precision falls. Which threshold is right depends on what each mistake costs.
        """,
        ko="""
        임곗값을 낮추면 양성을 더 많이 찾아 재현율이 오르지만 헛경보도 늘어 정밀도가 떨어진다. 어떤 임곗값이 맞는지는
        실수마다 치르는 값에 달려 있다.
        """,
        numbers="F1 of precision 0.9, recall 0.6 // 정밀도 0.9, 재현율 0.6의 F1: 2 · 0.9 · 0.6 / (0.9 + 0.6) = 0.72",
        lesson="confusion_matrix",
        see="precision, recall, f1, threshold, average_precision",
    ),
    term(
        "ROC curve, receiver operating characteristic",
        "ROC 곡선, 수신자 조작 특성 곡선",
        en="""
        The true positive rate against the false positive rate, for every threshold. A random guess lies on the
        diagonal; the area below the curve, AUC, is 1 for perfect order and ½ for none.
        """,
        ko="""
        모든 임곗값에 대해 거짓 양성률에 따른 참 양성률을 그린 곡선이다. 아무렇게나 맞히면 대각선 위에 놓인다. 곡선 아래
        면적 AUC는 순서가 완벽하면 1, 아무 순서도 없으면 ½이다.
        """,
        lesson="confusion_matrix",
        see="roc_auc, threshold, false positive, sensitivity and specificity",
    ),
    term(
        "macro average, micro average, macro averaging",
        "매크로 평균, 마이크로 평균, 거시 평균, 미시 평균",
        en="""
        Two ways to one number for several classes: macro takes the mean of the classes' values, each class counting the
        same; micro adds up the counts first, each row counting the same. They differ where the classes are of different
        sizes.
        """,
        ko="""
        여러 클래스의 값을 하나로 만드는 두 방법이다. 매크로는 클래스별 값의 평균으로 모든 클래스를 똑같이 치고,
        마이크로는 개수를 먼저 합쳐 모든 행을 똑같이 친다.
        """,
        numbers="""
        macro // 매크로: mean(0.9, 0.5) = 0.7
        micro // 마이크로: (90 + 5) / (100 + 10) = 0.864
        """,
        spec="metrics: [{type: f1, average: macro}]",
        lesson="confusion_matrix",
        see="f1, precision, recall, class imbalance",
    ),
    term(
        "calibration, calibrated probability",
        "보정, 확률 보정, 교정",
        en="""
        Probabilities are calibrated if they mean what they say: of the rows predicted with 0.8, eight of ten are right.
        Networks are often too sure of themselves.
        """,
        ko="""
        확률이 말하는 그대로일 때 보정되었다고 한다. 0.8로 예측한 행이라면 열에 여덟이 맞아야 한다. 신경망은 지나치게
        확신하는 일이 많다.
        """,
        see="expected_calibration_error, log_loss, label smoothing",
    ),
    term(
        "label smoothing, soft labels",
        "레이블 스무딩, 레이블 평활화, 라벨 스무딩",
        en="""
        The target probability of the right class is made a little less than 1, and the rest is spread over all classes.
        It keeps a network from growing ever more certain.
        """,
        ko="""
        정답 클래스의 목표 확률을 1보다 조금 작게 하고 나머지를 모든 클래스에 나누어 주는 것이다. 신경망이 끝없이 확신을
        키우지 못하게 한다.
        """,
        numbers="right class of 4, smoothing 0.1 // 네 클래스, 0.1일 때의 정답: 1 − 0.1 + 0.1 / 4 = 0.925",
        spec="""
        training:
          label_smoothing: 0.1
        """,
        see="cross_entropy, calibration, regularization",
    ),
    term(
        "baseline, benchmark",
        "기준 모델, 비교 모델, 베이스라인, 기준선",
        en="""
        The result of something simple, to see what a network's result is worth: always the most frequent class, the
        mean, a linear model. An accuracy of 0.9 says little where the baseline has 0.89.
        """,
        ko="""
        신경망의 성적이 얼마나 값진지 보려고 재는 단순한 방법의 성적이다. 늘 가장 흔한 클래스, 평균, 선형 모델 등이다.
        기준이 0.89라면 정확도 0.9는 별것 아니다.
        """,
        spec="baselines: [majority, linear, forest]",
        see="baselines, majority, accuracy",
    ),
    term(
        "statistical significance, significance",
        "통계적 유의성, 유의성",
        en="""
        A difference is significant if luck alone would seldom make one as large. It says nothing of whether the
        difference is large enough to matter.
        """,
        ko="""
        우연만으로는 그만큼 큰 차이가 드물 때 그 차이가 유의하다고 한다. 차이가 실제로 중요할 만큼 큰지는 말해 주지
        않는다.
        """,
        see="p-value, hypothesis test, confidence interval, sweep",
    ),
    term(
        "McNemar's test, McNemar",
        "맥네마 검정, 맥니마 검정",
        en="""
        Compares two classifiers on the same rows by the rows where exactly one of them is right. If both are equally
        good, each should win about half of those.
        """,
        ko="""
        두 분류기를 같은 행에서 비교하되 둘 가운데 하나만 맞힌 행들을 보는 검정이다. 둘이 똑같이 좋다면 그런 행을 반씩
        나누어 가져야 한다.
        """,
        numbers="5 rows against 2 // 5행 대 2행: 2 · (C(7, 0) + C(7, 1) + C(7, 2)) / 2^7 = 0.453",
        see="statistical significance, hypothesis test, binomial distribution",
    ),
    term(
        "ablation study, ablation",
        "절제 연구, 소거 실험, 제거 실험",
        en="""
        Leaving out one part of a model at a time to see what it contributes. Everything else stays the same, and
        several seeds tell the effect from luck.
        """,
        ko="""
        모델의 한 부분씩 빼 보아 그것이 얼마나 기여하는지 알아보는 실험이다. 나머지는 그대로 두며, 시드를 여러 개 써서
        효과를 우연과 가른다.
        """,
        see="baseline, statistical significance, sweep",
    ),
)
