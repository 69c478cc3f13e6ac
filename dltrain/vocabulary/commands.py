"""What other tools call the commands and their options."""

from __future__ import annotations

COMMANDS: dict[str, str] = {
    "train": "fit run start launch learn training experiment",
    "resume": "continue restart restore extend finetune",
    "evaluate": "test eval evaluation score measure benchmark",
    "predict": "infer inference forecast classify apply transform generate sample",
    "sweep": "tune tuning hyperopt hyperparameters search grid optimize seeds",
    "compare": "diff comparison leaderboard",
    "diagnose": "doctor diagnosis diagnostics fix repair",
    "check": "validate verify lint inspect describe summary plan dry_run",
    "explain": "define definition glossary dictionary term word what man",
    "schema": "jsonschema",
}

OPTIONS: dict[str, str] = {
    "--output | --run-dir": "o out output save",
    "--output": "output_file outfile",
    "--run-dir": "output_dir out_dir dir d save_dir save_path log_dir work_dir folder run_folder",
    "--quiet": "q silent no_progress",
    "--set": "s override overrides config_override opts param p",
    "--no-pictures": "no_plots no_plot no_figures no_charts",
    "--data": "file dataset test_data on",
    "--split": "subset part",
    "--keep": "id id_column keep_columns index",
    "--sort-by": "sort sortby order_by metric",
    "--json": "json_output as_json",
    "--format csv": "csv",
    "--format markdown": "markdown md",
    "--language": "lang locale l",
    "--seeds": "n runs repeats num_seeds",
    "--set device=cuda": "gpu gpus cuda use_gpu use_cuda accelerator devices",
    "--set device=cpu": "cpu no_cuda no_gpu",
    "--set precision=bfloat16": "fp16 bf16 amp",
    "--set training.early_stopping.patience=10": "early_stop early_stopping",
    "--set data.split.folds=5": "cv",
    "leave it out: --quiet says less, --debug shows the traceback of an error": "verbose",
    "leave it out: --quiet says less, dltrain --version shows the version": "v",
    "nothing is ever overwritten: --run-dir must be new or empty": "force f overwrite",
    "the spec is written without an option": "config c cfg config_file spec yaml",
    "dltrain resume RUN goes on with a run": "resume continue",
    "the run is written without an option": "checkpoint ckpt run model weights",
    "the input is written without an option, after the run": "i input data",
}
