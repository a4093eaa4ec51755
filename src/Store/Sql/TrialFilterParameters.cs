using System.Text.Json;

namespace Sweep.Store.Sql;

/// <summary>A filter as statement parameters: lists travel as JSON arrays, never as SQL text.</summary>
/// <param name="Sweep">Name or null.</param>
/// <param name="States">JSON array of state texts.</param>
/// <param name="Where">JSON object of label arrays.</param>
/// <param name="Ids">JSON array of full trial ids.</param>
internal sealed record TrialFilterParameters(string? Sweep, string States, string Where, string Ids)
{
    private const int IdLength = 35, ShortestPrefix = 6;

    public static async Task<TrialFilterParameters> FromAsync(TrialFilter? filter, StoreSession session)
    {
        filter ??= new TrialFilter();
        return new TrialFilterParameters(
            filter.Sweep,
            // the serializer takes its time to start
            filter.States.Count == 0 ? "[]" : JsonSerializer.Serialize(filter.States.Select(ColumnText.Format)),
            filter.Where.Count == 0 ? "{}" : JsonSerializer.Serialize(filter.Where),
            filter.Ids.Count == 0 ? "[]" : await ResolveAsync(filter.Ids, session).ConfigureAwait(false));
    }

    public (string, object?)[] With(params ReadOnlySpan<(string, object?)> others) =>
        [("sweep", Sweep), ("states", States), ("where", Where), ("ids", Ids), .. others];

    private static async Task<string> ResolveAsync(IReadOnlyList<string> ids, StoreSession session)
    {
        if (ids.FirstOrDefault(id => id.Length < ShortestPrefix) is { } tooShort)
            throw new TrialFilterException($"'{tooShort}' is too short for a trial id: give at least {ShortestPrefix} characters.");

        var exact = ids.Where(id => id.Length == IdLength).ToList();
        string[] prefixes = [.. ids.Where(id => id.Length != IdLength)];
        if (prefixes.Length > 0)
        {
            var found = await session.QueryAsync(StoreSql.FindTrialIds, row => (Prefix: row.GetString(0), Id: row.GetString(1)),
                ("prefixes", JsonSerializer.Serialize(prefixes))).ConfigureAwait(false);
            foreach (var matches in found.GroupBy(match => match.Prefix))
            {
                if (matches.Skip(1).Any())
                {
                    throw new TrialFilterException($"'{matches.Key}' is the beginning of several trial ids, such as "
                        + $"{string.Join(" and ", matches.Take(2).Select(m => m.Id))}: give more characters.");
                }
                exact.Add(matches.First().Id);
            }
        }
        return JsonSerializer.Serialize(exact.Count == 0 ? [""] : exact);   // nothing found must match nothing, not everything
    }
}
