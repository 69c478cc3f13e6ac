"""What other tools call the metrics."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "accuracy": (
        "acc binary_accuracy categorical_accuracy sparse_categorical_accuracy ExactMatch accuracy_score zero_one_loss correct "
        "hit_rate top1 top1_accuracy"
    ),
    "{type: top_k_accuracy, k: 5}": "TopKCategoricalAccuracy sparse_top_k_categorical_accuracy top5 top5_accuracy",
    "roc_auc": "auc AUROC roc_auc_score roc_auc_ovr roc_auc_ovo roc_auc_ovr_weighted roc roc_curve area_under_curve",
    "mean_squared_error": "mse mean_squared_error_score neg_mean_squared_error mean_square_error l2",
    "mean_absolute_error": "mae neg_mean_absolute_error l1",
    "mean_absolute_percentage_error": "mape neg_mean_absolute_percentage_error",
    "r2": "r2_score ExplainedVariance rsquared r² coefficient_of_determination",
    "f1": "f1_score FBetaScore f f_score f_measure dice",
    "log_loss": (
        "CategoricalCrossentropy BinaryCrossentropy kullback_leibler_divergence neg_log_loss cross_entropy nll bce ce perplexity"
    ),
    "expected_calibration_error": "CalibrationError ece calibration",
    "matthews": "MatthewsCorrCoef mcc matthews_correlation matthews_correlation_coefficient phi",
    "balanced_accuracy": "balanced_accuracy_score bacc balanced_acc uar",
    "top_k_accuracy": "top_k_accuracy_score top_k",
    "precision": "precision_score prec ppv positive_predictive_value",
    "recall": "recall_score rec tpr sensitivity true_positive_rate",
    "{type: f1, average: macro}": "f1_macro macro_f1",
    "{type: f1, average: micro}": "f1_micro micro_f1",
    "{type: f1, average: weighted}": "f1_weighted weighted_f1",
    "{type: precision, average: macro}": "precision_macro macro_precision",
    "{type: precision, average: micro}": "precision_micro",
    "{type: precision, average: weighted}": "precision_weighted",
    "{type: recall, average: macro}": "recall_macro macro_recall",
    "{type: recall, average: micro}": "recall_micro",
    "{type: recall, average: weighted}": "recall_weighted",
    "average_precision": "average_precision_score ap map mean_average_precision auprc pr_auc auc_pr",
    "cohen_kappa": "cohen_kappa_score kappa cohens_kappa",
    "root_mean_squared_error": "neg_root_mean_squared_error rmse root_mean_square_error rms",
    "median_absolute_error": "neg_median_absolute_error mad medae median_ae",
    "{type: top_k_accuracy, k: 3}": "top3 top3_accuracy",
    "there is no squared logarithmic error; write root_mean_squared_error": "msle",
    "every run writes confusion_matrix.json; leave it out of 'metrics'": "ConfusionMatrix confusion",
    "there is no correlation; the nearest is r2": "PearsonCorrCoef SpearmanCorrCoef",
    "of two classes it is the recall of the other class: write recall, which is the mean of both": "Specificity tnr",
    "there is no Jaccard index; the nearest is f1": "JaccardIndex jaccard",
    "there is no Brier score; log_loss and expected_calibration_error measure probabilities": "brier_score brier_score_loss",
    "there is no largest error; write mean_absolute_error or root_mean_squared_error": "max_error",
    "write accuracy (the error rate is what is left of 1), or mean_absolute_error of values": "error",
    "write accuracy; the error rate is what is left of 1": "error_rate",
    "the loss is always measured; leave it out of 'metrics'": "loss val_loss",
    "write accuracy; every metric is measured on each part of the rows": "val_accuracy val_acc",
    "write precision, recall and f1": "classification_report",
}
