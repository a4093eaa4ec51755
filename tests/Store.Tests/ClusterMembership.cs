using System.Data;
using System.Globalization;
using Npgsql;
using Sweep.Testing;

namespace Sweep.Store.Tests;

/// <summary>A silo as Orleans names it.</summary>
internal sealed record Silo(int Port, int Generation = 1, string Address = "10.0.0.1");

/// <summary>A row of the membership table as its readers get it; the silo is null where a cluster has none.</summary>
internal sealed record MembershipRow(Silo? Silo, int Status, int ProxyPort, string? SuspectTimes, DateTime IAmAliveTime, int Version);

/// <summary>What the ADO.NET clustering provider of Orleans does: fetches each text by its key and runs it with parameters of the
/// provider's names and types (DbType by CLR type: strings, 32-bit integers, UTC times).</summary>
internal sealed class ClusterMembership(string connection, string cluster)
{
    public const int Joining = 2, Active = 3, Dead = 6;
    public static readonly DateTime Start = new(2025, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    public ClusterMembership(TestDatabase database, string cluster = "cluster-1")
        : this(database.Address, cluster)
    {
    }

    public Task<bool> InsertVersionAsync() => TestAsync("InsertMembershipVersionKey");

    public Task<bool> InsertAsync(Silo silo, int version, int status = Joining, int proxyPort = 30000, DateTime? alive = null) =>
        TestAsync("InsertMembershipKey",
        [.. Named(silo), ("SiloName", $"silo {silo.Port}"), ("HostName", "host"), ("Status", status), ("ProxyPort", proxyPort),
            ("StartTime", Start),
            ("IAmAliveTime", alive ?? Start), ("Version", version)]);

    public Task<bool> UpdateAsync(Silo silo, int version, int status, string? suspectTimes = null) => TestAsync("UpdateMembershipKey",
        [.. Named(silo), ("IAmAliveTime", Start.AddMinutes(1)), ("Status", status), ("SuspectTimes", suspectTimes), ("Version", version)]);

    public Task SayAliveAsync(Silo silo, DateTime at) => RunAsync("UpdateIAmAlivetimeKey", [.. Named(silo), ("IAmAliveTime", at)], _ => 0);

    public Task<List<MembershipRow>> ReadAllAsync() => RunAsync("MembershipReadAllKey", [], Row);

    public Task<List<MembershipRow>> ReadRowAsync(Silo silo) => RunAsync("MembershipReadRowKey", Named(silo), Row);

    public async Task<int> VersionAsync() => (await ReadAllAsync()).Select(row => row.Version).Distinct().Single();

    public async Task<IEnumerable<Silo>> SilosAsync() =>
        (await ReadAllAsync()).Where(row => row.Silo is not null).Select(row => row.Silo!).OrderBy(silo => silo.Port);

    public Task<List<Silo>> GatewaysAsync() => RunAsync("GatewaysQueryKey", [("Status", Active)],
        row => new Silo(row.GetInt32(row.GetOrdinal("ProxyPort")), row.GetInt32(row.GetOrdinal("Generation")),
            row.GetString(row.GetOrdinal("Address"))));

    public Task CleanUpAsync(DateTime before) => RunAsync("CleanupDefunctSiloEntriesKey", [("IAmAliveTime", before)], _ => 0);

    public Task DeleteAsync() => RunAsync("DeleteMembershipTableEntriesKey", [], _ => 0);

    private static (string, object?)[] Named(Silo silo) =>
        [("Address", silo.Address), ("Port", silo.Port), ("Generation", silo.Generation)];

    private static MembershipRow Row(IDataRecord row)
    {
        object At(string name) => row.GetValue(row.GetOrdinal(name));
        var silo = At("StartTime") is DBNull ? null : new Silo((int)At("Port"), (int)At("Generation"), (string)At("Address"));
        int version = Convert.ToInt32(At("Version"), CultureInfo.InvariantCulture);
        return silo is null
            ? new MembershipRow(null, 0, 0, null, default, version)
            : new MembershipRow(silo, (int)At("Status"), (int)At("ProxyPort"), At("SuspectTimes") as string,
                row.GetDateTime(row.GetOrdinal("IAmAliveTime")), version);
    }

    private async Task<bool> TestAsync(string key, params (string, object?)[] parameters) => (await RunAsync(key, parameters, row =>
    {
        Assert.Equal(1, row.FieldCount);
        return Convert.ToBoolean(row.GetValue(0), CultureInfo.InvariantCulture);
    })).First();

    private async Task<List<T>> RunAsync<T>(string key, (string Name, object? Value)[] parameters, Func<IDataRecord, T> map)
    {
        await using var open = new NpgsqlConnection(connection);
        await open.OpenAsync();
        await using var command = open.CreateCommand();
        command.CommandText = "select QueryText from OrleansQuery where QueryKey = $1";
        command.Parameters.Add(new NpgsqlParameter { Value = key });
        string text = (string)(await command.ExecuteScalarAsync())!;

        await using var statement = open.CreateCommand();
        statement.CommandText = text;
        foreach (var (name, value) in parameters.Append(("DeploymentId", cluster)))
        {
            var type = value switch { int => DbType.Int32, DateTime => DbType.DateTime, _ => DbType.String };
            statement.Parameters.Add(new NpgsqlParameter { ParameterName = name, Value = value ?? DBNull.Value, DbType = type });
        }
        await using var reader = await statement.ExecuteReaderAsync();
        var rows = new List<T>();
        do
        {
            while (await reader.ReadAsync())
                rows.Add(map(reader));
        }
        while (await reader.NextResultAsync());
        return rows;
    }
}
