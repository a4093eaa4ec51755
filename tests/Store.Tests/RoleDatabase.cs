using Npgsql;
using Sweep.Testing;

namespace Sweep.Store.Tests;

/// <summary>A database with the roles of deploy/sql/roles.sql under names of its own; the roles go with the private server.</summary>
internal sealed class RoleDatabase : IAsyncDisposable
{
    private static readonly SemaphoreSlim Gate = new(1, 1);
    private static RoleDatabase? shared;

    private readonly string suffix = Guid.NewGuid().ToString("n")[..8];
    private readonly bool isShared;

    private RoleDatabase(TestDatabase database, bool isShared) => (Database, this.isShared) = (database, isShared);

    public static string Script => RepositoryRoot.Find("deploy", "sql", "roles.sql");

    public TestDatabase Database { get; }

    public string Administrator => Database.Address;

    public string Owner => AddressOf("owner");

    public string Worker => AddressOf("worker");

    public string Reader => AddressOf("reader");

    /// <summary>A database without roles and without a store.</summary>
    public static async Task<RoleDatabase> EmptyAsync(PrivatePostgres postgres, bool isShared = false)
    {
        var database = await postgres.CreateDatabaseAsync();
        if (postgres.IsPrivate)
            return new RoleDatabase(database, isShared);
        await database.DisposeAsync();
        Assert.Skip("Roles belong to a whole server: they are made on a private one only.");
        throw new InvalidOperationException("Skipped.");
    }

    /// <summary>Roles, then a store made by the owner, then the roles' rights narrowed to it: the order of deploy/README.md.</summary>
    public static async Task<RoleDatabase> PreparedAsync(PrivatePostgres postgres, bool isShared = false)
    {
        var database = await EmptyAsync(postgres, isShared);
        await database.RunScriptAsync();
        await (await TrialStores.OpenAsync(database.Owner, StoreAccess.Write, TimeProvider.System, CancellationToken.None)).DisposeAsync();
        await database.RunScriptAsync();
        return database;
    }

    /// <summary>One for all tests whose statements are refused.</summary>
    public static async Task<RoleDatabase> SharedAsync(PrivatePostgres postgres)
    {
        await Gate.WaitAsync();
        try
        {
            return shared ??= await PreparedAsync(postgres, isShared: true);
        }
        finally
        {
            Gate.Release();
        }
    }

    public async Task RunScriptAsync() => await Database.ExecuteAsync(
        string.Concat(new[] { "owner", "worker", "reader" }.Select(role =>
            $"set sweep.{role} = 'sweep_{role}_{suffix}'; set sweep.{role}_password = 'it''s {role}';"))
        + await File.ReadAllTextAsync(Script));

    // the shared one goes with the server
    public ValueTask DisposeAsync() => isShared ? ValueTask.CompletedTask : Database.DisposeAsync();

    private string AddressOf(string role) =>
        new NpgsqlConnectionStringBuilder(Database.Address) { Username = $"sweep_{role}_{suffix}",
            Password = $"it's {role}" }.ConnectionString;
}
