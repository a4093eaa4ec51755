using Microsoft.Data.Sqlite;

namespace Sweep.Import.Tests;

/// <summary>A small database that a test makes as another program would.</summary>
internal static class SqliteFile
{
    public static string Write(string path, params IReadOnlyList<string> statements)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        foreach (string statement in statements)
        {
            using var command = connection.CreateCommand();
            command.CommandText = statement;
            command.ExecuteNonQuery();
        }
        return path;
    }
}
