using System.Globalization;

namespace Sweep.Store.Sql;

/// <summary>One step of the schema, from a file NNNN-what-it-does.sql. Forward only; a released one never changes.</summary>
/// <param name="Version">From 1, without gaps.</param>
/// <param name="Name">What it does.</param>
/// <param name="Sql">Its statements.</param>
internal sealed record Migration(int Version, string Name, string Sql)
{
    public static Migration Read(string fileName, string sql)
    {
        string[] parts = fileName.Split('-', 2);
        return new Migration(int.Parse(parts[0], CultureInfo.InvariantCulture), parts[1], sql);
    }
}
