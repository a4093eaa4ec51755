namespace Sweep.Fuzz.Bench;

/// <summary>Damaged files of stores.</summary>
internal sealed class StoreFileTarget : IFuzzTarget
{
    private const string File = "damaged.db";

    private static readonly string[][] Commands = [["status"], ["compare", "tiny"], ["export"], ["query", "select * from v_trials"],
        ["report", "tiny", "--out", "r"], ["pause", "tiny"]];

    private int asked;

    public string Name => "store-file";

    public IReadOnlyList<byte[]> Corpus { get; } = [new TinyStore("whole.db").Bytes()];

    public IReadOnlyList<string> Words { get; } = ["SQLite format 3", "tiny", "{}", "null", "completed"];

    public async Task ReadAsync(byte[] input)
    {
        System.IO.File.WriteAllBytes(File, input);
        await TinyStore.AskAsync(File, Commands[asked++ % Commands.Length]);
        foreach (string companion in new[] { File, File + "-wal", File + "-shm" })
            System.IO.File.Delete(companion);
    }
}
