using System.Numerics;

namespace Sweep.Trainer.Cpu.Meta;

/// <summary>Some steps of plain gradient descent on a task, and how what comes behind them depends on the numbers before them. One thread
/// at a time.</summary>
/// <remarks>Finn, Abbeel and Levine, "Model-Agnostic Meta-Learning", ICML 2017, arXiv 1703.03400, equation 1: a step is p' = p - a g(p), so
/// a gradient d with respect to p' is d - a H(p) d with respect to p, where H is the Hessian of the support loss.</remarks>
/// <param name="count">Numbers of the network.</param>
/// <param name="steps">At least 0.</param>
/// <param name="rate">a, positive.</param>
/// <param name="adapted">The numbers that the steps change; null for all.</param>
internal sealed class InnerLoop<T>(int count, int steps, T rate, IReadOnlyList<(int First, int Count)>? adapted = null)
    where T : struct, IFloatingPointIeee754<T>
{
    private readonly T[][] path = [.. Enumerable.Range(0, steps + 1).Select(_ => new T[count])]; // the numbers before each step, and after
    private readonly T[] change = new T[count], direction = new T[count];
    private readonly IReadOnlyList<(int First, int Count)> adapted = adapted ?? [(0, count)];

    /// <summary>Takes the steps.</summary>
    /// <returns>(count) the numbers after them, until the next call.</returns>
    public ReadOnlySpan<T> Adapt(ITaskLosses<T> task, ReadOnlySpan<T> start)
    {
        start.CopyTo(path[0]);
        for (int step = 0; step < steps; step++)
        {
            task.SupportGradient(path[step], step, change);
            path[step].CopyTo(path[step + 1], 0);
            foreach (var (first, length) in adapted)
                AddScaled(change.AsSpan(first, length), -rate, path[step + 1].AsSpan(first, length));
        }
        return path[steps];
    }

    /// <summary>Takes the steps and differentiates the query loss after them.</summary>
    /// <param name="task">What is learned.</param>
    /// <param name="start">(count) the numbers before.</param>
    /// <param name="throughSteps">Whether with respect to the numbers before the steps; otherwise to those after them, which is MAML of the
    /// first order.</param>
    /// <param name="gradient">(count) overwritten.</param>
    /// <returns>The query loss.</returns>
    public double OuterGradient(ITaskLosses<T> task, ReadOnlySpan<T> start, bool throughSteps, Span<T> gradient)
    {
        double loss = task.QueryGradient(Adapt(task, start), gradient);
        for (int step = steps - 1; step >= 0 && throughSteps; step--)
        {
            foreach (var (first, length) in adapted) // elsewhere the direction stays zero
                gradient.Slice(first, length).CopyTo(direction.AsSpan(first));
            task.SupportProduct(path[step], step, direction, change);
            AddScaled(change, -rate, gradient);
        }
        return loss;
    }

    // to += from * factor.
    private static void AddScaled(ReadOnlySpan<T> from, T factor, Span<T> to)
    {
        int i = 0;
        for (; i <= from.Length - Vector<T>.Count; i += Vector<T>.Count)
            (new Vector<T>(to[i..]) + new Vector<T>(from[i..]) * factor).CopyTo(to[i..]);
        for (; i < from.Length; i++)
            to[i] += from[i] * factor;
    }
}
