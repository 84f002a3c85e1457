"""Nearest neighbours among some thousand codes or places: brute force is quick enough."""

import numpy as np


def nearest(
    rows: np.ndarray, among: np.ndarray, count: int, chunk: int = 500
) -> tuple[np.ndarray, np.ndarray]:
    """Find the nearest neighbours by brute force, a few hundred rows at a time.

    Args:
        rows: float32 (n, d).
        among: float32 (m, d), m >= count.
        count: how many neighbours of each row.
        chunk: rows at a time, which bounds the memory.

    Returns:
        Indices into `among`, int (n, count), the nearest first, and the distances.
    """
    found, lengths = [], (among**2).sum(axis=1)
    for start in range(0, len(rows), chunk):
        part = rows[start : start + chunk]
        squares = lengths - 2 * part @ among.T  # less the squared length of the row
        order = np.argpartition(squares, count - 1, axis=1)[:, :count]
        by_size = np.take_along_axis(squares, order, axis=1).argsort(axis=1)
        order = np.take_along_axis(order, by_size, axis=1)
        found.append((order, np.linalg.norm(part[:, None] - among[order], axis=2)))
    orders, distances = zip(*found, strict=True)
    return np.concatenate(orders), np.concatenate(distances)
