"""The course of trainings side by side."""

from __future__ import annotations

import math

from dltrain.charts.series import series
from dltrain.lessons.figures.base import FIGURES, Figure, Scene, Shown, Value
from dltrain.types import option, options

# What is followed, in English and in Korean.
FOLLOWED = {
    "train_loss": ("training loss", "훈련 손실"),
    "validation_loss": ("validation loss", "검증 손실"),
    "validation_accuracy": ("validation accuracy", "검증 정확도"),
    "discriminator_loss": ("loss of the discriminator", "판별자의 손실"),
    "train_return": ("mean return in training", "훈련의 평균 누적 보상"),
    "exploration": ("exploration", "탐험"),
    "learning_rate": ("learning rate", "학습률"),
    "validation_root_mean_squared_error": ("validation error (root mean squared)", "검증 오차 (평균 제곱근 오차)"),
}


@FIGURES.entry("curves")
@options
class Curves(Figure):
    """A line a training over the epochs: one panel for each value that is followed.

    Numbers, by the name of the training: each of these values after the last epoch, as `train_loss`.
    """

    of: list[str] = option(help="the trainings, by name")
    follow: list[str] = option(("train_loss",), help="columns of metrics.jsonl")

    def show(self, scene: Scene) -> Shown:
        panels, numbers = [], dict[str, Value]()
        for column in self.follow:
            lines = {}
            for name in self.of:
                records = scene.trained[name].records
                values = [math.nan if (value := record.get(column)) is None else float(value) for record in records]
                numbers[f"{name}.{column}"] = next((value for value in reversed(values) if math.isfinite(value)), None)
                lost = scene.say(" (diverged)", " (발산)") if scene.trained[name].summary.status == "diverged" else ""
                lines[scene.called[name] + lost] = ([float(record["epoch"]) for record in records], values)
            title = scene.say(*FOLLOWED.get(column, (column.replace("_", " "),) * 2))
            panels.append(series(lines, title=title, names=(scene.say("epoch", "에포크"), "")))
        return Shown(panels, numbers)
