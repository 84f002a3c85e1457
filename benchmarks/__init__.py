"""The measurements behind docs/benchmarks.md: run each as `python -m benchmarks.NAME`.

Two programs are compared in one run and in turns, so that other work on the machine meets both.
"""
