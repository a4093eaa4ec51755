#!/bin/sh
# Minimises a noisy valley, f(x, y) = x^2 + 10 y^2, by gradient descent with or without momentum.
# What it is told is in the environment; what it reports are lines of JSON on standard output.
awk -v seed="$SWEEP_PAIR_SEED" -v rate="$SWEEP_SETTING_learningRate" -v method="$SWEEP_SETTING_method" 'BEGIN {
  srand(seed)                                  # equal for the methods that are compared: the same start, the same noise
  x = 4 * rand() - 2; y = 4 * rand() - 2
  keep = method == "momentum" ? 0.8 : 0
  for (epoch = 1; epoch <= 20; epoch++) {
    for (step = 1; step <= 5; step++) {
      dx = keep * dx - rate * (2 * x + 0.2 * (rand() - 0.5))
      dy = keep * dy - rate * (20 * y + 0.2 * (rand() - 0.5))
      x += dx; y += dy
    }
    printf "{\"epoch\": %d, \"loss\": %.9g}\n", epoch, x * x + 10 * y * y
  }
}'
