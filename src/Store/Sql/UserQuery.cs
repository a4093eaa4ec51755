using System.Text.RegularExpressions;

namespace Sweep.Store.Sql;

/// <summary>A user's statement under way. The database refuses writing; the first word is checked too, since some statements
/// that are no writes for a database are none of a reader's business (COPY TO PROGRAM, VACUUM INTO, ATTACH).</summary>
internal abstract partial class UserQuery : IAsyncDisposable
{
    /// <summary>How long a statement may run.</summary>
    public static TimeSpan TimeLimit { get; } = TimeSpan.FromMinutes(2);

    /// <summary>The column names.</summary>
    public abstract IReadOnlyList<object?> Header { get; }

    /// <summary>The next row, or null at the end.</summary>
    public abstract Task<IReadOnlyList<object?>?> NextAsync();

    public abstract ValueTask DisposeAsync();

    /// <summary>Why a text is not even tried; null if it is.</summary>
    public static string? Refuse(string sql)
    {
        var match = FirstWord().Match(sql);
        return match.Success
            ? null
            : "Only reading statements are run here: begin with select, with, values or explain.";
    }

    [GeneratedRegex(@"\A(?:\s|--[^\n]*(?:\n|\z)|/\*.*?\*/|\()*(?:select|with|values|explain)\b",
        RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex FirstWord();
}
