namespace Sweep.Architecture.Tests;

/// <summary>Folders are the parts of a project: each has its namespace, and they build on each other in one direction.</summary>
public sealed class FolderTests
{
    /// <summary>Uses against the direction that are wanted, with the reason.</summary>
    private static readonly (string Project, string From, string To, string Reason)[] Accepted =
    [
        ("src/Store", ".", "Postgres", "TrialStores, which opens stores, stands beside the contract that people look for"),
        ("src/Store", ".", "Sqlite", "likewise"),
    ];

    public static TheoryData<string> SourceProjects => new(ProjectsBelow("src"));

    public static TheoryData<string> Projects => new((string[])[.. ProjectsBelow("src"), .. ProjectsBelow("tests")]);

    [Theory]
    [MemberData(nameof(SourceProjects))]
    public void Folders_of_a_project_form_no_cycle(string project)
    {
        var accepted = Accepted.Where(edge => edge.Project == project).Select(edge => (edge.From, edge.To)).ToArray();
        var cycles = new FolderGraph(Read(project)).CyclicEdges(accepted);
        Assert.True(cycles.Count == 0, string.Join('\n', cycles));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_namespace_is_the_path_of_its_folder(string project)
    {
        string root = "Sweep." + project.Split('/')[1];
        var offenders = Read(project).Where(file => file.Namespace is not null)
            .Select(file => (file.Path, file.Namespace, Expected: file.Folder == "." ? root : $"{root}.{file.Folder.Replace('/', '.')}"))
            .Where(file => file.Namespace != file.Expected)
            .Select(file => $"{file.Path}: {file.Namespace} instead of {file.Expected}").ToArray();
        Assert.True(offenders.Length == 0, string.Join('\n', offenders));
    }

    [Fact]
    public void No_accepted_use_against_the_direction_is_a_thing_of_the_past() => Assert.All(Accepted,
        edge => Assert.True(new FolderGraph(Read(edge.Project)).Has(edge.From, edge.To), $"{edge} is gone: remove it from the list."));

    [Fact]
    public void A_cycle_is_found_between_folders_that_name_types_of_each_other()
    {
        var graph = Graph(
            ("A/One.cs", "namespace P.A; using P.B; class One { Two two; }"),
            ("B/Two.cs", "namespace P.B; using P; class Two { Root Make() => new(); }"),
            ("Root.cs", "namespace P; using P.A; class Root { void Run() => One.Start(); }"),
            ("C/Apart.cs", "namespace P.C; using P.A; class Apart : One;"));
        string[] edges = [.. graph.CyclicEdges([]).Select(edge => edge[..edge.IndexOf(':', StringComparison.Ordinal)])];
        Assert.Equal([". -> A", "A -> B", "B -> ."], edges.Order(StringComparer.Ordinal));
        Assert.Empty(graph.CyclicEdges([("B", ".")]));
    }

    [Theory]
    [InlineData("class One { string Two; string Get() => this.Two; }")] // a member's name
    [InlineData("class One { int Get(string text) => text.Two(); }")]
    [InlineData("class One { One Get() => new() { Two = 1 }; }")]
    [InlineData("class One { void Get() => Call(Two: 1); }")]
    public void A_member_that_is_called_like_a_type_is_no_use_of_the_type(string one) =>
        Assert.False(Graph(("A/One.cs", $"namespace P.A; using P.B; {one}"), ("B/Two.cs", "namespace P.B; class Two;")).Has("A", "B"));

    private static FolderGraph Graph(params (string Path, string Text)[] files)
    {
        string folder = Directory.CreateTempSubdirectory("sweep-folders-").FullName;
        try
        {
            return new FolderGraph([.. files.Select(file =>
            {
                string path = Path.Combine(folder, file.Path);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllText(path, file.Text);
                return SourceFile.Read(folder, path);
            })]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static SourceFile[] Read(string project) =>
        [.. Repository.SourceFiles(project).Select(file => SourceFile.Read(Path.Combine(Repository.Root, project), file))];

    private static string[] ProjectsBelow(string folder) => [.. Directory
        .GetFiles(Path.Combine(Repository.Root, folder), "*.csproj", SearchOption.AllDirectories)
        .Select(file => Repository.Relative(Path.GetDirectoryName(file)!)).Order(StringComparer.Ordinal)];
}
