"""Where the README's figures come from: run each as `python -m benchmarks.<name>`.

What two programs are compared by is measured in one run and in turns, so that whatever else
the machine does meets both.
"""
