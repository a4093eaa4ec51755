using Microsoft.Data.Sqlite;
using Sweep.Planning.Specs.Reading;

namespace Sweep.Store.Sqlite;

/// <summary>Reads a file that this process may not write, or beside which it may write nothing, and leaves nothing there: a log of ours
/// would lock out the owner.</summary>
/// <remarks>While the owner's processes have the file open, their log and its index serve for reading too. Where there is no log,
/// everything is in the file,
/// which is read as it is; should somebody write meanwhile, the reading ends with an error. Where a log was left behind without an index
/// that can be used, both are
/// copied into a folder for temporary files and read there: nothing stored is invisible.</remarks>
internal sealed class SqliteReadOnlyFile(string path) : IDisposable
{
    private (FileStamp File, FileStamp Log)? copied;
    private DirectoryInfo? copies;

    public SqliteReader Open()
    {
        string log = SqliteFiles.Log(path);
        if (File.Exists(log) && File.Exists(SqliteFiles.Index(path)))
        {
            try
            {
                return new SqliteReader(Connect(path, SqliteOpenMode.ReadOnly), null);
            }
            catch (SqliteException fault) when (SqliteFault.IsDenied(fault))
            {
                // Nobody uses that log now, and only who may write there could: it is copied, or empty.
            }
        }
        if (FileStamp.Read(log).Length > 0)
            return new SqliteReader(Connect(Copy(), SqliteOpenMode.ReadWrite), null);

        var before = FileStamp.Read(path);
        return new SqliteReader(Connect($"{new Uri(Path.GetFullPath(path)).AbsoluteUri}?immutable=1", SqliteOpenMode.ReadOnly), () =>
        {
            if (FileStamp.Read(path) != before)
                throw new StoreUnavailableException(path,
                    "it was changed while it was read, and you may not write there to prevent that. Repeat the command.", null);
        });
    }

    public void Dispose()
    {
        copies?.Delete(recursive: true);
        copies = null;
    }

    private string Copy()
    {
        var now = Stamp();
        if (copies is not null && copied == now)
            return Place("copy.db");
        Dispose();
        copies = Directory.CreateTempSubdirectory("sweep-");
        File.Copy(path, Place("copy.db"));
        File.Copy(SqliteFiles.Log(path), SqliteFiles.Log(Place("copy.db")));
        if (Stamp() != now)
            throw new StoreUnavailableException(path,
                "it was changed while it was copied for reading, since you may not write there. Repeat the command.", null);
        copied = now;
        return Place("copy.db");

        string Place(string name) => Path.Combine(copies!.FullName, name);
        (FileStamp, FileStamp) Stamp() => (FileStamp.Read(path), FileStamp.Read(SqliteFiles.Log(path)));
    }

    private static SqliteConnection Connect(string source, SqliteOpenMode mode)
    {
        var settings = new SqliteConnectionStringBuilder { DataSource = source, Mode = mode, Pooling = false, DefaultTimeout = 1 };
        var connection = new SqliteConnection(settings.ToString());
        try
        {
            connection.Open();
            foreach (string statement in new[] { "pragma busy_timeout = 1000", "pragma query_only = true",
                "select count(*) from sqlite_schema" })
            {
                using var command = connection.CreateCommand();
                command.CommandText = statement;
                command.ExecuteNonQuery();
            }
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private readonly record struct FileStamp(long Length, DateTime WrittenAt)
    {
        public static FileStamp Read(string file) =>
            new FileInfo(file) is { Exists: true } info ? new(info.Length, info.LastWriteTimeUtc) : default;
    }
}
