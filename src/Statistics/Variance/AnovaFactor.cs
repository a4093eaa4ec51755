namespace Sweep.Statistics.Variance;

/// <summary>A term of an analysis of variance: which group each value is in.</summary>
/// <param name="Name">For people.</param>
/// <param name="Groups">(values): a group number per value, from 0.</param>
public sealed record AnovaFactor(string Name, IReadOnlyList<int> Groups)
{
    /// <summary>The interaction with another factor: one group per combination that occurs.</summary>
    public AnovaFactor Cross(AnovaFactor other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var numbers = new Dictionary<(int, int), int>();
        int[] crossed = [.. Groups.Zip(other.Groups).Select(pair =>
            numbers.TryGetValue(pair, out int number) ? number : numbers[pair] = numbers.Count)];
        return new AnovaFactor($"{Name}:{other.Name}", crossed);
    }
}
