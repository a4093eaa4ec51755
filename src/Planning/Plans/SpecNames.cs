namespace Sweep.Planning.Plans;

/// <summary>The names by which specs and command lines know the values of an enumeration. Frozen: plan hashes and stores hold
/// them.</summary>
/// <typeparam name="T">The enumeration.</typeparam>
public sealed class SpecNames<T>
    where T : struct, Enum
{
    private readonly (string Name, T Value)[] all;

    internal SpecNames(params (string Name, T Value)[] all)
    {
        this.all = all;
        All = [.. all.Select(a => a.Name)];
    }

    /// <summary>The names, in the order to list them.</summary>
    public IReadOnlyList<string> All { get; }

    /// <summary>The name of a value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No spec can name it.</exception>
    public string GetName(T value)
    {
        foreach (var (name, named) in all)
        {
            if (EqualityComparer<T>.Default.Equals(named, value))
                return name;
        }
        throw new ArgumentOutOfRangeException(nameof(value), value, $"No spec names this {typeof(T).Name}.");
    }

    /// <summary>The value of a name; null when there is none.</summary>
    public T? Find(string name)
    {
        foreach (var (known, value) in all)
        {
            if (known == name)
                return value;
        }
        return null;
    }
}
