namespace Sweep.Trainer.Cpu.Meta;

/// <summary>The losses of a task as functions of a network's numbers: of the support samples, which it is learned from, and of the query
/// samples, which the learning is judged by.</summary>
/// <typeparam name="T">float for training, double for checks.</typeparam>
internal interface ITaskLosses<T>
{
    /// <summary>Differentiates the mean loss of the support samples.</summary>
    /// <param name="numbers">Where.</param>
    /// <param name="step">Number of the inner step, from 0: each draws random numbers of its own.</param>
    /// <param name="gradient">Overwritten.</param>
    /// <returns>The loss.</returns>
    double SupportGradient(ReadOnlySpan<T> numbers, int step, Span<T> gradient);

    /// <summary>Multiplies the Hessian of that loss with a direction.</summary>
    /// <param name="numbers">Where.</param>
    /// <param name="step">Whose random numbers are drawn again.</param>
    /// <param name="direction">What it is multiplied with.</param>
    /// <param name="product">Overwritten; not the direction's memory.</param>
    void SupportProduct(ReadOnlySpan<T> numbers, int step, ReadOnlySpan<T> direction, Span<T> product);

    /// <summary>Differentiates the mean loss of the query samples.</summary>
    /// <param name="numbers">Where.</param>
    /// <param name="gradient">Overwritten.</param>
    /// <returns>The loss.</returns>
    double QueryGradient(ReadOnlySpan<T> numbers, Span<T> gradient);
}
