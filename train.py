"""Train the autoencoders and keep their weights: `python train.py --help`."""

from ae_core.training.cli.commands import run

if __name__ == "__main__":
    run()
