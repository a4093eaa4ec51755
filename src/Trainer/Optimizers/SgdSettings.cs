namespace Sweep.Trainer.Optimizers;

/// <summary>Settings of stochastic gradient descent.</summary>
/// <param name="LearningRate">Positive.</param>
/// <param name="Momentum">In [0,1).</param>
/// <param name="WeightDecay">At least 0.</param>
/// <param name="Nesterov">Look ahead; needs momentum.</param>
public sealed record SgdSettings(double LearningRate, double Momentum = 0, double WeightDecay = 0, bool Nesterov = false) : OptimizerSettings;
