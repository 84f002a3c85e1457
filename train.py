"""Train the autoencoders and keep their weights: `python train.py --help`."""

from ae_core.training.cli.commands import main

if __name__ == "__main__":
    main()
