"""Rounding error of one output of a 3x3 convolution in single precision: summed directly, and by minimal filtering.

Usage: minimal_filtering.py
Root mean square relative to that of the outputs, for normal weights and rectified normal inputs: the table of ADR 12. Needs NumPy.
"""
import numpy

OUTPUTS, WEIGHTS = 4, 3  # per side: of the largest tile, of a kernel


def transforms(points, tile):
    """B', G and A' of Cook and Toom's algorithm with these points and infinity."""
    n = tile + WEIGHTS - 1
    b, g, a = numpy.zeros((n, n)), numpy.zeros((n, WEIGHTS)), numpy.zeros((tile, n))
    for i, point in enumerate(points):
        others = [p for p in points if p != point]
        b[i, :n - 1] = numpy.poly(others)[::-1]
        g[i] = point ** numpy.arange(WEIGHTS) / numpy.prod([point - p for p in others])
        a[:, i] = point ** numpy.arange(tile)
    b[n - 1], g[n - 1, WEIGHTS - 1], a[tile - 1, n - 1] = numpy.poly(points)[::-1], 1, 1
    return [m.astype(numpy.float32) for m in (b, g, a)]


def direct(x, w):
    y = numpy.zeros((len(w), OUTPUTS, OUTPUTS), w.dtype)
    for channel in range(len(x)):
        for i in range(WEIGHTS):
            for j in range(WEIGHTS):
                y = y + w[:, channel, i, j, None, None] * x[channel, i:i + OUTPUTS, j:j + OUTPUTS]
    return y


def filtered(x, w, points, tile):
    b, g, a = transforms(points, tile)
    u, y = g @ w @ g.T, numpy.zeros((len(w), OUTPUTS, OUTPUTS), numpy.float32)
    for top in range(0, OUTPUTS, tile):
        for left in range(0, OUTPUTS, tile):
            v = b @ x[:, top:top + tile + 2, left:left + tile + 2] @ b.T
            m = numpy.zeros(u[:, 0].shape, numpy.float32)
            for channel in range(len(x)):
                m = m + u[:, channel] * v[channel]
            y[:, top:top + tile, left:left + tile] = a @ m @ a.T
    return y


def main():
    random, root = numpy.random.default_rng(0), numpy.sqrt(.5)
    ways = [("direct", direct), ("F(2x2), points 0 1 -1", lambda x, w: filtered(x, w, [0., 1., -1.], 2)),
            ("F(4x4), points 0 1 -1 2 -2", lambda x, w: filtered(x, w, [0., 1., -1., 2., -2.], 4)),
            ("F(4x4), points 0 +-sqrt(1/2) +-sqrt(2)", lambda x, w: filtered(x, w, [0., root, -root, 1 / root, -1 / root], 4))]
    for channels in (16, 64, 512):
        x = numpy.maximum(random.standard_normal((channels, OUTPUTS + 2, OUTPUTS + 2)), 0).astype(numpy.float32)
        w = (random.standard_normal((64, channels, WEIGHTS, WEIGHTS)) / numpy.sqrt(4.5 * channels)).astype(numpy.float32)
        exact = direct(x.astype(float), w.astype(float))
        for name, way in ways:
            print(f"{channels:4} channels  {name:40} {numpy.sqrt(numpy.mean((way(x, w) - exact) ** 2) / numpy.mean(exact ** 2)):.1e}")


main()
