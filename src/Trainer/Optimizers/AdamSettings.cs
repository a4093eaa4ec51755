namespace Sweep.Trainer.Optimizers;

/// <summary>Settings of Adam.</summary>
/// <param name="LearningRate">Positive.</param>
/// <param name="Beta1">Decay of the running mean, in [0,1).</param>
/// <param name="Beta2">Decay of the running square, in [0,1).</param>
/// <param name="Epsilon">Positive.</param>
/// <param name="WeightDecay">At least 0.</param>
public sealed record AdamSettings(double LearningRate, double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8, double WeightDecay = 0) : OptimizerSettings;
