"""Lightning's Trainer, with its logging, checkpoints and progress bar off."""

from __future__ import annotations

import logging
import time
import warnings

import lightning
import torch
from torch import Tensor
from torch.utils.data import DataLoader, TensorDataset

from benchmarks.references.common import task, tell
from benchmarks.references.networks import count, network_and_loss, targets_for


class Module(lightning.LightningModule):  # type: ignore[misc]
    def __init__(self, name: str, learning_rate: float) -> None:
        super().__init__()
        self.network, self.loss_of = network_and_loss(name)
        self.learning_rate = learning_rate
        self.moments = [time.perf_counter()]

    def training_step(self, batch: list[Tensor]) -> Tensor:
        loss: Tensor = self.loss_of(self.network(batch[0]), batch[1])
        return loss

    def validation_step(self, batch: list[Tensor]) -> None:
        self.log("validation_loss", self.loss_of(self.network(batch[0]), batch[1]))

    def on_validation_epoch_end(self) -> None:  # comes with each epoch's end
        self.moments.append(time.perf_counter())

    def configure_optimizers(self) -> torch.optim.Optimizer:
        return torch.optim.Adam(self.parameters(), lr=self.learning_rate)


def main() -> None:
    told = task()
    logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
    warnings.simplefilter("ignore")
    torch.set_num_threads(told.threads)
    module = Module(told.network, told.learning_rate)
    train, validation = (
        TensorDataset(torch.from_numpy(x), targets_for(told.network, torch.from_numpy(y)))
        for x, y in (told.train, told.validation)
    )
    trainer = lightning.Trainer(
        max_epochs=told.epochs,
        accelerator="cpu",
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
        num_sanity_val_steps=0,
    )
    trainer.fit(module, DataLoader(train, told.batch_size, shuffle=True), DataLoader(validation, told.batch_size))
    seconds = [later - earlier for earlier, later in zip(module.moments, module.moments[1:], strict=False)]
    tell(seconds, float(trainer.callback_metrics["validation_loss"]), count(module))


if __name__ == "__main__":
    main()
