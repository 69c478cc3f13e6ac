"""What other tools call the keys of a spec.

A word stands for a place in the spec (`training.learning_rate`), an option of an entry of a table (`channels`), or a sentence
that says what to do instead; for several of them, the most probable first, with ` | ` between them: the first that is an option
where the word was written is meant. What a sentence has in angle brackets is an example, in place of which the value that was
written is told.
"""

from __future__ import annotations

WORDS: dict[str, str] = {
    "training.epochs": (
        "epoch max_iter n_iter max_epochs num_train_epochs train_epochs num_epochs n_epochs nb_epoch total_epochs iterations "
        "num_iterations iters"
    ),
    "data.split.validation": (
        "validation_split validation_fraction val_size val_split val_ratio val_fraction validation_size validation_ratio dev_size"
    ),
    "data.source.validation": "validation_data validation_file eval_dataset",
    "model.discount": "discount_factor discount_rate",
    "model.environment": "env env_id env_name environment_id",
    "model.algorithm": "algo rl_algorithm agent",
    "model.test_episodes": "n_eval_episodes eval_episodes num_eval_episodes",
    "model.exploration": "epsilon_greedy exploration_rate exploration_strategy exploration_epsilon",
    "end": "exploration_final_eps final_epsilon eps_end epsilon_end",
    "slip": "slippery is_slippery noise_level",
    "step_reward": "living_reward step_cost living_cost",
    "--quiet on the command line says less, leave it out": "verbose enable_progress_bar",
    "training.early_stopping": "early_stop EarlyStopping",
    "colour | whether more is better is known from the metric, leave it out": "mode",
    "baselines": "baseline",
    "training.schedule": (
        "LearningRateScheduler scheduler lr_scheduler lr_scheduler_type lr_schedule learning_rate_schedule lr_decay "
        "learning_rate_decay annealing"
    ),
    "training.class_weights": "class_weight pos_weight class_balance",
    "data.weight": "sample_weight sample_weights row_weights",
    "units | model.layers": "units hidden_size fc_size hidden_units hidden_dim neurons nodes n_units num_units num_hidden",
    "channels": "filters out_channels kernels n_filters num_filters",
    "kernel_size": "kernel filter_size ksize",
    "stride": "strides step",
    "dilation": "dilation_rate",
    "size": "pool_size",
    "rate | training.learning_rate": "rate",
    "initializer": (
        "kernel_initializer recurrent_initializer embeddings_initializer weights_initializer init initialization initialisation "
        "initialiser weight_init weight_initializer weight_initialization init_weights kernel_init"
    ),
    "dimensions | units": "output_dim dim",
    "heads": "num_heads nhead num_attention_heads n_heads",
    "slope": "negative_slope",
    "training.gradient_clip": (
        "clipnorm global_clipnorm clip_grad_norm max_norm gradient_clip_val max_grad_norm clip grad_clip clip_grad "
        "gradient_clipping"
    ),
    "limit | write gradient_clip: {type: value, limit: <0.5>} under 'training'": (
        "clipvalue clip_value clip_grad_value gradient_clip_value max_grad_value"
    ),
    "training.learning_rate_factors": (
        "layer_decay layerwise_lr_decay layerwise_learning_rate_decay layer_wise_lr_decay llrd lr_mult lr_multiplier lr_scale "
        "layer_lr layer_lrs layer_learning_rates layerwise_learning_rates learning_rate_factor discriminative_lr paramwise_cfg "
        "param_groups learning_rates backbone_lr"
    ),
    "write decay: weights under 'training', beside weight_decay": (
        "no_decay no_weight_decay bias_decay norm_decay exclude_from_weight_decay no_bias_decay bias_weight_decay no_decay_bias "
        "filter_bias_and_bn norm_weight_decay"
    ),
    "decay | training.weight_decay": "decay",
    "training.weight_decay": "regularization_lambda wd l2_regularization l2_reg l2_penalty weight_penalty lambda",
    "beta1": "beta_1 adam_beta1",
    "beta2": "beta_2 adam_beta2",
    "every": "decay_steps step_size",
    "factor": "decay_rate",
    "training.learning_rate": "initial_learning_rate lr max_lr learning_rate_init eta0 eta learn_rate base_lr init_lr initial_lr",
    "alpha | slope | final | smoothing | quantile": "alpha",
    "delta": "beta",
    "quantile": "tau q",
    "size | write size: 64 in the source": "image_size target_size img_size resize resolution",
    "colour": "color_mode img_channels image_channels num_channels convert color rgb",
    "vocabulary": "max_tokens num_words max_features vocab_size",
    "length": "maxlen output_sequence_length max_seq_length max_length",
    "training": "compile fit trainer training_args training_arguments learning hyperparameters hyperparams params",
    "units": "out_features dim_feedforward intermediate_size output_size",
    "depth | model.layers": "num_layers n_layers num_hidden_layers",
    "dimensions": "embedding_dim embed_dim embedding_size",
    "rate | model.dropout": "p drop_rate dropout_rate dropout_prob prob",
    "epsilon": "eps adam_epsilon",
    "groups": "num_groups",
    "training.loss": "criterion loss_function loss_fn objective cost cost_function",
    "training.optimizer": "optim solver opt optimiser algorithm",
    "gamma | factor | discount | write schedule: {type: exponential, factor: <0.95>} under 'training'": "gamma",
    "final | minimum": "eta_min",
    "minimum | final": "min_lr",
    "peak": "pct_start",
    "start": "div_factor exploration_initial_eps initial_epsilon eps_start epsilon_start",
    "final": "final_div_factor",
    "min_delta": "threshold",
    "training.batch_size": "batch per_device_train_batch_size train_batch_size bs batchsize mini_batch_size batch_sz",
    "seed": "manual_seed seed_everything",
    "precision": "dtype",
    "model.initialize_from": "state_dict pretrained load_from warm_start model_name_or_path checkpoint_path",
    "weights | model.initialize_from": "weights",
    "data.augment": "transform transforms augmentation augmentations",
    "model.layers": "hidden_layer_sizes fc_layers num_fc_layers hidden hidden_layers hidden_sizes hidden_dims layer layer_sizes",
    "patience | training.early_stopping.patience": "n_iter_no_change early_stopping_patience early_stopping_rounds patience",
    "min_delta | training.early_stopping.min_delta": "tol early_stopping_threshold min_delta",
    "penalty | write weight_decay: 1e-4 (L2) or l1: 1e-5 under 'training'": "penalty",
    "nesterov": "nesterovs_momentum",
    "data.split.test": "test_size test_split test_ratio test_fraction",
    "seed | data.split.seed": "random_state random_seed",
    "data.split.stratify": "stratified",
    "data.split.folds": "n_splits cv k_folds kfold num_folds n_folds cross_validation",
    "rows": "n_samples",
    "spread": "cluster_std",
    "components | clusters | data.reduce": "n_components",
    "attempts": "n_init",
    "covariance": "covariance_type",
    "clusters": "n_clusters",
    "neighbors": "n_neighbors",
    "k | neighbors": "k",
    "trees | members | ensemble": "n_estimators",
    "depth": "max_depth",
    "leaves": "num_leaves max_leaf_nodes max_leaves",
    "shrinkage": "shrinkage_rate",
    "share": "max_samples exploration_fraction",
    "c": "C",
    "threads": "n_jobs num_threads n_threads cores",
    "metrics": "scoring metric measures evaluation",
    "data.scale": "scaler StandardScaler normalize normalise standardize standardise scaling normalization",
    "data.columns": "preprocessing dtypes preprocessing_defaults column_types types",
    "separator": "sep delimiter delim",
    "data.missing_values": "na_values null_values nan_values na",
    "missing | data.missing_values": "missing",
    "data.features": "usecols input_features inputs x feature feature_columns predictors include select",
    "data.exclude": "index_col drop drop_columns ignore skip exclude_columns",
    "data.rows": "nrows limit_train_batches limit max_rows subset",
    "quote": "quotechar",
    "encoding": "charset",
    "path | data.source": "filepath filename file data_path data_dir root csv path",
    "data": "datamodule dataset datasets input",
    "warmup | write schedule: {type: cosine, warmup: 5%} under 'training'": "warmup",
    "warmup | write schedule: {type: cosine, warmup: <500>} under 'training'": "warmup_steps num_warmup_steps",
    "training.label_smoothing": "label_smoothing_factor",
    "threshold": "decision_threshold classification_threshold probability_threshold cutoff cut_off thresholds",
    "training.mixup": "mixup_alpha mix_up mixup_prob use_mixup MixUp RandomMixup alpha_mixup",
    "training.cutmix": "cutmix_alpha cut_mix cutmix_prob use_cutmix CutMix RandomCutmix alpha_cutmix",
    "write mixup: 0.2 and cutmix: 1 under 'training', of which a batch has one by lot": "mixup_switch_prob switch_prob",
    "monitor | training.early_stopping.monitor": "metric_for_best_model monitor",
    "experiment | name": "experiment_name experiment project",
    "name": "run_name title",
    "data.split.seed": "data_seed split_seed",
    "data.source.train": "train_file train_dataset",
    "data.source.test": "test_file",
    "model.dropout": "hidden_dropout_prob fc_dropout",
    "data.target": "output_features label_column target_column target_name targets class_column y outputs dependent",
    "model": "combiner network net architecture arch",
    "model.activation": "fc_activation",
    "model.batch_norm": "norm batchnorm batch_normalization use_batch_norm bn",
    "data.split": "split_probabilities force_split train_test_split splits ratio",
    "missing": "missing_value_strategy",
    "engine": "backend",
    "sweep": "hyperopt tune tuning search",
    "training.early_stopping.patience": "early_stop_rounds",
    "train | training | the training rows are what validation and test leave, leave it out | data.source.train": "train",
    "ensemble": "ensembles",
    "labels | data.target": "label labels",
    "channels | colour": "channels",
    "validation | data.split.validation": "validation val valid dev eval",
    "test | data.split.test": "test holdout",
    "data.split.order": "time_series temporal chronological",
    "data.group": "group_column",
    "groups | data.group": "groups",
    "length | model.context | data.window": "sequence_length seq_len",
    "model.context": "block_size context_length context_size context_window n_ctx n_positions max_position_embeddings bptt",
    "causal": "is_causal is_decoder autoregressive",
    "data.window": "window_size lookback lags timesteps",
    "data.window.horizon": "forecast_horizon steps_ahead",
    "data.reduce": "dimensionality_reduction",
    "activation": "act activation_function activations act_fn nonlinearity",
    "dropout": "drop_out",
    "size | kernel_size | units": "size",
    "kernel_size | size": "kernel_size",
    "padding": "pad",
    "bidirectional": "bidir",
    "function | activation": "function",
    "model.freeze": "frozen freeze_layers",
    "latent": "latent_dim noise_dim z_dim",
    "l2 | training.weight_decay": "l2",
    "training.l1": "l1_regularization l1_reg l1_penalty",
    "smoothing | training.label_smoothing": "smoothing",
    "momentum": "mom mu",
    "seeds": "repeats n_seeds num_seeds",
    "rho | smoothing": "rho",
    "training.save_every": "checkpoint_every save_freq save_interval",
    "the validation rows are measured after every epoch, leave it out": (
        "validation_freq check_val_every_n_epoch val_check_interval evaluation_strategy eval_strategy eval_steps"
    ),
    "the steps are counted by themselves: epochs × rows / batch_size, leave it out": (
        "steps_per_epoch validation_steps total_steps max_steps steps num_steps"
    ),
    "dltrain resume goes on with a run": "initial_epoch",
    (
        "the training rows are drawn anew in each epoch, leave it out; for rows in the order of time write split: {order: true}"
        " under 'data'"
    ): "sampler",
    "data.memory": "memory_map mmap memmap mmap_mode keep_in_memory in_memory streaming stream_dataset low_memory",
    "training.shuffle": "shuffle_buffer buffer_size shuffle_mode shuffle_buffer_size shuffle_training_data",
    "there are no callbacks: write early_stopping: {patience: 10} or schedule: reduce_on_plateau under 'training'": "callbacks",
    "the best weights are kept by themselves, leave it out": "restore_best_weights load_best_model_at_end",
    "there is no such option, raise patience": "start_from_epoch",
    "checkpoints are saved by themselves, leave it out; training.save_every: 5m sets the pace": (
        "ModelCheckpoint enable_checkpointing checkpoint_callback save_strategy save_steps steps_per_checkpoint checkpoint "
        "checkpoints checkpointing"
    ),
    "track": "report_to logger loggers tracker trackers tracking log_to experiment_tracking",
    "write track: [tensorboard]": "TensorBoard TensorBoardLogger SummaryWriter",
    "write track: [mlflow]": "mlflow MLFlowLogger autolog",
    "there is no Weights & Biases here; write track: [tensorboard] or track: [mlflow]": "wandb WandbLogger",
    "uri | write track: [{type: mlflow, uri: <http://localhost:5000>}]": "tracking_uri mlflow_tracking_uri",
    "every epoch is written to metrics.jsonl and log.txt, leave it out": (
        "CSVLogger log_every_n_steps logging_steps logging_dir logging"
    ),
    "write schedule: reduce_on_plateau under 'training'": "ReduceLROnPlateau",
    "weights always have biases, leave it out": "use_bias bias",
    "biases begin at 0, leave it out": "bias_initializer",
    "write weight_decay: 1e-4 (L2) or l1: 1e-5 under 'training'": (
        "kernel_regularizer bias_regularizer activity_regularizer regularizer regularization_type regularization"
    ),
    "there are no constraints on weights; gradient_clip: 1.0 under 'training' bounds the steps": "kernel_constraint",
    "the shape of the inputs is inferred, leave it out": (
        "input_shape input_dim batch_input_shape batch_shape in_features in_channels input_size num_features normalized_shape "
        "d_model n_features"
    ),
    "the length of the texts is inferred; length is an option of the column kind text": "input_length",
    "write output: sequence in the layer": "return_sequences",
    "the last output is what leaves the layer; write output: sequence in the layer for all of them": "return_state",
    "there is no dropout between steps; put a dropout layer after it": "recurrent_dropout",
    "every row begins anew, leave it out": "stateful",
    "write bidirectional: true in the layer": "go_backwards",
    "pictures are channels × height × width, leave it out": "data_format",
    "heads share the features that arrive, leave it out": "key_dim",
    "write average_weights: {type: ema, decay: <0.999>} under 'training'": "ema_momentum ema_decay model_ema_decay",
    "cycle": "T_0 first_decay_steps cycle_length first_cycle cycle_limit t_initial",
    "multiplier": "T_mult t_mul cycle_mult cycle_mul",
    "every cycle begins at learning_rate, leave it out": "m_mul cycle_decay",
    "a warm-up rises to learning_rate, leave it out": "warmup_target",
    "pictures are scaled already, leave it out; see scale under 'data'": "rescale",
    "the classes are those of the folders, leave it out": "class_mode label_mode",
    "a token that is not in the vocabulary has a number of its own, leave it out": "oov_token",
    "rows always come first, leave it out": "batch_first",
    "the number of tokens is inferred, leave it out": "num_embeddings",
    "padding does not act on a row, leave it out": "padding_idx",
    "write the layer transformer as often as it is to be there": "num_encoder_layers",
    "scale and shift are always learned, leave it out": "affine",
    "running statistics are always kept, leave it out": "track_running_stats",
    "that is dltrain's own business, leave it out": "inplace foreach fused benchmark",
    "everything but the rows is flattened, leave it out": "start_dim",
    "an incomplete window is left out, leave the option out too": "ceil_mode",
    "write beta1: <0.9>, beta2: <0.999> in the optimizer": "betas",
    "there is no dampening, leave it out": "dampening",
    "a loss is always made small, leave it out": "maximize",
    "there are no milestones, write every: 30 in the schedule": "milestones",
    "a cosine spans the whole run, leave it out": "T_max",
    "it is always half a cosine, leave it out": "anneal_strategy",
    "the data is read ahead by itself, leave it out; threads: 4 at the top level says how many cores a step uses": (
        "num_workers pin_memory prefetch_factor persistent_workers collate_fn dataloader_num_workers"
    ),
    "the last batch of an epoch may be smaller, leave it out": "drop_last",
    "rows without a target are left out of the file; leave it out": "ignore_index",
    "the loss is the mean over the rows, leave it out; data.reduce has fewer numbers for the features": "reduction",
    "write precision: bfloat16 at the top level": "amp autocast fp16 bf16 half_precision mixed_precision",
    "write precision: tf32 at the top level": "tf32 allow_tf32",
    "write freeze: [0] under 'model' for the layers that keep their weights": "requires_grad trainable",
    "the training rows are what validation and test leave, leave it out": "train_size train_ratio train_split train_fraction",
    "numbers that are missing become the median: columns: {age: {type: numeric, missing: mean}} under 'data'": "imputer fillna",
    "classes are numbered by themselves, leave it out": "label_encoder",
    "columns of words become one-hot by themselves, leave it out": "one_hot",
    "an ensemble by stacking has a linear one, leave it out": "final_estimator",
    "write sweep: {parameters: {training.learning_rate: [0.1, 0.01]}} at the top level": "param_grid grid search_space",
    "write columns: {day: datetime} under 'data'": "parse_dates date_column",
    "there is no least number of epochs; raise patience": "min_epochs",
    "there is no limit of time: an interrupted run goes on with dltrain resume": "max_time",
    "write gradient_clip: {type: value, limit: 0.5} under 'training', or {type: norm, limit: 1.0}": (
        "gradient_clip_algorithm clip_mode clip_type"
    ),
    "training.accumulate": (
        "accumulate_grad_batches gradient_accumulation_steps gradient_accumulation accumulation_steps grad_accum "
        "grad_accumulation grad_accum_steps gradient_accumulate_every accumulation accumulate_steps accumulate_gradients "
        "iter_size"
    ),
    "write device: cuda at the top level": "accelerator gpus gpu cuda use_gpu use_cuda",
    "write device: cpu at the top level": "no_cuda cpu",
    "write device: cuda at the top level; one device trains a run": "devices num_gpus",
    "one device trains a run, leave it out": "num_nodes strategy",
    "a run is always repeated bitwise, leave it out": "deterministic",
    "write epochs: 1 under 'training', or type dltrain check": "fast_dev_run",
    "folder | a run's folder is named on the command line: --run-dir DIR": "save_dir log_dir logdir",
    "a run's folder is named on the command line: --run-dir DIR": "default_root_dir output_dir out_dir",
    "rows are measured in batches of dltrain's own, leave it out": "per_device_eval_batch_size eval_batch_size",
    "write schedule: {type: cosine, warmup: 5%} under 'training'": "warmup_epochs learning_rate_warmup_epochs",
    "write schedule: {type: cosine, warmup: <5%>} under 'training'": "warmup_ratio",
    "whether more is better is known from the metric, leave it out": "greater_is_better",
    "two checkpoints are kept, the best and the last, leave it out": "save_total_limit",
    "dltrain train trains, dltrain evaluate measures; leave it out": "do_train do_eval",
    "write rnn, lstm or gru as the layer's type": "cell_type",
    "download it first, and write its path: source: data.csv under 'data'": "url",
    "write columns: {city: categorical} under 'data'": "categorical categorical_columns cat_features",
    "write columns: {age: numeric} under 'data'": "numeric_columns",
    "write columns: {review: text} under 'data'": "text_column",
    "write size: 64 in the source": "height width",
    "in the source colour: false makes pictures grey, colour: true red, green and blue": "grayscale greyscale",
    "write reduce: {type: pca, components: 10} under 'data'": "pca",
    "write output: {activation: <sigmoid>} under 'model'; it is inferred where it is left out": (
        "final_activation output_activation last_activation"
    ),
    "the output layer is added from the target and the loss, leave it out": (
        "output_layer output_units num_classes n_classes classes num_outputs num_labels"
    ),
    "dropout is the share that is dropped: 1 − keep_prob": "keep_prob",
    "the codes are what leaves the last layer of 'encoder'": "code_size",
    "write class_weights: balanced under 'training'": "balanced",
    "monitor: validation_loss is an option of early_stopping; the losses are always recorded": "val_loss",
    "write average_weights: ema under 'training', or swa": "use_ema model_ema",
    "write average_weights: ema under 'training'": "ema exponential_moving_average",
    "write average_weights: swa under 'training'": "swa use_swa stochastic_weight_averaging",
    "training.average_weights": (
        "weight_averaging averaged_model AveragedModel polyak polyak_averaging weight_average weights_average average averaging"
    ),
    "write average_weights: {type: swa, start: <75%>} under 'training'": "swa_start swa_epoch_start",
    "write average_weights: {type: swa, learning_rate: <0.01>} under 'training'": "swa_lr swa_lrs",
    "write average_weights: {type: swa, every: <1>} under 'training'": "swa_freq",
}

OPTIONS: dict[str, dict[str, str]] = {  # of what a table holds: words that are keys elsewhere, and mean something else there
    "loss": {"training.class_weights": "weight weights"},
}
