"""What the diagnosis costs is measured on trainings with it and without it."""

from benchmarks.diagnosis_cost import COLUMNS, watched, without_diagnosis
from dltrain import runs
from dltrain.commands.train import train
from dltrain.commands.training.display import Display


def test_every_part_is_found_and_nothing_is_left_without_it(tmp_path):
    (tmp_path / "spec.yaml").write_text("data: {source: iris}\nmodel: {layers: [8]}\ntraining: {epochs: 9}\n", "utf-8")

    def trained(name):
        train(spec=tmp_path / "spec.yaml", sets=["threads=1"], run_dir=tmp_path / name, display=Display(charts=False))
        return runs.open(tmp_path / name)

    with watched() as parts:
        sampled = trained("with")
    assert sampled.health.read()
    assert {column for column in COLUMNS if parts[column] > 0} == set(COLUMNS)  # a look at the epochs is taken after the eighth
    with without_diagnosis():
        plain = trained("without")
    assert plain.health.read() == []
    one, other = (run.read_checkpoint("last")[0]["model.output.linear.weight"] for run in (sampled, plain))
    assert one.tobytes() == other.tobytes()
