namespace Sweep.Statistics.Resampling;

/// <summary>A number computed from one or more values, in any order.</summary>
/// <param name="values">(values): a resample; only valid during the call.</param>
public delegate double SampleStatistic(ReadOnlySpan<double> values);
