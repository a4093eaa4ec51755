"""Coefficients of the polynomials in src/Trainer/Activations/Kernels/SingleLanes.Exponentials.cs.

Minimax fits by iteratively reweighted least squares (Lawson) on 4000 Chebyshev nodes, in double precision.
    /usr/bin/python3 bench/Activations/fit.py        needs numpy and scipy
"""
import numpy as np
from scipy import special


def fit(f, low, high, degree, weight, rounds=60):
    """Polynomial p of a degree that keeps max |weight (p - f)| on [low, high] small; its coefficients and that maximum."""
    nodes = np.cos(np.pi * (np.arange(4000) + 0.5) / 4000)
    x = (low + high) / 2 + (high - low) / 2 * nodes
    y, w = f(x), weight(x)
    emphasis = np.ones_like(x) / len(x)
    basis = np.polynomial.chebyshev.chebvander(nodes, degree)
    for _ in range(rounds):
        s = np.sqrt(emphasis) * w
        c = np.linalg.lstsq(basis * s[:, None], y * s, rcond=None)[0]
        error = abs((basis @ c - y) * w)
        emphasis = emphasis * error / (emphasis * error).sum()
    chebyshev = np.polynomial.chebyshev.Chebyshev(c, domain=[low, high])
    return chebyshev.convert(kind=np.polynomial.Polynomial, domain=[-1, 1], window=[-1, 1]).coef, error.max()


def exp_rest(r):  # (e^r - 1 - r)/r^2
    series = 0.5 + r / 6 + r * r / 24 + r**3 / 120
    return np.where(abs(r) < 1e-3, series, (np.expm1(r) - r) / np.where(r == 0, 1, r) ** 2)


def artanh_rest(z):  # (artanh(s)/s - 1)/z with z = s^2
    s = np.sqrt(np.where(z == 0, 1, z))
    return np.where(z < 1e-4, 1 / 3 + z / 5 + z * z / 7, (np.arctanh(s) / s - 1) / np.where(z == 0, 1, z))


def erf_rest(z):  # erf(a)/a - 1 with z = a^2
    return special.erf(np.sqrt(z)) / np.sqrt(z) - 1


half = np.log(2) / 2 * 1.0001
fits = {
    "exp: e^r = 1 + r + r^2 P(r)": fit(exp_rest, -half, half, 4, lambda r: r * r / np.exp(r) + 1e-12),
    "expm1: e^r - 1 = r + r^2 P(r)": fit(exp_rest, -half, half, 4,
                                         lambda r: abs(r * r / np.where(r == 0, 1, np.expm1(r))) + 1e-12),
    "softplus: artanh s = s (1 + z P(z))": fit(artanh_rest, 1e-9, 1 / 9, 3, lambda z: z),
    "erf, |a| <= 1: a + a P(a^2)": fit(erf_rest, 1e-9, 1, 6, lambda z: 1 / (erf_rest(z) + 1)),
    "erf, 1..4: 1 - e^-P(a)": fit(lambda a: -np.log(special.erfc(a)), 1, 4, 6, special.erfc),
}
for name, (coefficients, error) in fits.items():
    print(f"{name}    error {error:.1e}")
    print("    " + ", ".join(f"{c:.9e}f" for c in coefficients))
