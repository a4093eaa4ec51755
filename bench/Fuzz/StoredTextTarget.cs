using System.Text;
using Microsoft.Data.Sqlite;

namespace Sweep.Fuzz.Bench;

/// <summary>Texts that a store gives back: specs, settings, messages, names, by whatever program they were written.</summary>
internal sealed class StoredTextTarget : IFuzzTarget
{
    private static readonly string[] Changes =
    [
        "update sweeps set spec_text = $text", "update configurations set settings = $text where rowid % 2 = 0",
        "update configurations set labels = $text where rowid % 2 = 0",
        "update trials set failure_message = $text", "update workers set environment = $text", "update workers set host = $text",
        "update sweeps set name = $text", "update epoch_metrics set kind = $text",
        "update sweeps set state_reason = $text", "update trials set stream_key = $text where rowid = 1",
        "update sweeps set plan_hash = $text", "update trials set state = $text where rowid = 1",
    ];

    private static readonly string[][] Commands =
        [["status"], ["compare", "tiny"], ["compare", "tiny", "--format", "json"], ["export"], ["export", "--long", "--format", "table"],
            ["report", "tiny", "--out", "r"], ["query", "select * from v_trials"], ["retry", "tiny"]];

    private readonly byte[] whole = new TinyStore("texts.db").Bytes();
    private int asked;

    public string Name => "stored-text";

    public IReadOnlyList<byte[]> Corpus { get; } =
        [.. SpecTarget.Specs.Append("{\"activation\":\"relu\",\"optimizer\":{\"name\":\"sgd\",\"momentum\":0.9}}")
            .Append("relu").Append("finite").Select(Encoding.UTF8.GetBytes)];

    public IReadOnlyList<string> Words { get; } = ["\"activation\":", "{", "}", "[", "null", "true", "1e400", "\"\\ud800\"", "\\u0000",
        "name: ", "queued", "completed"];

    public async Task ReadAsync(byte[] input)
    {
        const string file = "text.db";
        File.WriteAllBytes(file, whole);
        try
        {
            using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "pragma ignore_check_constraints = on; pragma foreign_keys = off; "
                + Changes[asked / Commands.Length % Changes.Length];
            command.Parameters.AddWithValue("$text", Encoding.UTF8.GetString(input));
            command.ExecuteNonQuery();
        }
        catch (SqliteException)
        {
            // the store's own rules refuse this text: so it cannot be there
        }
        await TinyStore.AskAsync(file, Commands[asked++ % Commands.Length]);
    }
}
