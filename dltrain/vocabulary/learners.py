"""What other tools call the baselines, the ensembles and the trackers."""

from __future__ import annotations

BASELINES: dict[str, str] = {
    "majority": "dummy DummyClassifier DummyRegressor most_frequent zero_r",
    "linear": "LogisticRegression LinearRegression Ridge RidgeClassifier SGDClassifier logistic ols",
    "nearest_neighbors": (
        "KNeighborsClassifier KNeighborsRegressor knn neighbors nearest_neighbor nearest_neighbour nearest_neighbours "
        "k_nearest_neighbors"
    ),
    "tree": "DecisionTreeClassifier DecisionTreeRegressor cart decision_tree",
    "forest": "RandomForestClassifier RandomForestRegressor ExtraTreesClassifier rf random_forest",
    "svm": "SVC SVR support_vector_machine support_vector",
    "{type: svm, kernel: linear}": "LinearSVC",
    "boosted_trees is a model, and no baseline; the nearest baseline is forest": (
        "GradientBoostingClassifier GradientBoostingRegressor HistGradientBoostingClassifier xgboost xgb lightgbm lgbm catboost "
        "gbm gbdt gradient_boosting boosted_trees"
    ),
    "there is no naive Bayes; the nearest is linear": "GaussianNB naive_bayes",
    "there is no lasso; linear has an L2 penalty: write {type: linear, l2: 1.0}": "lasso",
    "leave it out: the mean always stands beside a regression": "mean",
}

TRACKERS: dict[str, str] = {
    "tensorboard": "TensorBoardLogger SummaryWriter tb tensorboardX TensorBoardCallback",
    "mlflow": "MLFlowLogger MlflowLogger MLflowCallback mlflow_tracking autolog",
    "there is none for Weights & Biases; the nearest is mlflow": "wandb WandbLogger weights_and_biases",
    "there is none for Comet, ClearML, Neptune or Aim; the nearest is mlflow": "comet comet_ml clearml neptune aim",
    "runs have a metrics.jsonl by themselves, leave it out": "csv CSVLogger json jsonl",
}

ENSEMBLES: dict[str, str] = {
    "voting": "VotingClassifier vote hard_voting hard majority majority_vote",
    "averaging": "VotingRegressor average mean soft_voting soft deep_ensemble",
    "bagging": "BaggingClassifier BaggingRegressor bag bootstrap bootstrap_aggregating",
    "boosting": "AdaBoostClassifier GradientBoostingClassifier boost adaboost gradient_boosting",
    "stacking": "StackingClassifier StackingRegressor stack blending stacked_generalization",
}
