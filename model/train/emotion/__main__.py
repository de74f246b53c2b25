"""`python -m model.train.emotion`: fit text-to-emotion, write its weights, print how good it is."""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from model.train.emotion import compose, corpus, report
from model.train.emotion.fit import Fit, train

OUT = Path("presets/emotion/scratch.npz")


def main() -> None:
    """Train and write on all but the held-out splits, or try settings on the dev split."""
    parser = argparse.ArgumentParser(prog="python -m model.train.emotion", description=__doc__)
    parser.add_argument("--out", type=Path, default=OUT, help=f"where the weights go ({OUT})")
    parser.add_argument("--threads", type=int, default=1, help="processor cores to use (1)")
    parser.add_argument(
        "--dev", action="store_true", help="leave the dev split out, measure on it, write nothing"
    )
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    splits = corpus.split(corpus.read())
    measured = ("dev",) if options.dev else corpus.HELD_OUT
    entries = splits["train"] + ([] if options.dev else splits["dev"])
    fit = Fit()
    held_out = [entry for name in measured for entry in splits[name]]
    samples = compose.without(compose.compose(entries, fit.seed), held_out)
    print(f"{len(entries)} entries, {len(samples)} texts to learn from")
    text_to_emotion = train(samples, fit)
    if not options.dev:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        text_to_emotion.save(options.out)
        print(
            f"{options.out}: {text_to_emotion.version}, {options.out.stat().st_size / 1e6:.2f} MB"
        )
    for name in measured:
        for group, rate in report.table(text_to_emotion, splits[name]).items():
            low, high = (100 * bound for bound in rate.interval)
            share = 100 * rate.value
            print(f"{name:12}{group:11}{share:6.1f} % [{low:.1f}, {high:.1f}] of {rate.total}")


if __name__ == "__main__":
    main()
