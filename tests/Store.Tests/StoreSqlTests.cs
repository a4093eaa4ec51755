using System.Reflection;
using Sweep.Store.Sql;

namespace Sweep.Store.Tests;

public sealed class StoreSqlTests
{
    private static readonly string[] Constants = [.. typeof(StoreSql)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Where(field => field.IsLiteral)
        .Select(field => (string)field.GetRawConstantValue()!)];

    [Fact]
    public void Every_statement_exists_on_both_engines_and_none_is_left_over()
    {
        Assert.Equal(Constants.Order(), StoreSql.Sqlite.Names.Order());
        Assert.Equal(Constants.Order(), StoreSql.Postgres.Names.Order());
    }

    [Fact]
    public void Migrations_are_numbered_without_gaps_and_a_number_means_the_same_on_both_engines()
    {
        string[] onlyPostgres = ["cluster-membership"];   // silos do not meet in a file
        Assert.Equal(Enumerable.Range(1, StoreSql.Postgres.Migrations.Count), StoreSql.Postgres.Migrations.Select(m => m.Version));
        Assert.Equal(StoreSql.Postgres.Migrations.Where(m => !onlyPostgres.Contains(m.Name)).Select(m => (m.Version, m.Name)),
            StoreSql.Sqlite.Migrations.Select(m => (m.Version, m.Name)));
    }

    [Fact]
    public void Every_file_says_its_purpose_parameters_and_rows()
    {
        var assembly = typeof(StoreSql).Assembly;
        foreach (string resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith("Sql", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            string text = reader.ReadToEnd();
            Assert.True(text.StartsWith("-- Purpose: ", StringComparison.Ordinal), resource);
            Assert.True(text.Contains("\n-- Parameters: ", StringComparison.Ordinal)
                && text.Contains("\n-- Rows: ", StringComparison.Ordinal), resource);
        }
    }
}
