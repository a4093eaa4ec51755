using Sweep.Planning.Errors;
using Sweep.Planning.Specs.Yaml;
using Sweep.Planning.Trials;

namespace Sweep.Planning.Specs.Reading;

/// <summary>Reads <c>seeds: 5</c>, <c>seeds: [0, 1, 2]</c> or <c>seeds: { first: 10, count: 5 }</c>.</summary>
internal sealed class SeedReader(SpecErrorList errors, ScalarReader scalars)
{
    private const int MaxCount = 1_000_000;

    /// <summary>The seeds in order; empty when there was a mistake.</summary>
    public IReadOnlyList<Seed> Read(YamlNode node)
    {
        switch (node)
        {
            case YamlList list:
                return ReadList(list);
            case YamlMap map:
                scalars.RefuseUnknownKeys(map, "seeds", ["first", "count"]);
                int? first = map.Find("first") is { } start
                    ? scalars.Integer(start.Value, "seeds.first", int.MinValue, int.MaxValue - MaxCount) : 0;
                if (map.Find("count") is not { } size)
                {
                    errors.Add("seeds", map.Position, "Say how many seeds: { first: 0, count: 5 }.");
                    return [];
                }
                return first is { } from && scalars.Integer(size.Value, "seeds.count", 1, MaxCount) is { } many ? Numbered(from, many) : [];
            default:
                return scalars.Integer(node, "seeds", 1, MaxCount) is { } count ? Numbered(0, count) : [];
        }
    }

    private List<Seed> ReadList(YamlList list)
    {
        if (list.Items.Count == 0)
            errors.Add("seeds", list.Position, "The list is empty: give at least one seed.");
        var seeds = new List<Seed>();
        var known = new HashSet<int>();
        for (int i = 0; i < list.Items.Count; i++)
        {
            string path = $"seeds[{i}]";
            if (scalars.Integer(list.Items[i], path, int.MinValue, int.MaxValue) is not { } seed)
                continue;
            if (known.Add(seed))
                seeds.Add(new Seed(seed));
            else
                errors.Add(path, list.Items[i].Position, $"The seed {seed} is given twice.");
        }
        return seeds;
    }

    private static List<Seed> Numbered(int first, int count) => [.. Enumerable.Range(first, count).Select(s => new Seed(s))];
}
