"""What other tools call the losses."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "mean_squared_error": (
        "mse MSELoss squared_error squared_loss l2 l2_loss mean_square_error sse sum_squared_error squared quadratic"
    ),
    "mean_absolute_error": "mae L1Loss absolute_error least_absolute_deviation epsilon_insensitive l1 absolute",
    "cross_entropy": (
        "categorical_crossentropy CrossEntropyLoss deviance entropy softmax_cross_entropy ce xent crossent cce softmax "
        "softmax_loss log_likelihood negative_log_likelihood categorical multiclass_cross_entropy"
    ),
    "focal": "binary_focal_crossentropy categorical_focal_crossentropy FocalLoss sigmoid_focal_loss",
    "kl_divergence": "kullback_leibler_divergence kld KLDivLoss kl_div kl kullback_leibler",
    "hinge": "categorical_hinge HingeEmbeddingLoss MultiMarginLoss svm max_margin",
    "huber": "huber_loss SmoothL1Loss smooth_l1",
    "binary_cross_entropy": (
        "BCELoss MultiLabelMarginLoss MultiLabelSoftMarginLoss SoftMarginLoss logistic sigmoid_cross_entropy bce bce_logits "
        "bce_with_logits sigmoid_loss logistic_loss"
    ),
    "poisson": "PoissonNLLLoss poisson_nll",
    "squared_hinge": "modified_huber hinge_squared",
    "root_mean_squared_error": "root_mean_squared_percentage_error rmse",
    "perceptron": "perceptron_loss",
    "least_squares": "lsgan",
    "wasserstein": "wgan wgan_gp",
    "there is no percentage loss; mean_absolute_error is near, mean_absolute_percentage_error a metric": "mape",
    "it is a metric: write metrics: [mean_absolute_percentage_error]": "mean_absolute_percentage_error",
    "there is no squared logarithmic loss; take the logarithm of the target, or write huber": (
        "msle mean_squared_logarithmic_error"
    ),
    "write cross_entropy, which takes labels as they are": "sparse_categorical_crossentropy scce",
    "there is no cosine loss; mean_squared_error and its kin are for values": "cosine_similarity",
    "write cross_entropy, which takes the logarithm of the softmax by itself": "NLLLoss nll",
    "write binary_cross_entropy, which works on logits inside": "BCEWithLogitsLoss binary_cross_entropy_with_logits",
    "there is no loss with a variance of its own; write mean_squared_error": "GaussianNLLLoss",
    "there is no loss of pairs; expected a loss of labels or values": "CosineEmbeddingLoss MarginRankingLoss",
    "there is no loss of triplets; expected a loss of labels or values": "TripletMarginLoss",
    "there is no loss of alignments; expected a loss of labels or values": "CTCLoss",
    "write cross_entropy (binary_cross_entropy for two classes with one output)": "log_loss log",
    "there are no splits of trees here; write cross_entropy": "gini",
    "quantile": "pinball pinball_loss quantile_loss QuantileLoss",
    "negative_binomial": "NegativeBinomialLoss NegativeBinomialDistributionLoss nbinom negbin",
    "write binary_cross_entropy with class_weights: balanced beside it": "binary_weighted_cross_entropy",
    "write cross_entropy with class_weights: balanced beside it": "weighted_cross_entropy",
    "write mean_absolute_error or mean_squared_error": "mean_error",
    "accuracy has no gradient: write metrics: [accuracy], and leave 'loss' out": "accuracy",
    "there is no loss of overlaps; focal is for rare classes": "dice",
}
