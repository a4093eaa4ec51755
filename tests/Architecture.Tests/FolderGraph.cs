namespace Sweep.Architecture.Tests;

/// <summary>Which folders of a project use types of which others.</summary>
internal sealed class FolderGraph
{
    private readonly Dictionary<(string From, string To), SortedSet<string>> uses = [];

    /// <summary>Reads the files of a project, or of any folder.</summary>
    public FolderGraph(IReadOnlyCollection<SourceFile> files)
    {
        var declared = files.SelectMany(file => file.Types, (file, type) => (Type: type, file.Namespace, file.Folder))
            .Where(type => type.Namespace is not null).ToLookup(type => type.Type);
        foreach (var file in files.Where(file => file.Namespace is not null)) // a program's entry point is in no folder: nobody can use it
        {
            foreach (string name in file.Names)
            {
                var target = VisibleNamespaces(file)
                    .Select(space => declared[name].Where(type => type.Namespace == space).Select(type => type.Folder).FirstOrDefault())
                    .FirstOrDefault(folder => folder is not null);
                if (target is not null && target != file.Folder)
                    Add(file.Folder, target, $"{name} in {file.Path}");
            }
        }
    }

    /// <summary>Each edge that is part of a cycle, with an example.</summary>
    /// <param name="accepted">Edges left out of account.</param>
    public IReadOnlyList<string> CyclicEdges(IReadOnlyCollection<(string From, string To)> accepted)
    {
        var edges = uses.Keys.Except(accepted).ToArray();
        var next = edges.ToLookup(edge => edge.From, edge => edge.To);
        return [.. edges.Where(edge => Reaches(next, edge.To, edge.From)).Order()
            .Select(edge => $"{edge.From} -> {edge.To}: {string.Join(", ", uses[edge].Take(3))} ({uses[edge].Count} in all)")];
    }

    /// <summary>Whether a folder uses another.</summary>
    public bool Has(string from, string to) => uses.ContainsKey((from, to));

    private void Add(string from, string to, string example)
    {
        if (!uses.TryGetValue((from, to), out var examples))
            uses[(from, to)] = examples = new SortedSet<string>(StringComparer.Ordinal);
        examples.Add(example);
    }

    private static bool Reaches(ILookup<string, string> next, string from, string to)
    {
        var seen = new HashSet<string> { from };
        var open = new Queue<string>([from]);
        while (open.TryDequeue(out string? folder))
        {
            if (folder == to)
                return true;
            foreach (string neighbour in next[folder].Where(seen.Add))
                open.Enqueue(neighbour);
        }
        return false;
    }

    // In the order in which the compiler looks: the own namespace, those around it, then what is imported.
    private static IEnumerable<string> VisibleNamespaces(SourceFile file)
    {
        for (string space = file.Namespace!; space.Length > 0; space = space[..Math.Max(0, space.LastIndexOf('.'))])
            yield return space;
        foreach (string import in file.Usings)
            yield return import;
    }
}
